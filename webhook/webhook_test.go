package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// canaryURL is a webhook of the toy service.
func canaryURL(tb testing.TB) webhook.URL {
	tb.Helper()
	u, err := webhook.ParseURL("toy", "https://toy.example/hooks/"+strings.Repeat("CANARY", 3)+"?token="+strings.Repeat("CANARY", 4)+"%3D%3D",
		func(*url.URL) (string, error) { return "/hooks/", nil })
	require.NoError(tb, err)
	return u
}

// toy is a service whose message is its text, at most size runes long.
func toy(size int) webhook.Service {
	return webhook.Service{
		Name: "toy", PerSecond: 1, Burst: 1, MaxSize: size, Unit: "characters",
		Convert: func(m webhook.Message) (webhook.Payload, error) {
			text, dropped := webhook.Markup{All: "@all"}.Render(m)
			return webhook.Payload{Body: []byte(text), Size: utf8.RuneCountInString(text), Dropped: dropped}, nil
		},
		ReadAnswer: func(a webhook.Answer) (webhook.Receipt, error) {
			if a.StatusCode == http.StatusOK && string(a.Body) == "ok" {
				return webhook.Receipt{MessageID: "id"}, nil
			}
			return webhook.Receipt{}, &webhook.Error{}
		},
	}
}

// room is a transport that plays the service. It allows a message every
// interval, burst at once; interval 0 allows all.
type room struct {
	interval time.Duration
	burst    int
	latency  func(n int) time.Duration
	header   http.Header // of a 429

	mu      sync.Mutex
	next    time.Time
	texts   []string
	at      []time.Time
	refused int
}

func (r *room) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	n := len(r.at) + r.refused
	r.mu.Unlock()
	if r.latency != nil {
		select {
		case <-time.After(r.latency(n)):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if r.next.Before(now) {
		r.next = now
	}
	if wait := r.next.Add(-time.Duration(max(r.burst, 1)-1) * r.interval).Sub(now); r.interval > 0 && wait > 0 {
		r.refused++
		header := r.header
		if header == nil {
			header = http.Header{"Retry-After": {strconv.Itoa(int((wait + time.Second - 1) / time.Second))}}
		}
		return answer(http.StatusTooManyRequests, "", header), nil
	}
	r.next = r.next.Add(r.interval)
	r.texts, r.at = append(r.texts, string(body)), append(r.at, now)
	return answer(http.StatusOK, "ok", nil), nil
}

func answer(status int, body string, header http.Header) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// poster is a toy's poster that sends through transport.
func poster(tb testing.TB, s webhook.Service, transport http.RoundTripper, opts ...webhook.Option) *webhook.Poster {
	tb.Helper()
	opts = append([]webhook.Option{webhook.WithHTTPClient(&http.Client{Transport: transport})}, opts...)
	p, err := webhook.NewPoster(s, canaryURL(tb), opts...)
	require.NoError(tb, err)
	return p
}

// burst sends n messages at once, in order, and returns their errors.
func burst(p *webhook.Poster, n int) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { _, errs[i] = p.Send(context.Background(), webhook.Message{Text: strconv.Itoa(i)}) })
		synctest.Wait() // the next one comes later, at the same time
	}
	wg.Wait()
	return errs
}

func asError(tb testing.TB, err error) *webhook.Error {
	tb.Helper()
	var e *webhook.Error
	require.ErrorAs(tb, err, &e)
	return e
}

// printed is err in every way an error gets printed, with all it wraps.
func printed(err error) string {
	if err == nil {
		return ""
	}
	encoded, _ := json.Marshal(err) //nolint:errchkjson // what can be encoded is looked at
	text := sprint(err) + string(encoded)
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself
	case interface{ Unwrap() error }:
		text += printed(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			text += printed(one)
		}
	}
	return text
}

var (
	errBoom = errors.New("boom")
	noRetry = webhook.WithRetry(retry.Policy{MaxAttempts: 1})
)

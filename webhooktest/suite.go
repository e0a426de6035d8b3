package webhooktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

// Factory makes the Sender under test, for a webhook of server. It passes opts
// on, after its own if it has any.
type Factory func(server *Server, opts ...webhook.Option) (webhook.Sender, error)

// TestSender proves that a provider built on webhook.Poster keeps the promise:
// every message is delivered, or Send returns a *webhook.Error that tells the
// truth; and the secret is printed nowhere. It covers delivery, literal text,
// overflow, every row of the table of what is repeated, broken networks, dying
// contexts, bursts under the provider's limit, and leaks of goroutines and
// secrets. Most of it runs in virtual time.
//
// opts are given to every [New]: for a service of one's own, [WithService].
func TestSender(t *testing.T, factory Factory, opts ...Option) {
	t.Helper()
	s := &suite{factory, opts}
	t.Run("Delivery", s.delivery)
	t.Run("Text", s.text)
	t.Run("Status", s.statuses)
	t.Run("RetryAfter", s.retryAfters)
	t.Run("Network", s.network)
	t.Run("Context", s.contexts)
	t.Run("Load", s.load)
	t.Run("Socket", s.socket)
}

type suite struct {
	factory Factory
	opts    []Option
}

// scene is one server and one sender on it.
type scene struct {
	t      *testing.T
	suite  *suite
	server *Server
	sender webhook.Sender
	start  time.Time

	mu      sync.Mutex
	printed strings.Builder // all that logs, observers and errors showed
}

// virtual runs f in a bubble of virtual time, against a server without a
// socket. That no goroutine is left is proven by the bubble's end.
func (s *suite) virtual(t *testing.T, name string, f func(sc *scene), opts ...webhook.Option) {
	t.Helper()
	s.virtualWith(t, name, nil, f, opts...)
}

func (s *suite) virtualWith(t *testing.T, name string, more []Option, f func(sc *scene), opts ...webhook.Option) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s.play(t, append([]Option{InMemory()}, more...), f, opts...)
		})
	})
}

// play runs f on a new scene.
func (s *suite) play(t *testing.T, more []Option, f func(sc *scene), opts ...webhook.Option) {
	t.Helper()
	server := New(append(append([]Option{}, s.opts...), more...)...)
	defer server.Close()
	sc := &scene{t: t, suite: s, server: server, start: time.Now()}
	sc.sender = sc.open(opts...)
	f(sc)
	sc.checkSecrets()
}

// open makes another sender on the scene's server.
func (sc *scene) open(opts ...webhook.Option) webhook.Sender {
	sc.t.Helper()
	logger := slog.New(slog.NewJSONHandler(sc, &slog.HandlerOptions{Level: slog.LevelDebug}))
	own := []webhook.Option{
		webhook.WithHTTPClient(sc.server.Client()),
		webhook.WithLogger(logger),
		webhook.WithObserver(webhook.Observer{
			Attempt: func(_ context.Context, a webhook.Attempt) { sc.show(a) },
			Send:    func(_ context.Context, d webhook.Delivery) { sc.show(d); sc.show(d.Receipt); sc.showError(d.Err) },
		}),
	}
	sender, err := sc.suite.factory(sc.server, append(own, opts...)...)
	if err != nil {
		sc.t.Fatalf("the factory failed: %v", err)
	}
	sc.show(sender)
	return sender
}

// Write collects what is logged.
func (sc *scene) Write(p []byte) (int, error) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	return sc.printed.Write(p)
}

// show prints v in every way there is.
func (sc *scene) show(v any) {
	encoded, _ := json.Marshal(v) //nolint:errchkjson // whatever can be encoded is looked at
	_, _ = fmt.Fprintf(sc, "%v %+v %#v %q %s\n", v, v, v, fmt.Sprint(v), encoded)
	slog.New(slog.NewTextHandler(sc, nil)).Info("show", "value", v)
}

// showError shows err and everything it wraps.
func (sc *scene) showError(err error) {
	var e *webhook.Error
	if errors.As(err, &e) && e == nil || err == nil {
		return
	}
	sc.show(err)
	switch w := err.(type) { //nolint:errorlint // this walks the tree itself
	case interface{ Unwrap() error }:
		sc.showError(w.Unwrap())
	case interface{ Unwrap() []error }:
		for _, one := range w.Unwrap() {
			sc.showError(one)
		}
	}
}

func (sc *scene) checkSecrets() {
	sc.t.Helper()
	sc.mu.Lock()
	defer sc.mu.Unlock()
	for line := range strings.Lines(sc.printed.String()) {
		if strings.Contains(line, Canary) {
			sc.t.Errorf("the webhook's secret was printed: %s", line)
		}
	}
}

// want is what a Send must come to. Attempts 0 means any number.
type want struct {
	code      webhook.Code // empty: delivered
	attempts  int
	maybe     bool // Error.MaybeDelivered, or Receipt.MaybeDuplicate
	room      int  // messages in the room; -1: any number
	status    int
	anyMaybe  bool
	noRequest bool
}

var delivered = want{attempts: 1, room: 1}

// send sends text and compares.
func (sc *scene) send(ctx context.Context, w want) (webhook.Receipt, error) {
	sc.t.Helper()
	return sc.sendMessage(ctx, webhook.Message{Text: "hello"}, w)
}

func (sc *scene) sendMessage(ctx context.Context, msg webhook.Message, w want) (webhook.Receipt, error) {
	sc.t.Helper()
	receipt, err := sc.sender.Send(ctx, msg)
	sc.showError(err)
	sc.show(receipt)
	maybe, attempts := receipt.MaybeDuplicate, receipt.Attempts
	var e *webhook.Error
	switch {
	case err != nil && !errors.As(err, &e):
		sc.t.Errorf("the error is no *webhook.Error but %T: %v", err, err)
		return receipt, err
	case err != nil:
		maybe, attempts = e.MaybeDelivered, e.Attempts
		if e.Code != w.code {
			sc.t.Errorf("Code is %q, want %q: %v", e.Code, w.code, err)
		}
		if w.status != 0 && e.StatusCode != w.status {
			sc.t.Errorf("StatusCode is %d, want %d", e.StatusCode, w.status)
		}
	case w.code != "":
		sc.t.Errorf("delivered, want an error of code %q", w.code)
	}
	if w.attempts > 0 && attempts != w.attempts {
		sc.t.Errorf("Attempts is %d, want %d (%v)", attempts, w.attempts, err)
	}
	if attempts != receipt.Attempts {
		sc.t.Errorf("the error tells of %d attempts, the receipt of %d", attempts, receipt.Attempts)
	}
	if maybe != w.maybe && !w.anyMaybe {
		sc.t.Errorf("MaybeDelivered or MaybeDuplicate is %t, want %t (%v)", maybe, w.maybe, err)
	}
	if got := len(sc.server.Messages()); w.room >= 0 && got != w.room {
		sc.t.Errorf("the room got %d messages, want %d (%v)", got, w.room, err)
	}
	if got := len(sc.server.Requests()); w.noRequest && got > 0 {
		sc.t.Errorf("%d requests were made, want none", got)
	}
	return receipt, err
}

// elapsed checks the time since the scene began, or mark was called.
func (sc *scene) elapsed(least, most time.Duration) {
	sc.t.Helper()
	if took := time.Since(sc.start); took < least || took > most {
		sc.t.Errorf("took %v, want between %v and %v", took, least, most)
	}
}

func (sc *scene) mark() { sc.start = time.Now() }

// swap gives the scene a sender with another transport.
func (sc *scene) swap(transport http.RoundTripper, opts ...webhook.Option) {
	sc.t.Helper()
	sc.sender = sc.open(append([]webhook.Option{webhook.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
}

func atMostOnce() webhook.Option { return webhook.WithRetry(retry.Policy{AtMostOnce: true}) }

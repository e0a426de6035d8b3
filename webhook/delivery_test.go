package webhook_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

// serve starts a server and returns a poster to it, over transport.
func serve(t *testing.T, server *httptest.Server, transport *http.Transport, opts ...webhook.Option) *webhook.Poster {
	t.Helper()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.CloseClientConnections()
		server.Close()
	})
	u, err := webhook.ParseURL("toy", server.URL+"/hooks/CANARYCANARY", nil)
	require.NoError(t, err)
	p, err := webhook.NewPoster(toy(0), u, append([]webhook.Option{
		webhook.WithHTTPClient(&http.Client{Transport: transport}), webhook.WithoutPacing(),
		webhook.WithRetry(retry.Policy{MaxAttempts: 2, MinWait: time.Millisecond, MaxWait: time.Millisecond}),
	}, opts...)...)
	require.NoError(t, err)
	return p
}

func sayOK(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(w, "ok")
}

var big = webhook.Payload{Body: bytes.Repeat([]byte("x"), 32<<20)}

// A connection that breaks while the body is still on its way cannot have
// delivered: it is repeated even at most once.
func TestPartlyWrittenIsNotDelivered(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, 1<<16)
		panic(http.ErrAbortHandler)
	}))
	p := serve(t, server, &http.Transport{}, webhook.WithRetry(retry.Policy{
		MaxAttempts: 2, MinWait: time.Millisecond, MaxWait: time.Millisecond, AtMostOnce: true,
	}))
	_, err := p.Post(t.Context(), big)
	e := asError(t, err)
	require.Equal(t, webhook.CodeNetwork, e.Code)
	require.Equal(t, 2, e.Attempts)
	require.False(t, e.MaybeDelivered)
}

func TestCanceledWhileWriting(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		reading, over := make(chan struct{}, 1), make(chan struct{})
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.CopyN(io.Discard, r.Body, 1<<16)
			reading <- struct{}{}
			<-over
		}))
		server.EnableHTTP2 = http2
		server.StartTLS()
		transport := &http.Transport{TLSClientConfig: trusting(server), ForceAttemptHTTP2: http2}
		p := serve(t, server, transport)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-reading
			cancel()
		}()
		_, err := p.Post(ctx, big)
		close(over)
		e := asError(t, err)
		require.Equal(t, webhook.CodeCanceled, e.Code)
		require.False(t, e.MaybeDelivered, "http2: %t", http2)
		require.Equal(t, 1, e.Attempts)
	}
}

func trusting(server *httptest.Server) *tls.Config {
	transport, _ := server.Client().Transport.(*http.Transport)
	return transport.TLSClientConfig.Clone()
}

func TestHTTP2(t *testing.T) {
	t.Parallel()
	n := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 1 {
			_, _ = io.Copy(io.Discard, r.Body)
			panic(http.ErrAbortHandler) // a reset stream, after all was read
		}
		sayOK(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	p := serve(t, server, &http.Transport{TLSClientConfig: trusting(server), ForceAttemptHTTP2: true})
	receipt, err := p.Send(t.Context(), webhook.Message{Text: "x"})
	require.NoError(t, err)
	require.Equal(t, 2, receipt.Attempts)
	require.True(t, receipt.MaybeDuplicate)
}

// A server that answers before it has read the body, and closes.
func TestEarlyRefusal(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}))
	_, err := serve(t, server, &http.Transport{}).Post(t.Context(), webhook.Payload{Body: bytes.Repeat([]byte("x"), 100_000)})
	e := asError(t, err)
	require.Equal(t, webhook.CodeTooLarge, e.Code)
	require.Equal(t, 1, e.Attempts)
	require.False(t, e.MaybeDelivered)
}

func TestProxy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		proxy http.HandlerFunc
		code  webhook.Code
	}{
		"Tunnels": {proxy: tunnel},
		"Refuses": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, webhook.CodeNetwork},
		"Asks":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }, webhook.CodeNetwork},
		"Breaks":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, webhook.CodeNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewTLSServer(http.HandlerFunc(sayOK))
			proxy := httptest.NewServer(c.proxy)
			defer proxy.Close()
			at, err := url.Parse(proxy.URL)
			require.NoError(t, err)
			at.User = url.UserPassword("me", "CANARYCANARY")
			transport := &http.Transport{TLSClientConfig: trusting(server), Proxy: http.ProxyURL(at)}
			defer transport.CloseIdleConnections()
			receipt, err := serve(t, server, transport).Send(t.Context(), webhook.Message{Text: "x"})
			if c.code == "" {
				require.NoError(t, err)
				require.Equal(t, 1, receipt.Attempts)
				return
			}
			e := asError(t, err)
			require.Equal(t, c.code, e.Code)
			require.Equal(t, 2, e.Attempts)
			require.False(t, e.MaybeDelivered)
			require.NotContains(t, printed(err), "CANARY")
		})
	}
}

// tunnel serves CONNECT.
func tunnel(w http.ResponseWriter, r *http.Request) {
	to, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	from, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
	_, _ = io.Copy(from, to)
	_ = from.Close()
}

// Connections are kept: after a success, and after a refusal that was read.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	opened, n := 0, 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; n%2 == 0 {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write(bytes.Repeat([]byte("x"), 60<<10))
			return
		}
		sayOK(w, r)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened++
		}
	}
	server.Start()
	p := serve(t, server, &http.Transport{}, noRetry)
	for range 10 {
		_, _ = p.Send(t.Context(), webhook.Message{Text: "x"})
	}
	require.Equal(t, 1, opened)
}

func TestObserverAndLog(t *testing.T) {
	t.Parallel()
	var attempts []webhook.Attempt
	var sends []webhook.Delivery
	var log bytes.Buffer
	n := 0
	p := poster(t, toy(0), roundTrip(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		require.Equal(t, "me/1", r.Header.Get("User-Agent"))
		require.Equal(t, "application/json", r.Header.Get("Content-Type"))
		require.Empty(t, r.Header.Get("Idempotency-Key"), "net/http would repeat the POST by itself")
		if n++; n == 1 {
			return answer(http.StatusBadGateway, "trouble", nil), nil
		}
		return answer(http.StatusOK, "ok", nil), nil
	}), webhook.WithUserAgent("me/1"), webhook.WithoutPacing(),
		webhook.WithRetry(retry.Policy{MinWait: time.Millisecond, MaxWait: time.Millisecond}),
		webhook.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		webhook.WithObserver(webhook.Observer{
			Attempt: func(_ context.Context, a webhook.Attempt) { attempts = append(attempts, a) },
			Send:    func(_ context.Context, d webhook.Delivery) { sends = append(sends, d) },
		}))
	receipt, err := p.Send(t.Context(), webhook.Message{Text: "hello"})
	require.NoError(t, err)
	require.Len(t, attempts, 2)
	for i := range attempts {
		require.Positive(t, attempts[i].Duration)
		attempts[i].Duration, attempts[i].Waited = 0, 0
	}
	require.Equal(t, []webhook.Attempt{
		{Provider: "toy", Number: 1, StatusCode: 502, Code: webhook.CodeUnavailable, BytesSent: 5, BytesReceived: 7},
		{Provider: "toy", Number: 2, StatusCode: 200, BytesSent: 5, BytesReceived: 2},
	}, attempts)
	require.Equal(t, []webhook.Delivery{{Provider: "toy", Receipt: receipt}}, sends)
	require.Equal(t, 2, strings.Count(log.String(), "\n"), log.String())
	require.Contains(t, log.String(), "webhook attempt failed")
	require.Contains(t, log.String(), "message delivered")
	require.NotContains(t, log.String(), "hello")
}

// Middleware that sends by itself, and fails the second time, may have
// delivered the first.
func TestMiddlewareThatRepeats(t *testing.T) {
	t.Parallel()
	n := 0
	p := poster(t, toy(0), roundTrip(func(r *http.Request) (*http.Response, error) {
		n++
		_, _ = io.Copy(io.Discard, r.Body)
		again, err := r.GetBody()
		require.NoError(t, err)
		_, _ = io.CopyN(io.Discard, again, 1)
		return nil, errBoom
	}), webhook.WithRetry(retry.Policy{AtMostOnce: true}))
	_, err := p.Send(t.Context(), webhook.Message{Text: "hello"})
	require.True(t, webhook.MaybeDelivered(err))
	require.Equal(t, 1, n)
}

// Middleware that writes into the request changes one attempt, not the client.
func TestMiddlewareThatRewrites(t *testing.T) {
	t.Parallel()
	hosts := []string{}
	p := poster(t, toy(0), roundTrip(func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Host+r.Header.Get("X-Seen"))
		r.URL.Host = "elsewhere.example"
		r.Header.Set("X-Seen", "yes")
		return answer(http.StatusOK, "ok", nil), nil
	}), webhook.WithoutPacing())
	for range 2 {
		_, err := p.Send(t.Context(), webhook.Message{Text: "hello"})
		require.NoError(t, err)
	}
	require.Equal(t, []string{"toy.example", "toy.example"}, hosts)
}

// A message that is refused before any request ends for the observer too.
func TestRefusedMessagesAreObserved(t *testing.T) {
	t.Parallel()
	var ends []*webhook.Error
	p := poster(t, toy(10), &room{}, webhook.WithOverflow(webhook.Reject),
		webhook.WithObserver(webhook.Observer{Send: func(_ context.Context, d webhook.Delivery) { ends = append(ends, d.Err) }}))
	for _, text := range []string{"", "01234567890"} {
		_, err := p.Send(t.Context(), webhook.Message{Text: text})
		require.Error(t, err)
		require.Same(t, asError(t, err), ends[len(ends)-1])
	}
}

func TestAnswerWithoutABody(t *testing.T) {
	t.Parallel()
	p := poster(t, toy(0), roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusGone}, nil
	}))
	_, err := p.Send(t.Context(), webhook.Message{Text: "x"})
	require.ErrorIs(t, err, webhook.ErrGone)
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]webhook.Option{
		"WithHTTPClient": webhook.WithHTTPClient(nil),
		"WithTimeout":    webhook.WithTimeout(0),
		"WithRetry":      webhook.WithRetry(retry.Policy{MaxAttempts: -5}),
		"WithRate":       webhook.WithRate(0, 1),
		"WithPacer":      webhook.WithPacer(nil),
		"WithOverflow":   webhook.WithOverflow(7),
		"WithUserAgent":  webhook.WithUserAgent("a\nb"),
		"nil":            nil,
	} {
		_, err := webhook.NewPoster(toy(0), canaryURL(t), opt)
		require.ErrorContains(t, err, name)
		require.NotContains(t, err.Error(), "CANARY")
	}
	_, err := webhook.NewPoster(toy(0), canaryURL(t), webhook.WithTimeout(-1), webhook.WithPacer(nil))
	require.ErrorContains(t, err, "WithTimeout")
	require.ErrorContains(t, err, "WithPacer", "only the first error is told")
}

func TestTheClientsTimeoutBoundsAnAttempt(t *testing.T) {
	t.Parallel()
	hang := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	start := time.Now()
	p := poster(t, toy(0), hang, webhook.WithHTTPClient(&http.Client{Transport: hang, Timeout: time.Millisecond}), noRetry)
	_, err := p.Send(t.Context(), webhook.Message{Text: "x"})
	require.ErrorIs(t, err, webhook.ErrTimeout)
	require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context has not expired")
	require.Less(t, time.Since(start), webhook.DefaultTimeout)
}

func TestServicesAreChecked(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*webhook.Service){
		"Name":       func(s *webhook.Service) { s.Name = "" },
		"Convert":    func(s *webhook.Service) { s.Convert = nil },
		"ReadAnswer": func(s *webhook.Service) { s.ReadAnswer = nil },
		"rate":       func(s *webhook.Service) { s.PerSecond = 0 },
		"burst":      func(s *webhook.Service) { s.Burst = 0 },
	} {
		s := toy(0)
		spoil(&s)
		_, err := webhook.NewPoster(s, canaryURL(t))
		require.ErrorContains(t, err, name)
	}
}

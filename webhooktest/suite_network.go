package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"time"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

// network breaks the way to the provider.
func (s *suite) network(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	dns := &net.DNSError{Err: "no such host", Name: "hooks.example", IsNotFound: true}
	for name, failure := range map[string]error{"Refused": refused, "DNS": dns} {
		s.virtual(t, name+"/OnceThenDelivered", func(sc *scene) {
			sc.swap(sc.failingDial(1, failure), atMostOnce())
			sc.send(sc.t.Context(), want{attempts: 2, room: 1})
		})
		s.virtual(t, name+"/ForEver", func(sc *scene) {
			sc.swap(sc.failingDial(99, failure))
			_, err := sc.send(sc.t.Context(), want{code: webhook.CodeNetwork, attempts: 5})
			if !webhook.Retryable(err) {
				sc.t.Error("not Retryable")
			}
		})
	}
	s.virtual(t, "ProxyRefused", func(sc *scene) {
		transport := sc.failingDial(99, refused)
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example:3128"})
		sc.swap(transport)
		sc.send(sc.t.Context(), want{code: webhook.CodeNetwork, attempts: 5})
	})
	s.virtual(t, "DropBeforeRead", func(sc *scene) {
		sc.server.DropBeforeRead()
		sc.send(sc.t.Context(), want{attempts: 2, room: 1, anyMaybe: true})
	})
	s.virtual(t, "DropAfterRead", func(sc *scene) {
		sc.server.DropAfterRead()
		sc.send(sc.t.Context(), want{attempts: 2, room: 1, maybe: true})
	})
	s.virtual(t, "DropAfterRead/AtMostOnce", func(sc *scene) {
		sc.server.DropAfterRead()
		sc.send(sc.t.Context(), want{code: webhook.CodeNetwork, attempts: 1, maybe: true})
	}, atMostOnce())
	s.virtual(t, "DropMidAnswer", func(sc *scene) {
		sc.server.DropMidAnswer()
		sc.send(sc.t.Context(), want{attempts: 2, room: -1, maybe: true})
		if n := len(sc.server.Messages()); n != 1 && n != 2 {
			sc.t.Errorf("the room got %d messages, want 1 (recognized) or 2", n)
		}
	})
	s.virtual(t, "DropMidAnswer/AtMostOnce", func(sc *scene) {
		sc.server.DropMidAnswer()
		sc.send(sc.t.Context(), want{code: webhook.CodeNetwork, attempts: 1, maybe: true, room: 1})
	}, atMostOnce())
	s.virtual(t, "Silence", func(sc *scene) {
		sc.server.Delay(time.Hour)
		sc.send(sc.t.Context(), want{attempts: 2, room: 1, maybe: true})
		sc.elapsed(webhook.DefaultTimeout, webhook.DefaultTimeout+3*time.Second)
	})
	s.virtual(t, "Silence/AtMostOnce", func(sc *scene) {
		sc.server.Delay(time.Hour)
		sc.send(sc.t.Context(), want{code: webhook.CodeTimeout, attempts: 1, maybe: true})
		sc.elapsed(webhook.DefaultTimeout, webhook.DefaultTimeout+time.Second)
	}, atMostOnce())
	s.virtual(t, "OneByteASecond", func(sc *scene) {
		sc.server.Trickle(time.Second)
		sc.send(sc.t.Context(), want{code: webhook.CodeTimeout, attempts: 1, maybe: true, room: 1})
	}, atMostOnce(), webhook.WithTimeout(1500*time.Millisecond))
	s.virtual(t, "TransportPrintsTheURL", func(sc *scene) {
		sc.swap(roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			return nil, fmt.Errorf("proxy log: %w", &url.Error{Op: "Post", URL: r.URL.String(), Err: errors.New("broken pipe to " + r.URL.Path)})
		}), atMostOnce())
		sc.send(sc.t.Context(), want{code: webhook.CodeNetwork, attempts: 1, maybe: true})
	})
	s.virtual(t, "TransportWithoutAnswer", func(sc *scene) {
		sc.swap(roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil })) //nolint:nilnil // a broken transport
		sc.send(sc.t.Context(), want{code: webhook.CodeNetwork, attempts: 5})
	})
	s.virtual(t, "CallersClientUntouched", s.clientUntouched)
}

// failingDial returns a transport whose first n connections fail.
func (sc *scene) failingDial(n int, failure error) *http.Transport {
	inner, ok := sc.server.Client().Transport.(*http.Transport)
	if !ok {
		sc.t.Fatal("the server's client has no *http.Transport")
	}
	transport := inner.Clone()
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if n--; n >= 0 {
			return nil, failure
		}
		return inner.DialContext(ctx, network, address)
	}
	sc.t.Cleanup(transport.CloseIdleConnections)
	return transport
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// spy counts the calls of CloseIdleConnections, and writes into the header as
// careless middleware does.
type spy struct {
	http.RoundTripper
	closed int
}

func (s *spy) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Middleware", "was here")
	return s.RoundTripper.RoundTrip(r)
}

func (s *spy) CloseIdleConnections() { s.closed++ }

func (s *suite) clientUntouched(sc *scene) {
	transport := &spy{RoundTripper: sc.server.Client().Transport}
	hc := &http.Client{Transport: transport, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	before := *hc
	sc.sender = sc.open(webhook.WithHTTPClient(hc), webhook.WithRetry(retry.Policy{MaxAttempts: 2}))
	sc.server.Fail(http.StatusInternalServerError, "", nil)
	sc.server.Fail(http.StatusInternalServerError, "", nil)
	sc.send(sc.t.Context(), want{code: webhook.CodeUnavailable, attempts: 2, maybe: true})
	sc.server.Redirect(http.StatusFound)
	sc.send(sc.t.Context(), want{code: webhook.CodeRedirected, attempts: 1})
	if hc.Transport != before.Transport || hc.Timeout != before.Timeout || hc.CheckRedirect == nil || hc.Jar != nil {
		sc.t.Error("the caller's http.Client was changed")
	}
	if transport.closed > 0 {
		sc.t.Errorf("the caller's idle connections were closed %d times", transport.closed)
	}
}

// socket repeats on a real one what pipes cannot show.
func (s *suite) socket(t *testing.T) {
	quick := webhook.WithRetry(retry.Policy{MinWait: time.Millisecond, MaxWait: 10 * time.Millisecond})
	once := webhook.WithRetry(retry.Policy{MaxAttempts: 1})
	run := func(name string, more []Option, f func(sc *scene), opts ...webhook.Option) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.play(t, more, f, append([]webhook.Option{webhook.WithoutPacing(), quick}, opts...)...)
		})
	}
	run("Delivered", nil, func(sc *scene) { sc.send(background(), delivered) })
	run("ResetBeforeRead", nil, func(sc *scene) {
		sc.server.DropBeforeRead()
		sc.send(background(), want{attempts: 2, room: 1, anyMaybe: true})
	})
	run("ResetAfterRead", nil, func(sc *scene) {
		sc.server.DropAfterRead()
		sc.send(background(), want{code: webhook.CodeNetwork, attempts: 1, maybe: true})
	}, once)
	run("ResetMidAnswer", nil, func(sc *scene) {
		sc.server.DropMidAnswer()
		sc.send(background(), want{code: webhook.CodeNetwork, attempts: 1, maybe: true, room: 1})
	}, once)
	run("Endless", nil, func(sc *scene) {
		sc.server.Huge(http.StatusForbidden)
		sc.send(background(), want{code: webhook.CodeForbidden, attempts: 1})
	})
	run("Silence", nil, func(sc *scene) {
		sc.server.Delay(time.Hour)
		sc.send(background(), want{code: webhook.CodeTimeout, attempts: 1, maybe: true})
	}, once, webhook.WithTimeout(50*time.Millisecond))
	run("ServerClosed", nil, func(sc *scene) {
		sc.server.Close()
		sc.send(background(), want{code: webhook.CodeNetwork, attempts: 5})
	})
	run("NilTransport", nil, func(sc *scene) {
		sc.sender = sc.open(webhook.WithHTTPClient(&http.Client{}))
		sc.send(background(), delivered)
		if transport, ok := http.DefaultTransport.(*http.Transport); ok {
			transport.CloseIdleConnections()
		}
	})
	run("UntrustedCertificate", []Option{TLS()}, func(sc *scene) {
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		sc.swap(transport)
		_, err := sc.send(background(), want{code: webhook.CodeNetwork, attempts: 1})
		if webhook.Retryable(err) {
			sc.t.Error("an untrusted certificate is Retryable")
		}
	})
	run("TLS", []Option{TLS()}, func(sc *scene) { sc.send(background(), delivered) })
}

package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// setup returns a server without a socket, for virtual time, and the handler
// that posts to it.
func setup(t *testing.T, opts ...webhook.Option) (*webhooktest.Server, http.Handler) {
	t.Helper()
	server := webhooktest.New(webhooktest.InMemory())
	t.Cleanup(server.Close)
	sender, err := chatwire.Open(server.GChatURL(), append([]webhook.Option{webhook.WithHTTPClient(server.Client())}, opts...)...)
	require.NoError(t, err)
	return server, tickets{sender}
}

// answered is the handler's answer.
type answered struct {
	status int
	header http.Header
	body   map[string]any
}

func post(t *testing.T, handler http.Handler, body string) answered {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/tickets", strings.NewReader(body)))
	a := answered{w.Code, w.Header(), nil}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a.body))
	require.NotContains(t, w.Body.String(), webhooktest.Canary)
	return a
}

func TestTicket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, handler := setup(t)
		a := post(t, handler, `{"id":"T-1","title":"Printer on fire","body":"<users/all> come & look","priority":"high","url":"https://tickets.example/T-1"}`)
		require.Equal(t, http.StatusCreated, a.status)
		m := server.Messages()[0]
		require.Equal(t, map[string]any{"thread": m.Thread, "message": m.ID}, a.body)
		require.Equal(t, "❌ *<https://tickets.example/T-1|Printer on fire>*\n<\u200busers/all> come & look", m.Text)
		require.False(t, m.Notifies, "a ticket notified the room")
	})
}

// TestTicketsShareTheirThread, and no other's.
func TestTicketsShareTheirThread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, handler := setup(t)
		for _, id := range []string{"T-1", "T-2", "T-1"} {
			require.Equal(t, http.StatusCreated, post(t, handler, `{"id":"`+id+`","title":"x"}`).status)
		}
		m := server.Messages()
		require.Equal(t, m[0].Thread, m[2].Thread)
		require.NotEqual(t, m[0].Thread, m[1].Thread)
	})
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for priority, want := range map[string]webhook.Level{
		"high": webhook.LevelError, "medium": webhook.LevelWarning, "low": webhook.LevelInfo, "": webhook.LevelInfo, "urgent!": webhook.LevelInfo,
	} {
		require.Equal(t, want, level(priority), priority)
	}
}

// TestRefused tells the ticketing system what to do.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ticket     string
		fault      int
		header     http.Header
		status     int
		retryAfter string
		maybe      any // nil: it surely does not stand there
	}{
		"NotJSON":     {ticket: "hello", status: http.StatusBadRequest},
		"HalfJSON":    {ticket: `{"id":`, status: http.StatusBadRequest},
		"NothingSaid": {ticket: `{"id":"T-2"}`, status: http.StatusUnprocessableEntity},
		"TooLarge":    {ticket: `{"body":"` + strings.Repeat("x", 400_000) + `"}`, status: http.StatusRequestEntityTooLarge},
		"Limited":     {ticket: `{"title":"x"}`, fault: 429, header: http.Header{"Retry-After": {"60"}}, status: http.StatusTooManyRequests, retryAfter: "61"},
		"Outage":      {ticket: `{"title":"x"}`, fault: 500, status: http.StatusServiceUnavailable, maybe: true},
		"Revoked":     {ticket: `{"title":"x"}`, fault: 403, status: http.StatusBadGateway},
		"Gone":        {ticket: `{"title":"x"}`, fault: 404, status: http.StatusBadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, handler := setup(t)
				for range 5 {
					if tt.fault != 0 {
						server.Fail(tt.fault, "", tt.header)
					}
				}
				a := post(t, handler, tt.ticket)
				require.Equal(t, tt.status, a.status, a.body)
				require.Equal(t, tt.retryAfter, a.header.Get("Retry-After"))
				require.Equal(t, "application/json", a.header.Get("Content-Type"))
				require.NotEmpty(t, a.body["error"])
				require.Equal(t, tt.maybe, a.body["maybe_delivered"])
				require.Empty(t, server.Messages())
			})
		})
	}
}

// TestCallerGoesAway ends the post too.
func TestCallerGoesAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, handler := setup(t)
		server.Delay(time.Hour)
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/tickets", strings.NewReader(`{"title":"x"}`))
		done := make(chan struct{})
		start := time.Now()
		http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(done)
			handler.ServeHTTP(w, r)
		}), time.Second, "").ServeHTTP(w, r)
		<-done
		require.Equal(t, time.Second, time.Since(start))
		require.Empty(t, server.Messages())
	})
}

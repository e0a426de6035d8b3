package webhooktest_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhooktest"
)

// TestFaultsInOrder: each spoils one request, whichever provider it is for.
func TestFaultsInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		server.Fail(http.StatusInternalServerError, "first", http.Header{"X-Fault": {"1"}})
		server.Garbage()
		server.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
			body, err := io.ReadAll(r.Body)
			w.Header().Set("X-Seen", string(body))
			return err != nil // not handled: the room answers
		})
		server.Fail(http.StatusNotFound, "fourth", nil)

		got := post(t, server, server.SlackURL(), `{"text":"1"}`)
		require.Equal(t, http.StatusInternalServerError, got.status)
		require.Equal(t, "first", got.body)
		require.Equal(t, "1", got.header.Get("X-Fault"))
		got = post(t, server, server.ChimeURL(), `{"Content":"2"}`)
		require.Equal(t, http.StatusOK, got.status)
		require.Contains(t, got.body, "<html>")
		require.Empty(t, server.Messages())
		got = post(t, server, server.ChimeURL(), `{"Content":"3"}`)
		require.Contains(t, got.body, "MessageId")
		require.JSONEq(t, `{"Content":"3"}`, got.header.Get("X-Seen"))
		require.Len(t, server.Messages(), 1)
		require.Equal(t, http.StatusNotFound, post(t, server, server.SlackURL(), `{"text":"4"}`).status)
		require.Equal(t, http.StatusOK, post(t, server, server.SlackURL(), `{"text":"5"}`).status)
		require.Len(t, server.Messages(), 2)
		require.Len(t, server.Requests(), 5)
	})
}

// TestDrops tells which of them leave the message in the room.
func TestDrops(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		drop     func(*webhooktest.Server)
		messages int
		body     string
		status   int
	}{
		"BeforeRead": {(*webhooktest.Server).DropBeforeRead, 0, "", 0},
		"AfterRead":  {(*webhooktest.Server).DropAfterRead, 0, `{"text":"hello"}`, 0},
		"MidAnswer":  {(*webhooktest.Server).DropMidAnswer, 1, `{"text":"hello"}`, 200},
	} {
		drop := func(t *testing.T, server *webhooktest.Server) {
			t.Helper()
			tt.drop(server)
			_, err := curl(t, server, http.MethodPost, server.SlackURL(), "application/json", `{"text":"hello"}`)
			require.Error(t, err)
			require.Len(t, server.Messages(), tt.messages)
			require.Equal(t, http.StatusOK, post(t, server, server.SlackURL(), `{"text":"hello"}`).status, "the next one is well")
			require.Len(t, server.Requests(), 2)
			require.Equal(t, tt.body, string(server.Requests()[0].Body))
			require.Equal(t, tt.status, server.Requests()[0].Status)
		}
		t.Run(name+"/InMemory", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { drop(t, setup(t)) })
		})
		t.Run(name+"/Socket", func(t *testing.T) {
			t.Parallel()
			server := webhooktest.New()
			defer server.Close()
			drop(t, server)
		})
	}
}

func TestDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		server.Delay(time.Minute)
		start := time.Now()
		require.Equal(t, http.StatusOK, post(t, server, server.SlackURL(), `{"text":"x"}`).status)
		require.Equal(t, time.Minute, time.Since(start))

		// Whoever goes away meanwhile has not posted.
		server.Delay(time.Minute)
		client := *server.Client()
		client.Timeout = time.Second
		_, err := client.Post(server.SlackURL(), "application/json", strings.NewReader(`{"text":"x"}`)) //nolint:bodyclose // there is none
		var timeout interface{ Timeout() bool }
		require.True(t, errors.As(err, &timeout) && timeout.Timeout(), err)
		<-time.After(time.Hour)
		require.Len(t, server.Messages(), 1)
	})
}

func TestTrickle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		server.Trickle(time.Second)
		start := time.Now()
		got := post(t, server, server.SlackURL(), `{"text":"x"}`)
		require.Equal(t, "ok", got.body)
		require.Equal(t, 2*time.Second, time.Since(start))
		require.Len(t, server.Messages(), 1)
	})
}

// TestRedirect leads to a place where a message would be lost.
func TestRedirect(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		client := *server.Client()
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, status := range []int{301, 302, 303, 307, 308} {
			server.Redirect(status)
			resp, err := client.Post(server.SlackURL(), "application/json", strings.NewReader(`{"text":"x"}`))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, status, resp.StatusCode)
			to, err := resp.Location()
			require.NoError(t, err)
			require.Equal(t, http.StatusNotFound, post(t, server, to.String(), `{"text":"x"}`).status)
		}
		require.Empty(t, server.Messages())
	})
}

func TestHuge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		server.Huge(http.StatusBadGateway)
		resp, err := server.Client().Post(server.SlackURL(), "application/json", strings.NewReader(`{"text":"x"}`))
		require.NoError(t, err)
		require.Equal(t, http.StatusBadGateway, resp.StatusCode)
		n, err := io.CopyN(io.Discard, resp.Body, 1<<20)
		require.NoError(t, err)
		require.EqualValues(t, 1<<20, n)
		require.NoError(t, resp.Body.Close())
		require.Empty(t, server.Messages())
	})
}

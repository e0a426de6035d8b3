package chime_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

// TestRefusals has the statuses that Chime documents, with its text under
// either name.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]webhook.Code{
		400: webhook.CodeInvalidMessage,
		403: webhook.CodeForbidden,
		404: webhook.CodeNotFound,
		413: webhook.CodeTooLarge,
	} {
		for name, tt := range map[string]struct{ body, detail string }{
			"Message": {`{"Message":"what Chime says"}`, "what Chime says"},
			"message": {`{"message":"what Chime says"}`, "what Chime says"},
			"Text":    {"plain words", "plain words"},
			"WebPage": {"<html><title>Forbidden</title></html>", "Forbidden"},
			"Empty":   {"", "empty answer"},
			"OddType": {`{"Message":["a"]}`, `{"Message":["a"]}`},
		} {
			t.Run(http.StatusText(status)+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, client := setup(t)
					server.Fail(status, tt.body, nil)
					_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
					e := asError(t, err)
					require.Equal(t, code, e.Code)
					require.Equal(t, status, e.StatusCode)
					require.Contains(t, e.Detail, tt.detail)
					require.NotEmpty(t, e.Advice)
					require.Equal(t, 1, e.Attempts)
					require.False(t, e.MaybeDelivered)
					require.False(t, webhook.Retryable(err))
				})
			})
		}
	}
}

func TestTemporary(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		header http.Header
		least  time.Duration
		maybe  bool
	}{
		"429":           {429, nil, time.Second, false},
		"429RetryAfter": {429, http.Header{"Retry-After": {"4"}}, 4 * time.Second, false},
		"503":           {503, nil, 0, true},
		"503RetryAfter": {503, http.Header{"Retry-After": {"4"}}, 4 * time.Second, false},
		"500":           {500, nil, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(tt.status, `{"Message":"Too many requests"}`, tt.header)
				start := time.Now()
				receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.NoError(t, err)
				require.Equal(t, 2, receipt.Attempts)
				require.Equal(t, tt.maybe, receipt.MaybeDuplicate)
				require.GreaterOrEqual(t, time.Since(start), tt.least)
				require.Len(t, server.Messages(), 1)
			})
		})
	}
}

// TestBadAnswers has 2xx answers without a message's ID.
func TestBadAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
	}{
		"NoMessageID":    {200, `{"RoomId":"r"}`},
		"EmptyMessageID": {200, `{"MessageId":"","RoomId":"r"}`},
		"NumberID":       {200, `{"MessageId":7}`},
		"NotJSON":        {200, "ok"},
		"HalfJSON":       {200, `{"MessageId":"m`},
		"Empty":          {200, ""},
		"WebPage":        {200, "<html><title>Sign in</title></html>"},
		"Created":        {201, `{"MessageId":"m"}`},
		"NoContent":      {204, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(tt.status, tt.body, nil)
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				e := asError(t, err)
				require.Equal(t, webhook.CodeBadAnswer, e.Code)
				require.Equal(t, tt.status, e.StatusCode)
				require.NotEmpty(t, e.Detail)
				require.True(t, e.MaybeDelivered)
				require.Len(t, server.Requests(), 1)
			})
		})
	}
}

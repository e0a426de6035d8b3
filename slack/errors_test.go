package slack_test

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

// codes is what Slack's words mean, whatever the status.
var codes = map[string]webhook.Code{
	"invalid_payload":       webhook.CodeInvalidMessage,
	"invalid_blocks":        webhook.CodeInvalidMessage,
	"invalid_blocks_format": webhook.CodeInvalidMessage,
	"invalid_attachments":   webhook.CodeInvalidMessage,
	"no_text":               webhook.CodeInvalidMessage,
	"missing_text":          webhook.CodeInvalidMessage,
	"missing_text_or_fallback_or_attachments": webhook.CodeInvalidMessage,

	"too_many_attachments": webhook.CodeTooLarge,
	"msg_too_long":         webhook.CodeTooLarge,
	"msg_blocks_too_long":  webhook.CodeTooLarge,

	"invalid_token":    webhook.CodeUnauthorized,
	"invalid_auth":     webhook.CodeUnauthorized,
	"not_authed":       webhook.CodeUnauthorized,
	"account_inactive": webhook.CodeUnauthorized,
	"token_revoked":    webhook.CodeUnauthorized,
	"token_expired":    webhook.CodeUnauthorized,

	"action_prohibited":                 webhook.CodeForbidden,
	"posting_to_general_channel_denied": webhook.CodeForbidden,

	"channel_not_found": webhook.CodeNotFound,
	"user_not_found":    webhook.CodeNotFound,
	"no_team":           webhook.CodeNotFound,
	"no_service":        webhook.CodeNotFound,
	"no_service_id":     webhook.CodeNotFound,
	"no_active_hooks":   webhook.CodeNotFound,
	"No hooks":          webhook.CodeNotFound,

	"channel_is_archived": webhook.CodeGone,
	"team_disabled":       webhook.CodeGone,

	"message_limit_exceeded": webhook.CodeQuotaExceeded,
}

// TestReasons answers every permanent word with every status, among them those
// that reports differ on, in both forms: none of them is repeated.
func TestReasons(t *testing.T) {
	t.Parallel()
	for word, code := range codes {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				for _, status := range []int{200, 400, 403, 404, 410, 413, 429, 500, 503} {
					for _, body := range []string{word, " " + word + "\r\n", `{"ok":false,"error":"` + word + `"}`} {
						server.Fail(status, body, http.Header{"Content-Type": {"text/html"}})
						_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
						e := asError(t, err)
						require.Equal(t, code, e.Code, "%d %s", status, body)
						require.Equal(t, word, e.Reason)
						require.Equal(t, status, e.StatusCode)
						require.Equal(t, 1, e.Attempts)
						require.NotEmpty(t, e.Advice)
						require.False(t, e.MaybeDelivered)
						require.False(t, webhook.Retryable(err))
						require.ErrorContains(t, err, word)
					}
				}
				require.Empty(t, server.Messages())
			})
		})
	}
}

// TestTemporaryReasons is the same for words after which the message is sent
// again.
func TestTemporaryReasons(t *testing.T) {
	t.Parallel()
	for word, code := range map[string]webhook.Code{
		"rate_limited":        webhook.CodeRateLimited,
		"ratelimited":         webhook.CodeRateLimited,
		"rollup_error":        webhook.CodeUnavailable,
		"fatal_error":         webhook.CodeUnavailable,
		"internal_error":      webhook.CodeUnavailable,
		"service_unavailable": webhook.CodeUnavailable,
		"request_timeout":     webhook.CodeUnavailable,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				for _, status := range []int{200, 400, 403, 404, 500, 503} {
					server.Fail(status, word, nil)
					receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
					require.NoError(t, err)
					require.Equal(t, 2, receipt.Attempts)
					require.Equal(t, code == webhook.CodeUnavailable, receipt.MaybeDuplicate)
				}
				once := open(t, server, server.SlackURL(), webhook.WithRetry(retry.Policy{MaxAttempts: 1}))
				server.Fail(http.StatusBadRequest, word, nil)
				_, err := once.Send(t.Context(), webhook.Message{Text: "hello"})
				e := asError(t, err)
				require.Equal(t, code, e.Code)
				require.Equal(t, word, e.Reason)
				require.True(t, webhook.Retryable(err))
			})
		})
	}
}

// TestUnknownReasons keeps what it does not know, with the status's code.
func TestUnknownReasons(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]webhook.Code{
		200: webhook.CodeBadAnswer,
		400: webhook.CodeInvalidMessage,
		401: webhook.CodeUnauthorized,
		403: webhook.CodeForbidden,
		404: webhook.CodeNotFound,
		410: webhook.CodeGone,
		413: webhook.CodeTooLarge,
		418: webhook.CodeUnknown,
		429: webhook.CodeRateLimited,
		500: webhook.CodeUnavailable,
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t, webhook.WithRetry(retry.Policy{MaxAttempts: 1}))
				for _, body := range []string{"brand_new_word2", `{"ok":false,"error":"brand_new_word2"}`} {
					server.Fail(status, body, nil)
					_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
					e := asError(t, err)
					require.Equal(t, code, e.Code)
					require.Equal(t, "brand_new_word2", e.Reason)
					require.Equal(t, slices.Contains([]int{200, 500}, status), e.MaybeDelivered)
				}
			})
		})
	}
}

// TestTextIsNoReason keeps sentences and pages out of Reason, which is a label.
func TestTextIsNoReason(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, detail string }{
		"Sentence":  {"You can't do that.", "You can't do that."},
		"WebPage":   {"<html><head><title>Bad\nGateway</title></head></html>", `"Bad\nGateway"`},
		"UpperCase": {"INVALID_TOKEN", "INVALID_TOKEN"},
		"TwoWords":  {"invalid_token no_service", "invalid_token no_service"},
		"Empty":     {"", "empty answer"},
		"JSON":      {`{"ok":false,"message":"it says"}`, "it says"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(http.StatusForbidden, tt.body, nil)
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				e := asError(t, err)
				require.Equal(t, webhook.CodeForbidden, e.Code)
				require.Empty(t, e.Reason)
				require.Contains(t, e.Detail, tt.detail)
			})
		})
	}
}

// TestRateLimited has the forms of 429 that mean "later".
func TestRateLimited(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body   string
		header http.Header
		wait   time.Duration
	}{
		"HeaderAndBody": {`{"retry_after":3,"ok":false,"error":"rate_limited"}`, http.Header{"Retry-After": {"3"}}, 3 * time.Second},
		"HeaderAlone":   {"", http.Header{"Retry-After": {"7"}}, 7 * time.Second},
		"BodyAlone":     {`{"retry_after":4.5,"ok":false,"error":"rate_limited"}`, nil, 4500 * time.Millisecond},
		"Counts":        {`{"ok":false,"count_hour_ago":1,"count_minute_ago":61,"count_second_ago":9}`, http.Header{"Retry-After": {"2"}}, 2 * time.Second},
		"Neither":       {"", nil, time.Second},
		"WebPage":       {"<html>slow down</html>", http.Header{"Retry-After": {"1"}}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(http.StatusTooManyRequests, tt.body, tt.header)
				start := time.Now()
				receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.NoError(t, err)
				require.Equal(t, 2, receipt.Attempts)
				require.False(t, receipt.MaybeDuplicate)
				require.Len(t, server.Messages(), 1)
				require.GreaterOrEqual(t, time.Since(start), tt.wait)
				require.Less(t, time.Since(start), tt.wait*11/10)
			})
		})
	}
}

// TestAllowanceUsedUp is the 429 that waiting does not help.
func TestAllowanceUsedUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		server.Fail(http.StatusTooManyRequests, "message_limit_exceeded", nil)
		start := time.Now()
		_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.ErrorIs(t, err, webhook.ErrQuotaExceeded)
		require.False(t, webhook.Retryable(err))
		require.Zero(t, time.Since(start))
		require.Len(t, server.Requests(), 1)

		_, err = client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.NoError(t, err)
		require.Zero(t, time.Since(start), "nobody else is held back by it")
	})
}

// TestNotOK has 2xx answers that are none of Slack's success.
func TestNotOK(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		code   webhook.Code
		reason string
	}{
		"WebPage":     {200, "<!DOCTYPE html><html><title>Sign in</title></html>", webhook.CodeBadAnswer, ""},
		"Empty":       {200, "", webhook.CodeBadAnswer, ""},
		"OtherText":   {200, "okay", webhook.CodeBadAnswer, "okay"},
		"InvalidAuth": {200, `{"ok":false,"error":"invalid_auth"}`, webhook.CodeUnauthorized, "invalid_auth"},
		"NotAuthed":   {200, `{"ok":false,"error":"not_authed"}`, webhook.CodeUnauthorized, "not_authed"},
		"Wordless":    {200, `{"ok":false}`, webhook.CodeBadAnswer, ""},
		"HalfJSON":    {200, `{"ok":tr`, webhook.CodeBadAnswer, ""},
		"OtherJSON":   {200, `{"message":"hello"}`, webhook.CodeBadAnswer, ""},
		"QuotedOK":    {200, `"ok"`, webhook.CodeBadAnswer, ""},
		"Created":     {201, "ok", webhook.CodeBadAnswer, ""},
		"Accepted":    {202, "ok", webhook.CodeBadAnswer, ""},
		"NoContent":   {204, "", webhook.CodeBadAnswer, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(tt.status, tt.body, nil)
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				e := asError(t, err)
				require.Equal(t, tt.code, e.Code)
				require.Equal(t, tt.reason, e.Reason)
				require.Equal(t, tt.status, e.StatusCode)
				require.Equal(t, 1, e.Attempts)
				require.Equal(t, tt.code == webhook.CodeBadAnswer, e.MaybeDelivered)
				require.Len(t, server.Requests(), 1)
			})
		})
	}
}

func TestOK(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"ok", "ok\n", " ok\r\n", `{"ok":true}`, `{"ok":true,"message":{"text":"hello"}}`} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(http.StatusOK, body, http.Header{"Content-Type": {"text/html"}})
				receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.NoError(t, err)
				require.Equal(t, webhook.Receipt{Provider: "slack", Attempts: 1}, receipt)
			})
		})
	}
}

// TestResponseURLAnswers: its success is not documented, so any 2xx counts that
// does not say otherwise.
func TestResponseURLAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		code webhook.Code
	}{
		"OK":      {"ok", ""},
		"Empty":   {"", ""},
		"OKTrue":  {`{"ok":true}`, ""},
		"NotOK":   {`{"ok":false,"error":"used_url"}`, webhook.CodeBadAnswer},
		"WebPage": {"<html></html>", webhook.CodeBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := slack.ReadAnswer["response_url"](webhook.Answer{StatusCode: http.StatusOK, Body: []byte(tt.body)})
			require.Equal(t, tt.code != "", err != nil, err)
		})
	}
}

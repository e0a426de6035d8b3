package gchat_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

// wrapped is an error as Google sends it.
func wrapped(code int, status, message string, details ...string) string {
	return fmt.Sprintf(`{"error":{"code":%d,"message":%q,"status":%q,"details":[%s]}}`, code, message, status, strings.Join(details, ","))
}

// TestWords answers every permanent word with every status: the word decides.
func TestWords(t *testing.T) {
	t.Parallel()
	for word, code := range map[string]webhook.Code{
		"INVALID_ARGUMENT":    webhook.CodeInvalidMessage,
		"OUT_OF_RANGE":        webhook.CodeInvalidMessage,
		"FAILED_PRECONDITION": webhook.CodeConflict,
		"ALREADY_EXISTS":      webhook.CodeConflict,
		"ABORTED":             webhook.CodeConflict,
		"UNAUTHENTICATED":     webhook.CodeUnauthorized,
		"PERMISSION_DENIED":   webhook.CodeForbidden,
		"NOT_FOUND":           webhook.CodeNotFound,
		"UNIMPLEMENTED":       webhook.CodeUnknown,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				for _, status := range []int{200, 400, 401, 403, 404, 409, 429, 500, 503} {
					server.Fail(status, wrapped(status, word, "what Google says"), nil)
					_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
					e := asError(t, err)
					require.Equal(t, code, e.Code, status)
					require.Equal(t, word, e.Reason)
					require.Equal(t, "what Google says", e.Detail)
					require.Equal(t, status, e.StatusCode)
					require.Equal(t, 1, e.Attempts)
					require.False(t, e.MaybeDelivered)
				}
				require.Empty(t, server.Messages())
			})
		})
	}
}

// TestTemporaryWords is the same for words after which the message is sent
// again.
func TestTemporaryWords(t *testing.T) {
	t.Parallel()
	for word, code := range map[string]webhook.Code{
		"RESOURCE_EXHAUSTED": webhook.CodeRateLimited,
		"CANCELLED":          webhook.CodeUnavailable,
		"UNKNOWN":            webhook.CodeUnavailable,
		"DEADLINE_EXCEEDED":  webhook.CodeUnavailable,
		"INTERNAL":           webhook.CodeUnavailable,
		"UNAVAILABLE":        webhook.CodeUnavailable,
		"DATA_LOSS":          webhook.CodeUnavailable,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				for _, status := range []int{200, 400, 403, 404, 409, 500, 503} {
					server.Fail(status, wrapped(status, word, "again, please"), nil)
					receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
					require.NoError(t, err)
					require.Equal(t, 2, receipt.Attempts)
					require.Equal(t, code == webhook.CodeUnavailable, receipt.MaybeDuplicate)
				}
				once := open(t, server, server.GChatURL(), webhook.WithRetry(retry.Policy{MaxAttempts: 1}))
				server.Fail(http.StatusBadRequest, wrapped(400, word, "no"), nil)
				_, err := once.Send(t.Context(), webhook.Message{Text: "hello"})
				e := asError(t, err)
				require.Equal(t, code, e.Code)
				require.Equal(t, word, e.Reason)
				require.True(t, webhook.Retryable(err))
			})
		})
	}
}

// TestForms has the same refusal in all forms that Google was seen to send, and
// what stands in for it when a proxy answers.
func TestForms(t *testing.T) {
	t.Parallel()
	const bare = `{"code":403,"message":"no valid token","status":"PERMISSION_DENIED"}`
	for name, tt := range map[string]struct {
		status         int
		body           string
		code           webhook.Code
		reason, detail string
		cause          bool
	}{
		"Enveloped":     {403, `{"error":` + bare + `}`, webhook.CodeForbidden, "PERMISSION_DENIED", "no valid token", true},
		"Bare":          {403, bare, webhook.CodeForbidden, "PERMISSION_DENIED", "no valid token", true},
		"Array":         {403, ` [{"error":` + bare + `},{"error":{"status":"NOT_FOUND"}}]`, webhook.CodeForbidden, "PERMISSION_DENIED", "no valid token", true},
		"BareArray":     {403, "\n[" + bare + "]\n", webhook.CodeForbidden, "PERMISSION_DENIED", "no valid token", true},
		"UnknownWord":   {409, `{"error":{"code":409,"message":"m","status":"BRAND_NEW"}}`, webhook.CodeConflict, "BRAND_NEW", "m", true},
		"NoWord":        {404, `{"error":{"code":404,"message":"gone"}}`, webhook.CodeNotFound, "", "gone", true},
		"WebPage":       {404, "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title>", webhook.CodeNotFound, "", "Error 404 (Not Found)!!1", false},
		"Empty":         {403, "", webhook.CodeForbidden, "", "empty answer", false},
		"EmptyArray":    {403, "[]", webhook.CodeForbidden, "", "[]", false},
		"OtherJSON":     {401, `{"reason":"proxy"}`, webhook.CodeUnauthorized, "", `{"reason":"proxy"}`, false},
		"ErrorAsText":   {400, `{"error":"invalid_request"}`, webhook.CodeInvalidMessage, "", "invalid_request", false},
		"HalfJSON":      {400, `{"error":{"code":400,`, webhook.CodeInvalidMessage, "", `{"error":{"code":400,`, false},
		"WrongTypes":    {400, `{"error":{"code":"400","status":7}}`, webhook.CodeInvalidMessage, "", "", false},
		"SuccessOfNone": {200, `{"text":"hello"}`, webhook.CodeBadAnswer, "", `{"text":"hello"}`, false},
		"EmptySuccess":  {200, "", webhook.CodeBadAnswer, "", "empty answer", false},
		"OddName":       {200, `{"name":"rooms/1"}`, webhook.CodeBadAnswer, "", "rooms/1", false},
		"NullSuccess":   {200, "null", webhook.CodeBadAnswer, "", "null", false},
		"NoContent":     {204, "", webhook.CodeBadAnswer, "", "empty answer", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(tt.status, tt.body, nil)
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				e := asError(t, err)
				require.Equal(t, tt.code, e.Code, err)
				require.Equal(t, tt.reason, e.Reason)
				require.Contains(t, e.Detail, tt.detail)
				require.Equal(t, tt.status, e.StatusCode)
				require.Equal(t, 1, e.Attempts)
				require.Equal(t, tt.code == webhook.CodeBadAnswer, e.MaybeDelivered)
				var s *gchat.Status
				if tt.cause {
					require.ErrorAs(t, err, &s)
					require.Equal(t, tt.reason, s.Status)
					require.Equal(t, tt.detail, s.Message)
				}
			})
		})
	}
}

func TestStatusDetails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		const violation = `{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"message","description":"Unknown name \"body\""}]}`
		server.Fail(http.StatusBadRequest, wrapped(400, "INVALID_ARGUMENT", "Invalid JSON payload received.", violation, `"not an object"`), nil)
		_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.ErrorIs(t, err, webhook.ErrInvalidMessage)
		var s *gchat.Status
		require.ErrorAs(t, err, &s)
		require.Equal(t, &gchat.Status{
			Code: 400, Status: "INVALID_ARGUMENT", Message: "Invalid JSON payload received.",
			Details: []json.RawMessage{[]byte(violation), []byte(`"not an object"`)},
		}, s)
		require.EqualError(t, s, "INVALID_ARGUMENT")
		require.Equal(t, 1, strings.Count(err.Error(), "INVALID_ARGUMENT"), err)
	})
}

// TestClassified has refusals whose word alone says too little.
func TestClassified(t *testing.T) {
	t.Parallel()
	const badKey = `{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"chat.googleapis.com"}}`
	for name, tt := range map[string]struct {
		status int
		body   string
		code   webhook.Code
	}{
		"BadKey":      {400, wrapped(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", badKey), webhook.CodeUnauthorized},
		"OtherReason": {400, wrapped(400, "INVALID_ARGUMENT", "no", strings.Replace(badKey, "API_KEY_INVALID", "SOMETHING_ELSE", 1)), webhook.CodeInvalidMessage},
		"TooLong":     {400, wrapped(400, "INVALID_ARGUMENT", "Message content is too long"), webhook.CodeTooLarge},
		"Precondition": {
			400, wrapped(400, "FAILED_PRECONDITION", "the name is too long ago"), webhook.CodeConflict,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(tt.status, tt.body, nil)
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.Equal(t, tt.code, asError(t, err).Code)
				if tt.code == webhook.CodeUnauthorized {
					require.NotEmpty(t, asError(t, err).Advice)
				}
			})
		})
	}
}

func retryInfo(delay string) string {
	return `{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":` + delay + `}`
}

// TestRetryInfo is waited for; what is none counts as if nothing was said.
func TestRetryInfo(t *testing.T) {
	t.Parallel()
	const unsaid = time.Second // retry.DefaultMinWait
	for delay, want := range map[string]time.Duration{
		`"3.5s"`:          3500 * time.Millisecond,
		`"20s"`:           20 * time.Second,
		`"1.000340012s"`:  1000340012,
		`"0s"`:            unsaid,
		`"-3s"`:           unsaid,
		`"3.5"`:           unsaid,
		`"soon"`:          unsaid,
		`""`:              unsaid,
		`"s"`:             unsaid,
		`"1.2.3s"`:        unsaid,
		`"1e3s"`:          unsaid,
		`"Infs"`:          unsaid,
		`"0x10s"`:         unsaid,
		`" 3s"`:           unsaid,
		`3.5`:             unsaid,
		`null`:            unsaid,
		`{"seconds":"3"}`: unsaid,
	} {
		t.Run(delay, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(http.StatusTooManyRequests, wrapped(429, "RESOURCE_EXHAUSTED", "slow down", retryInfo(delay)), nil)
				start := time.Now()
				receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.NoError(t, err)
				require.Equal(t, 2, receipt.Attempts)
				require.GreaterOrEqual(t, time.Since(start), want)
				require.Less(t, time.Since(start), want*11/10)
			})
		})
	}
}

// TestRetryInfoTooLong ends the send at once, and tells the value.
func TestRetryInfoTooLong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		delay string
		want  time.Duration
	}{
		"BeyondTheCap":   {`"31s"`, 31 * time.Second},
		"Days":           {`"315576000s"`, 315576000 * time.Second},
		"Overflow":       {`"99999999999s"`, math.MaxInt64},
		"BeyondFloat64s": {`"` + strings.Repeat("9", 400) + `s"`, math.MaxInt64},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(http.StatusTooManyRequests, wrapped(429, "RESOURCE_EXHAUSTED", "slow down", retryInfo(tt.delay)), nil)
				start := time.Now()
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.ErrorIs(t, err, webhook.ErrRateLimited)
				require.Equal(t, tt.want, asError(t, err).RetryAfter)
				require.Zero(t, time.Since(start))
			})
		})
	}
}

// TestLongestWaitCounts has Retry-After and RetryInfo in one answer: neither
// may be undercut.
func TestLongestWaitCounts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ header, delay string }{
		"Header":    {"5", `"2s"`},
		"RetryInfo": {"2", `"5s"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				server.Fail(http.StatusTooManyRequests, wrapped(429, "RESOURCE_EXHAUSTED", "slow down", retryInfo(tt.delay), retryInfo(`"1s"`)),
					http.Header{"Retry-After": {tt.header}})
				start := time.Now()
				_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
				require.NoError(t, err)
				require.GreaterOrEqual(t, time.Since(start), 5*time.Second)
				require.Less(t, time.Since(start), 6*time.Second)
			})
		})
	}
}

// TestRetryInfoOfAnOutage is waited for too.
func TestRetryInfoOfAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		server.Fail(http.StatusServiceUnavailable, wrapped(503, "UNAVAILABLE", "soon", retryInfo(`"9s"`)), nil)
		start := time.Now()
		receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.NoError(t, err)
		require.GreaterOrEqual(t, time.Since(start), 9*time.Second)
		require.False(t, receipt.MaybeDuplicate, "503 with a time to come back was not delivered")
	})
}

// TestStatusShowsNoSecret: Google's text, as a cause that callers print.
func TestStatusShowsNoSecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		server.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(http.StatusBadRequest)
			_, err := fmt.Fprint(w, wrapped(400, "INVALID_ARGUMENT", "bad "+r.URL.String(), `{"@type":"x","url":`+fmt.Sprintf("%q", r.URL.Query().Get("token"))+`}`))
			return err == nil
		})
		_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		requireSecret(t, err)
		var s *gchat.Status
		require.ErrorAs(t, err, &s)
		requireSecret(t, s)
		requireSecret(t, string(s.Details[0]))
	})
}

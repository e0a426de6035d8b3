package webhooktest

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/chatwire/chatwire/webhook"
)

func asError(err error) (*webhook.Error, bool) {
	var e *webhook.Error
	ok := errors.As(err, &e)
	return e, ok
}

// statuses walks through the table of what is repeated.
func (s *suite) statuses(t *testing.T) {
	once := func(status int, header http.Header, w want) func(sc *scene) {
		return func(sc *scene) {
			sc.server.Fail(status, "", header)
			_, err := sc.send(sc.t.Context(), w)
			if e, ok := asError(err); ok && e.StatusCode != status {
				sc.t.Errorf("StatusCode is %d, want %d", e.StatusCode, status)
			}
		}
	}
	for _, status := range []int{408, 425, 429} {
		s.virtual(t, fmt.Sprintf("%d/RefusedRepeated", status), once(status, nil, want{attempts: 2, room: 1}), atMostOnce())
	}
	s.virtual(t, "503/RetryAfterRepeated", once(503, http.Header{"Retry-After": {"2"}}, want{attempts: 2, room: 1}), atMostOnce())
	for _, status := range []int{500, 502, 503, 504} {
		s.virtual(t, fmt.Sprintf("%d/UnknownRepeated", status), once(status, nil, want{attempts: 2, room: 1, maybe: true}))
		s.virtual(t, fmt.Sprintf("%d/AtMostOnceStops", status),
			once(status, nil, want{code: webhook.CodeUnavailable, attempts: 1, maybe: true}), atMostOnce())
		s.virtual(t, fmt.Sprintf("%d/ForEver", status), func(sc *scene) {
			for range 10 {
				sc.server.Fail(status, "<html>trouble</html>", nil)
			}
			_, err := sc.send(sc.t.Context(), want{code: webhook.CodeUnavailable, attempts: 5, maybe: true})
			if !webhook.Retryable(err) {
				sc.t.Error("an outage is not Retryable")
			}
			sc.elapsed(0, 15*time.Second) // backoff of at most 1+2+4+8 s
		})
	}
	for status, code := range map[int]webhook.Code{
		400: webhook.CodeInvalidMessage,
		401: webhook.CodeUnauthorized,
		403: webhook.CodeForbidden,
		404: webhook.CodeNotFound,
		405: webhook.CodeInvalidMessage,
		409: webhook.CodeConflict,
		410: webhook.CodeGone,
		413: webhook.CodeTooLarge,
		415: webhook.CodeInvalidMessage,
		418: webhook.CodeUnknown,
		501: webhook.CodeUnknown,
		505: webhook.CodeUnknown,
	} {
		s.virtual(t, fmt.Sprintf("%d/Refused", status), once(status, nil, want{code: code, attempts: 1}))
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		s.virtual(t, fmt.Sprintf("%d/NotFollowed", status), func(sc *scene) {
			sc.server.Redirect(status)
			sc.send(sc.t.Context(), want{code: webhook.CodeRedirected, attempts: 1, status: status})
			if n := len(sc.server.Requests()); n != 1 {
				sc.t.Errorf("%d requests, want 1: the redirect was followed", n)
			}
		})
	}
	s.virtual(t, "200/WebPage", func(sc *scene) {
		sc.server.Garbage()
		sc.send(sc.t.Context(), want{code: webhook.CodeBadAnswer, attempts: 1, maybe: true, status: 200})
	})
	s.virtual(t, "200/Endless", func(sc *scene) {
		sc.server.Huge(http.StatusOK)
		sc.send(sc.t.Context(), want{code: webhook.CodeBadAnswer, attempts: 1, maybe: true})
	})
	s.virtual(t, "400/Endless", func(sc *scene) {
		sc.server.Huge(http.StatusBadRequest)
		sc.send(sc.t.Context(), want{code: webhook.CodeInvalidMessage, attempts: 1})
	})
	s.virtual(t, "500/Endless", func(sc *scene) {
		sc.server.Huge(http.StatusInternalServerError)
		sc.send(sc.t.Context(), want{attempts: 2, room: 1, maybe: true})
	})
	s.virtual(t, "SecretInAnswer", func(sc *scene) {
		for range 2 {
			sc.server.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = fmt.Fprintf(w, `{"ok":false,"error":%q,"message":%[1]q,"Message":%[1]q,"x":%[2]q}`, r.URL.String(), r.URL.Path)
				return true
			})
		}
		sc.send(sc.t.Context(), want{code: webhook.CodeInvalidMessage, attempts: 1})
		sc.sender.Send(background(), webhook.Message{Text: "again"}) //nolint:errcheck // only what it prints matters
	})
}

// retryAfters checks every way to say it.
func (s *suite) retryAfters(t *testing.T) {
	repeated := func(value func() string, least, most time.Duration) func(sc *scene) {
		return func(sc *scene) {
			sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {value()}})
			receipt, _ := sc.send(sc.t.Context(), want{attempts: 2, room: 1})
			sc.elapsed(least, most)
			if receipt.Waited < least || receipt.Duration < receipt.Waited {
				sc.t.Errorf("Waited is %v, Duration %v, want at least %v", receipt.Waited, receipt.Duration, least)
			}
		}
	}
	is := func(s string) func() string { return func() string { return s } }
	in := func(d time.Duration) func() string {
		return func() string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	}
	const second = time.Second
	s.virtual(t, "Seconds", repeated(is("20"), 20*second, 22*second))
	s.virtual(t, "Spaces", repeated(is("  20 "), 20*second, 22*second))
	s.virtual(t, "Decimal", repeated(is("1.5"), 1500*time.Millisecond, 2*second))
	s.virtual(t, "HTTPDate", repeated(in(20*second), 19*second, 22*second))
	s.virtual(t, "HTTPDatePast", repeated(in(-time.Hour), 0, 3*second))
	s.virtual(t, "Zero", repeated(is("0"), 0, 3*second))
	s.virtual(t, "Negative", repeated(is("-7"), 0, 3*second))
	s.virtual(t, "Garbage", repeated(is("soon"), 0, 3*second))
	s.virtual(t, "Missing", repeated(is(""), 0, 3*second))
	tooLong := func(value string, least time.Duration) func(sc *scene) {
		return func(sc *scene) {
			sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {value}})
			_, err := sc.send(sc.t.Context(), want{code: webhook.CodeRateLimited, attempts: 1})
			if e, ok := asError(err); ok && e.RetryAfter < least {
				sc.t.Errorf("RetryAfter is %v, want at least %v", e.RetryAfter, least)
			}
			sc.elapsed(0, second/10)
		}
	}
	s.virtual(t, "LongerThanTheCap", tooLong("31", 31*second))
	s.virtual(t, "Overflow", tooLong("10000000000", math.MaxInt64))
	s.virtual(t, "FarBeyondOverflow", tooLong("99999999999999999999999999", math.MaxInt64))
	s.virtual(t, "NeverEnds", func(sc *scene) {
		for range 10 {
			sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"1"}})
		}
		_, err := sc.send(sc.t.Context(), want{code: webhook.CodeRateLimited, attempts: 5, status: http.StatusTooManyRequests})
		if e, ok := asError(err); ok && e.RetryAfter != time.Second {
			sc.t.Errorf("RetryAfter is %v, want 1s", e.RetryAfter)
		}
	})
	s.virtual(t, "Remembered", func(sc *scene) {
		sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"40"}})
		sc.send(sc.t.Context(), want{code: webhook.CodeRateLimited, attempts: 1})
		_, err := sc.sender.Send(background(), webhook.Message{Text: "too early"})
		if e, ok := asError(err); !ok || e.Code != webhook.CodeRateLimited || e.Attempts != 0 || e.RetryAfter < 39*second {
			sc.t.Errorf("want rate_limited without a request, got %v", err)
		}
		sc.elapsed(0, second/10)
	})
}

package webhook

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/chatwire/chatwire/retry"
)

// Error is every error that a send or a bad URL returns, by pointer: find it
// with [errors.As], or match its Code with [errors.Is] and a sentinel such as
// [ErrRateLimited]. It never contains a webhook's secret. (Wrong options are a
// programmer's mistake; New returns them as plain errors.)
type Error struct {
	// Provider is the name of the service: "slack".
	Provider string
	// Code is the class of the failure.
	Code Code
	// Reason is the provider's own word: "channel_is_archived",
	// "RESOURCE_EXHAUSTED". Empty when it said none.
	Reason string
	// Detail is the provider's text, at most 1 KiB, with secrets removed.
	Detail string
	// Advice says what to do about it, in a sentence. Empty when there is
	// nothing to say beyond the Code.
	Advice string
	// StatusCode is the HTTP status of the last answer, 0 when none came.
	StatusCode int
	// RetryAfter is how long the provider asked to wait, or how long the
	// message would have had to wait for its turn. 0 when unknown.
	RetryAfter time.Duration
	// Attempts counts the requests made for this message.
	Attempts int
	// MaybeDelivered is the last word on delivery: true when the message, or
	// a part of it, may stand in the room; false when it surely does not.
	MaybeDelivered bool
	// Err is the cause: a context's error, a network error, [Violations], a
	// provider's typed details. May be nil.
	Err error
}

// Error returns one line: provider, code, status, the provider's own word and
// text, and what to do.
func (e *Error) Error() string {
	if e == nil {
		return "webhook: no error"
	}
	var b strings.Builder
	b.WriteString(cmpOr(e.Provider, "webhook"))
	b.WriteString(": ")
	b.WriteString(cmpOr(string(e.Code), string(CodeUnknown)))
	if e.StatusCode != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.StatusCode)
	}
	if e.Reason != "" {
		b.WriteString(": " + e.Reason)
	}
	if e.Detail != "" && e.Detail != e.Reason {
		b.WriteString(": " + e.Detail)
	}
	if e.Err != nil {
		if cause := strings.ReplaceAll(e.Err.Error(), "\n", "; "); !strings.Contains(b.String(), cause) {
			b.WriteString(": " + cause)
		}
	}
	if e.Advice != "" {
		b.WriteString(" — " + e.Advice)
	}
	var notes []string
	if e.RetryAfter > 0 {
		notes = append(notes, "retry after "+e.RetryAfter.Round(time.Millisecond).String())
	}
	if e.Attempts > 1 {
		notes = append(notes, fmt.Sprintf("%d attempts", e.Attempts))
	}
	if e.MaybeDelivered {
		notes = append(notes, "may have been delivered")
	}
	if len(notes) > 0 {
		b.WriteString(" [" + strings.Join(notes, ", ") + "]")
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is reports whether target is the sentinel of e's Code.
func (e *Error) Is(target error) bool {
	if e == nil {
		return target == nil
	}
	sentinel, ok := sentinels[e.Code]
	return ok && target == sentinel
}

// LogValue groups the fields for structured logs.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	attrs := []slog.Attr{
		slog.String("provider", e.Provider),
		slog.String("code", string(e.Code)),
		slog.Int("status", e.StatusCode),
		slog.String("reason", e.Reason),
		slog.Int("attempts", e.Attempts),
		slog.Bool("maybe_delivered", e.MaybeDelivered),
		slog.String("error", e.Error()),
	}
	if e.RetryAfter > 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(attrs...)
}

// Retryable reports whether the same message may be accepted later without
// any change: after a rate limit, an outage, a network failure or a canceled
// context. Ask [MaybeDelivered] as well before sending it again.
func Retryable(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case CodeRateLimited, CodeUnavailable, CodeTimeout, CodeCanceled:
		return true
	case CodeNetwork:
		return !retry.Permanent(e.Err)
	default:
		return false
	}
}

// MaybeDelivered reports whether the message may stand in the room although
// Send failed: sending it again may then show it twice. It is false for an
// error that is not of this module and for nil.
func MaybeDelivered(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.MaybeDelivered
}

func cmpOr(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

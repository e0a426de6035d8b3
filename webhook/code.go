package webhook

import (
	"errors"
	"net/http"
)

// Code is the class of a failure, the same for every provider. The values are
// stable and few: use them as metric labels or store them.
type Code string

// The codes, each with a sentinel for [errors.Is].
const (
	// CodeInvalidURL: the webhook URL is damaged or of the wrong kind.
	CodeInvalidURL Code = "invalid_url"
	// CodeInvalidMessage: the message breaks a rule; see [Violations].
	CodeInvalidMessage Code = "invalid_message"
	// CodeTooLarge: the message is over a size limit.
	CodeTooLarge Code = "too_large"
	// CodeUnauthorized: the webhook's secret is wrong, expired or revoked.
	CodeUnauthorized Code = "unauthorized"
	// CodeForbidden: the secret is known, but may not post this or here.
	CodeForbidden Code = "forbidden"
	// CodeNotFound: the webhook, its room or the thread does not exist.
	CodeNotFound Code = "not_found"
	// CodeGone: the room is archived or the workspace disabled.
	CodeGone Code = "gone"
	// CodeConflict: the message's own ID is in use, or a change collided.
	CodeConflict Code = "conflict"
	// CodeRateLimited: too many messages; see Error.RetryAfter.
	CodeRateLimited Code = "rate_limited"
	// CodeQuotaExceeded: an allowance is used up; waiting seconds will not help.
	CodeQuotaExceeded Code = "quota_exceeded"
	// CodeUnavailable: the provider is in trouble (5xx, 408, 425).
	CodeUnavailable Code = "unavailable"
	// CodeRedirected: the URL answers with a redirect, which is never followed.
	CodeRedirected Code = "redirected"
	// CodeBadAnswer: a 2xx that is not the provider's success.
	CodeBadAnswer Code = "bad_answer"
	// CodeNetwork: no answer: DNS, connection, TLS or proxy failed.
	CodeNetwork Code = "network"
	// CodeTimeout: no answer in time: WithTimeout's, or the context's deadline.
	CodeTimeout Code = "timeout"
	// CodeCanceled: the caller's context was canceled.
	CodeCanceled Code = "canceled"
	// CodeUnknown: the provider refused with a word or status not known here.
	CodeUnknown Code = "unknown"
)

// The sentinels: errors.Is(err, webhook.ErrRateLimited) is true for every
// [Error] of that Code, whichever provider it came from.
var (
	ErrInvalidURL     = errors.New("webhook: invalid URL")
	ErrInvalidMessage = errors.New("webhook: invalid message")
	ErrTooLarge       = errors.New("webhook: message too large")
	ErrUnauthorized   = errors.New("webhook: unauthorized")
	ErrForbidden      = errors.New("webhook: forbidden")
	ErrNotFound       = errors.New("webhook: not found")
	ErrGone           = errors.New("webhook: gone")
	ErrConflict       = errors.New("webhook: conflict")
	ErrRateLimited    = errors.New("webhook: rate limited")
	ErrQuotaExceeded  = errors.New("webhook: quota exceeded")
	ErrUnavailable    = errors.New("webhook: provider unavailable")
	ErrRedirected     = errors.New("webhook: redirected")
	ErrBadAnswer      = errors.New("webhook: bad answer")
	ErrNetwork        = errors.New("webhook: network failure")
	ErrTimeout        = errors.New("webhook: timed out")
	ErrCanceled       = errors.New("webhook: canceled")
	ErrUnknown        = errors.New("webhook: unknown failure")
)

var sentinels = map[Code]error{
	CodeInvalidURL:     ErrInvalidURL,
	CodeInvalidMessage: ErrInvalidMessage,
	CodeTooLarge:       ErrTooLarge,
	CodeUnauthorized:   ErrUnauthorized,
	CodeForbidden:      ErrForbidden,
	CodeNotFound:       ErrNotFound,
	CodeGone:           ErrGone,
	CodeConflict:       ErrConflict,
	CodeRateLimited:    ErrRateLimited,
	CodeQuotaExceeded:  ErrQuotaExceeded,
	CodeUnavailable:    ErrUnavailable,
	CodeRedirected:     ErrRedirected,
	CodeBadAnswer:      ErrBadAnswer,
	CodeNetwork:        ErrNetwork,
	CodeTimeout:        ErrTimeout,
	CodeCanceled:       ErrCanceled,
	CodeUnknown:        ErrUnknown,
}

// CodeOfStatus returns the Code that an HTTP status means when the provider's
// own word says nothing.
func CodeOfStatus(status int) Code {
	switch status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity:
		return CodeInvalidMessage
	case http.StatusUnauthorized, http.StatusProxyAuthRequired:
		return CodeUnauthorized
	case http.StatusForbidden:
		return CodeForbidden
	case http.StatusNotFound:
		return CodeNotFound
	case http.StatusGone:
		return CodeGone
	case http.StatusConflict:
		return CodeConflict
	case http.StatusRequestEntityTooLarge:
		return CodeTooLarge
	case http.StatusTooManyRequests:
		return CodeRateLimited
	case http.StatusRequestTimeout, http.StatusTooEarly:
		return CodeUnavailable
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return CodeUnknown
	}
	switch {
	case status >= http.StatusInternalServerError:
		return CodeUnavailable
	case status >= http.StatusOK && status < http.StatusMultipleChoices:
		return CodeBadAnswer
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		return CodeRedirected
	}
	return CodeUnknown
}

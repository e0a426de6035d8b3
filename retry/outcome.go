package retry

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"time"
)

// Fate says whether a request took effect.
type Fate int

// The three things that can have happened to a request. The zero value is the
// cautious one.
const (
	// Unknown: it may or may not have taken effect.
	Unknown Fate = iota
	// NotDelivered: it surely took no effect.
	NotDelivered
	// Delivered: the service confirmed it.
	Delivered
)

// Outcome is what one attempt came to.
type Outcome struct {
	// Fate says whether the request took effect.
	Fate Fate
	// Temporary is true when the same request may succeed later.
	Temporary bool
	// After is how long the service asked to wait; zero when it did not.
	After time.Duration
	// Waited is how long the attempt was held back before it was sent. It
	// does not count towards Policy.MaxElapsed.
	Waited time.Duration
	// Scheduled is true when the next attempt will be held back for After
	// anyway, by a pacer; then nothing is waited for here.
	Scheduled bool
}

// StatusOutcome is the decision table for an HTTP status that is not a
// success. after is the wait the service asked for, zero when it did not.
//
//	408, 425, 429, 503 with Retry-After   refused before it took effect: repeat
//	other 5xx but 501 and 505             unknown: repeat
//	2xx (not the service's success)       unknown: stop
//	everything else                       refused: stop
func StatusOutcome(status int, after time.Duration) Outcome {
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests,
		status == http.StatusServiceUnavailable && after > 0:
		return Outcome{Fate: NotDelivered, Temporary: true, After: after}
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return Outcome{Fate: NotDelivered}
	case status >= http.StatusInternalServerError:
		return Outcome{Fate: Unknown, Temporary: true, After: after}
	case status >= http.StatusOK && status < http.StatusMultipleChoices:
		return Outcome{Fate: Unknown}
	}
	return Outcome{Fate: NotDelivered}
}

// ErrorOutcome is the decision table for an attempt that got no answer. written
// is true when the whole request had been handed to the connection.
//
//	certificate not trusted          not delivered: stop
//	failed before fully written      not delivered: repeat
//	failed afterwards                unknown: repeat
func ErrorOutcome(err error, written bool) Outcome {
	if Permanent(err) {
		return Outcome{Fate: NotDelivered}
	}
	if !written {
		return Outcome{Fate: NotDelivered, Temporary: true}
	}
	return Outcome{Fate: Unknown, Temporary: true}
}

// Permanent reports whether a transport's error will be the same next time: a
// certificate that is not trusted, or a server that does not speak TLS.
func Permanent(err error) bool {
	var (
		verify   *tls.CertificateVerificationError
		header   tls.RecordHeaderError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
	)
	return errors.As(err, &verify) || errors.As(err, &header) || errors.As(err, &unknown) ||
		errors.As(err, &hostname) || errors.As(err, &invalid) || errors.Is(err, http.ErrSchemeMismatch)
}

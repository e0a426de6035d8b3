package retry_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
)

func TestStatusOutcome(t *testing.T) {
	t.Parallel()
	refusedForNow := func(after time.Duration) retry.Outcome {
		return retry.Outcome{Fate: retry.NotDelivered, Temporary: true, After: after}
	}
	unknown := retry.Outcome{Fate: retry.Unknown, Temporary: true}
	refused := retry.Outcome{Fate: retry.NotDelivered}
	for status, want := range map[int]retry.Outcome{
		200: {Fate: retry.Unknown}, 204: {Fate: retry.Unknown},
		301: refused, 307: refused, 400: refused, 401: refused, 403: refused, 404: refused, 409: refused, 410: refused,
		413: refused, 415: refused, 422: refused, 501: refused, 505: refused,
		408: refusedForNow(0), 425: refusedForNow(0), 429: refusedForNow(0),
		500: unknown, 502: unknown, 503: unknown, 504: unknown, 520: unknown, 599: unknown,
	} {
		require.Equal(t, want, retry.StatusOutcome(status, 0), "HTTP %d", status)
	}
	require.Equal(t, refusedForNow(time.Second), retry.StatusOutcome(http.StatusServiceUnavailable, time.Second))
	require.Equal(t, refusedForNow(time.Second), retry.StatusOutcome(http.StatusTooManyRequests, time.Second))
	require.Equal(t, retry.Unknown, retry.StatusOutcome(http.StatusInternalServerError, time.Second).Fate)
}

func TestErrorOutcome(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}},
		x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"},
		fmt.Errorf("proxy: %w", x509.CertificateInvalidError{Cert: &x509.Certificate{}}),
		http.ErrSchemeMismatch,
		tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"},
	} {
		require.True(t, retry.Permanent(err), "%v", err)
		require.Equal(t, retry.Outcome{Fate: retry.NotDelivered}, retry.ErrorOutcome(err, false))
	}
	for _, err := range []error{
		&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, &net.DNSError{Name: "h"}, io.EOF, io.ErrUnexpectedEOF, errors.New("anything"),
	} {
		require.False(t, retry.Permanent(err), "%v", err)
		require.Equal(t, retry.Outcome{Fate: retry.NotDelivered, Temporary: true}, retry.ErrorOutcome(err, false))
		require.Equal(t, retry.Outcome{Fate: retry.Unknown, Temporary: true}, retry.ErrorOutcome(err, true))
	}
}

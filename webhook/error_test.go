package webhook_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

var codes = map[webhook.Code]error{
	webhook.CodeInvalidURL: webhook.ErrInvalidURL, webhook.CodeInvalidMessage: webhook.ErrInvalidMessage,
	webhook.CodeTooLarge: webhook.ErrTooLarge, webhook.CodeUnauthorized: webhook.ErrUnauthorized,
	webhook.CodeForbidden: webhook.ErrForbidden, webhook.CodeNotFound: webhook.ErrNotFound, webhook.CodeGone: webhook.ErrGone,
	webhook.CodeConflict: webhook.ErrConflict, webhook.CodeRateLimited: webhook.ErrRateLimited,
	webhook.CodeQuotaExceeded: webhook.ErrQuotaExceeded, webhook.CodeUnavailable: webhook.ErrUnavailable,
	webhook.CodeRedirected: webhook.ErrRedirected, webhook.CodeBadAnswer: webhook.ErrBadAnswer,
	webhook.CodeNetwork: webhook.ErrNetwork, webhook.CodeTimeout: webhook.ErrTimeout,
	webhook.CodeCanceled: webhook.ErrCanceled, webhook.CodeUnknown: webhook.ErrUnknown,
}

func TestEveryCodeHasItsOwnSentinel(t *testing.T) {
	t.Parallel()
	for code := range codes {
		err := fmt.Errorf("wrapped: %w", &webhook.Error{Code: code})
		for other, sentinel := range codes {
			require.Equal(t, code == other, errors.Is(err, sentinel), "%s is %s", code, other)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]*webhook.Error{
		"webhook: unknown":  {},
		"webhook: no error": nil,
		"slack: gone (HTTP 410): channel_is_archived — unarchive it": {
			Provider: "slack", Code: webhook.CodeGone, StatusCode: 410, Reason: "channel_is_archived", Advice: "unarchive it",
		},
		"gchat: rate_limited (HTTP 429): RESOURCE_EXHAUSTED: slow down [retry after 1.5s, 5 attempts]": {
			Provider: "gchat", Code: webhook.CodeRateLimited, StatusCode: 429, Reason: "RESOURCE_EXHAUSTED", Detail: "slow down",
			RetryAfter: 1500 * time.Millisecond, Attempts: 5,
		},
		"chime: network: one; two [may have been delivered]": {
			Provider: "chime", Code: webhook.CodeNetwork, Attempts: 1, MaybeDelivered: true, Err: errors.Join(errors.New("one"), errors.New("two")),
		},
	} {
		require.Equal(t, want, e.Error())
	}
	var none *webhook.Error
	require.NoError(t, none.Unwrap())
	require.NotErrorIs(t, none, webhook.ErrGone)
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	for code := range codes {
		want := code == webhook.CodeRateLimited || code == webhook.CodeUnavailable || code == webhook.CodeTimeout ||
			code == webhook.CodeCanceled || code == webhook.CodeNetwork
		require.Equal(t, want, webhook.Retryable(fmt.Errorf("x: %w", &webhook.Error{Code: code})), code)
	}
	require.False(t, webhook.Retryable(nil))
	require.False(t, webhook.Retryable(errBoom))
	require.False(t, webhook.Retryable(&webhook.Error{Code: webhook.CodeNetwork, Err: x509.UnknownAuthorityError{}}))
}

func TestMaybeDelivered(t *testing.T) {
	t.Parallel()
	require.True(t, webhook.MaybeDelivered(fmt.Errorf("x: %w", &webhook.Error{MaybeDelivered: true})))
	require.False(t, webhook.MaybeDelivered(&webhook.Error{Err: &webhook.Error{MaybeDelivered: true}}), "the outer one has the last word")
	require.False(t, webhook.MaybeDelivered(nil))
	require.False(t, webhook.MaybeDelivered(context.Canceled))
}

func TestErrorInLogs(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&b, nil))
	logger.Info("x", "err", &webhook.Error{Provider: "slack", Code: webhook.CodeGone, StatusCode: 410, RetryAfter: time.Second})
	require.Contains(t, b.String(), `"err":{"provider":"slack","code":"gone","status":410`)
	var none *webhook.Error
	require.NotPanics(t, func() { logger.Info("x", "err", none) })
}

func TestViolations(t *testing.T) {
	t.Parallel()
	require.NoError(t, webhook.Violations(nil).Err("toy"))
	sizes := webhook.Violations{webhook.TooLarge("/text", 11, 10, "bytes")}
	require.ErrorIs(t, sizes.Err("toy"), webhook.ErrTooLarge)
	mixed := append(slices.Clone(sizes), webhook.Violation{Pointer: "/a~1b/0", Problem: "missing"}, webhook.Violation{Problem: "empty"})
	err := mixed.Err("toy")
	require.ErrorIs(t, err, webhook.ErrInvalidMessage)
	require.EqualError(t, err, "toy: invalid_message: /text: too large: 11 bytes, at most 10; /a~1b/0: missing; message: empty")
	var back webhook.Violations
	require.ErrorAs(t, err, &back)
	require.Len(t, back, 3)
}

func TestMessageValidateReportsAllAtOnce(t *testing.T) {
	t.Parallel()
	m := webhook.Message{Level: "loud", Mention: "some", Thread: string(make([]rune, 4001)), ID: string(make([]byte, 129))}
	var broken webhook.Violations
	require.ErrorAs(t, m.Validate(), &broken)
	pointers := []string{}
	for _, v := range broken {
		pointers = append(pointers, v.Pointer)
	}
	require.Equal(t, []string{"/text", "/level", "/mention", "/thread", "/id"}, pointers)
	for _, ok := range []webhook.Message{
		{Text: "x"},
		{Title: "x"},
		{Footer: "x"},
		{Image: webhook.Image{URL: "x"}},
		{Text: "\xff"},
		{Fields: []webhook.Field{{Value: "x"}}},
		{Links: []webhook.Link{{URL: "x"}}},
	} {
		require.NoError(t, ok.Validate(), "%+v", ok)
	}
}

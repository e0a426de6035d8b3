package webhook_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

// fixed is a Sender that always does the same, and counts.
type fixed struct {
	receipt webhook.Receipt
	err     error
	took    time.Duration
	calls   int
}

func (f *fixed) Send(context.Context, webhook.Message) (webhook.Receipt, error) {
	f.calls++
	<-time.After(f.took)
	return f.receipt, f.err
}

func good(name string) *fixed {
	return &fixed{receipt: webhook.Receipt{Provider: name, MessageID: name + "-1", Attempts: 1}}
}

func bad(code webhook.Code, maybe bool) *fixed {
	return &fixed{
		receipt: webhook.Receipt{Provider: "bad", Attempts: 2},
		err:     &webhook.Error{Provider: "bad", Code: code, Attempts: 2, MaybeDelivered: maybe},
	}
}

var msg = webhook.Message{Text: "x"}

func TestAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b, c := good("a"), bad(webhook.CodeGone, false), good("c")
		a.took, b.took, c.took = 3*time.Second, time.Second, 2*time.Second
		start := time.Now()
		receipt, err := webhook.All(a, b, c).Send(t.Context(), msg)
		require.Equal(t, 3*time.Second, time.Since(start), "they do not run at once")
		require.Equal(t, []string{"a", "bad", "c"}, []string{receipt.Parts[0].Provider, receipt.Parts[1].Provider, receipt.Parts[2].Provider})
		require.Equal(t, 4, receipt.Attempts)

		require.ErrorIs(t, err, webhook.ErrGone)
		require.ErrorContains(t, err, "sender 2: bad: gone")
		require.True(t, webhook.MaybeDelivered(err), "two rooms have it")
		require.False(t, webhook.Retryable(err))
		var failures webhook.Failures
		require.ErrorAs(t, err, &failures)
		require.Len(t, failures, 1)
		require.Equal(t, 1, failures[0].Index)
		require.Same(t, b.err, failures[0].Err)

		receipt, err = webhook.All(a, c).Send(t.Context(), msg)
		require.NoError(t, err)
		require.Len(t, receipt.Parts, 2)
	})
}

func TestAllThatFail(t *testing.T) {
	t.Parallel()
	_, err := webhook.All(bad(webhook.CodeRateLimited, false), bad(webhook.CodeUnavailable, false)).Send(t.Context(), msg)
	require.True(t, webhook.Retryable(err))
	require.False(t, webhook.MaybeDelivered(err))
	require.ErrorIs(t, err, webhook.ErrRateLimited)
	require.ErrorIs(t, err, webhook.ErrUnavailable)

	_, err = webhook.All(bad(webhook.CodeRateLimited, false), bad(webhook.CodeUnavailable, true)).Send(t.Context(), msg)
	require.True(t, webhook.MaybeDelivered(err))

	_, err = webhook.All(bad(webhook.CodeRateLimited, false), bad(webhook.CodeGone, false)).Send(t.Context(), msg)
	require.False(t, webhook.Retryable(err), "one of them will never take it")

	_, err = webhook.All(&fixed{err: errBoom}).Send(t.Context(), msg)
	require.ErrorIs(t, err, errBoom)
	require.True(t, webhook.MaybeDelivered(err), "nothing is known of a foreign Sender's error")
}

func TestFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first *fixed
		risk  bool
		calls int // of the second
		code  webhook.Code
	}{
		"Delivered":          {first: good("a")},
		"Refused":            {first: bad(webhook.CodeGone, false), calls: 1},
		"MaybeDelivered":     {first: bad(webhook.CodeTimeout, true), code: webhook.CodeTimeout},
		"MaybeDeliveredRisk": {first: bad(webhook.CodeTimeout, true), risk: true, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			second := good("second")
			sender := webhook.First(c.first, second)
			if c.risk {
				sender = sender.EvenIfMaybeDelivered()
			}
			receipt, err := sender.Send(t.Context(), msg)
			require.Equal(t, c.calls, second.calls)
			require.Equal(t, c.risk, receipt.MaybeDuplicate)
			if c.code != "" {
				require.Equal(t, c.code, asError(t, err).Code)
				require.True(t, webhook.MaybeDelivered(err))
				return
			}
			require.NoError(t, err)
			if c.calls > 0 {
				require.Equal(t, "second", receipt.Provider)
				require.Equal(t, 3, receipt.Attempts)
			}
		})
	}
}

func TestFirstStopsAtAnErrorItDoesNotKnow(t *testing.T) {
	t.Parallel()
	second := good("b")
	_, err := webhook.First(&fixed{err: errBoom}, second).Send(t.Context(), msg)
	require.ErrorIs(t, err, errBoom)
	require.Zero(t, second.calls)
	_, err = webhook.First(&fixed{err: errBoom}, second).EvenIfMaybeDelivered().Send(t.Context(), msg)
	require.NoError(t, err)
}

func TestFirstOfNone(t *testing.T) {
	t.Parallel()
	_, err := webhook.First(bad(webhook.CodeGone, false), bad(webhook.CodeUnauthorized, false)).Send(t.Context(), msg)
	require.ErrorIs(t, err, webhook.ErrGone)
	require.ErrorIs(t, err, webhook.ErrUnauthorized)
	require.False(t, webhook.MaybeDelivered(err))
	require.ErrorContains(t, err, "sender 1: bad: gone")
	require.ErrorContains(t, err, "sender 2: bad: unauthorized")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	second := good("b")
	_, err = webhook.First(bad(webhook.CodeCanceled, false), second).Send(ctx, msg)
	require.Error(t, err)
	require.Zero(t, second.calls, "the caller has given up")

	for _, sender := range []webhook.Sender{webhook.First(), webhook.All(), webhook.All(nil), webhook.First(nil)} {
		_, err := sender.Send(t.Context(), msg)
		require.ErrorContains(t, err, "there is no sender")
	}
}

func TestSenderFunc(t *testing.T) {
	t.Parallel()
	_, err := webhook.SenderFunc(func(context.Context, webhook.Message) (webhook.Receipt, error) {
		return webhook.Receipt{}, errBoom
	}).Send(t.Context(), msg)
	require.True(t, errors.Is(err, errBoom)) //nolint:testifylint // ErrorIs says the same
}

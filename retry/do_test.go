package retry_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/retry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script plays outcomes, the last one for ever.
type script struct {
	outcomes []retry.Outcome
	took     time.Duration // each attempt
	at       []time.Duration
	start    time.Time
}

func (s *script) Attempt(*http.Request) retry.Outcome {
	s.at = append(s.at, time.Since(s.start))
	if s.took > 0 {
		<-time.After(s.took)
	}
	return s.outcomes[min(len(s.at), len(s.outcomes))-1]
}

// do plays s in virtual time, and returns how long it took.
func do(t *testing.T, p retry.Policy, s *script, timeout time.Duration) (result retry.Result, took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		if timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://user:CANARY@host.example/CANARY", nil)
		require.NoError(t, err)
		s.start = time.Now()
		result = retry.NewEngine(p).Do(req, s)
		took = time.Since(s.start)
	})
	return result, took
}

var (
	delivered = retry.Outcome{Fate: retry.Delivered}
	unknown   = retry.Outcome{Fate: retry.Unknown, Temporary: true}
	refused   = retry.Outcome{Fate: retry.NotDelivered, Temporary: true}
)

func after(d time.Duration) retry.Outcome {
	return retry.Outcome{Fate: retry.NotDelivered, Temporary: true, After: d}
}

func TestDoStops(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy   retry.Policy
		outcomes []retry.Outcome
		attempts int
		maybe    bool
	}{
		"WhenDelivered":         {outcomes: []retry.Outcome{delivered}, attempts: 1},
		"WhenRefusedForGood":    {outcomes: []retry.Outcome{{Fate: retry.NotDelivered}}, attempts: 1},
		"WhenTheAnswerIsBad":    {outcomes: []retry.Outcome{{Fate: retry.Unknown}}, attempts: 1, maybe: true},
		"AfterFiveByDefault":    {outcomes: []retry.Outcome{refused}, attempts: 5},
		"AfterMaxAttempts":      {policy: retry.Policy{MaxAttempts: 2}, outcomes: []retry.Outcome{refused}, attempts: 2},
		"AfterTheThird":         {outcomes: []retry.Outcome{refused, unknown, delivered}, attempts: 3, maybe: true},
		"UnknownIsRemembered":   {outcomes: []retry.Outcome{unknown, refused, {Fate: retry.NotDelivered}}, attempts: 3, maybe: true},
		"AtMostOnceOnUnknown":   {policy: retry.Policy{AtMostOnce: true}, outcomes: []retry.Outcome{refused, unknown, delivered}, attempts: 2, maybe: true},
		"RetryAfterAboveTheCap": {outcomes: []retry.Outcome{after(31 * time.Second)}, attempts: 1},
		"WithoutACap": {
			policy: retry.Policy{MaxWait: -1, MaxElapsed: -1}, outcomes: []retry.Outcome{after(time.Hour), delivered}, attempts: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, _ := do(t, c.policy, &script{outcomes: c.outcomes}, 0)
			require.Equal(t, c.attempts, result.Attempts)
			require.Equal(t, c.maybe, result.MaybeDelivered)
			require.Equal(t, c.outcomes[min(c.attempts, len(c.outcomes))-1], result.Outcome)
			require.NoError(t, result.Interrupted)
		})
	}
}

func TestDoNeverComesBeforeRetryAfter(t *testing.T) {
	t.Parallel()
	var latest time.Duration
	for range 50 {
		result, took := do(t, retry.Policy{}, &script{outcomes: []retry.Outcome{after(10 * time.Second), delivered}}, 0)
		require.Equal(t, 2, result.Attempts)
		require.GreaterOrEqual(t, took, 10*time.Second)
		require.LessOrEqual(t, took, 11*time.Second)
		require.Equal(t, took, result.Waited)
		latest = max(latest, took)
	}
	require.Greater(t, latest, 10*time.Second, "there is no jitter on top")
}

func TestDoLeavesAScheduledWaitToOthers(t *testing.T) {
	t.Parallel()
	scheduled := after(10 * time.Second)
	scheduled.Scheduled = true
	result, took := do(t, retry.Policy{}, &script{outcomes: []retry.Outcome{scheduled, delivered}}, 0)
	require.Equal(t, 2, result.Attempts)
	require.Zero(t, took)
}

func TestDoStaysWithinMaxElapsed(t *testing.T) {
	t.Parallel()
	p := retry.Policy{MaxAttempts: -1, MinWait: time.Second, MaxWait: time.Second, MaxElapsed: 10 * time.Second}
	result, took := do(t, p, &script{outcomes: []retry.Outcome{refused}}, 0)
	require.LessOrEqual(t, took, 10*time.Second)
	require.GreaterOrEqual(t, took, 8*time.Second)
	require.Greater(t, result.Attempts, 8)

	// Time in which an attempt only waited for its turn does not count.
	held := retry.Outcome{Fate: retry.NotDelivered, Temporary: true, Waited: time.Hour}
	result, _ = do(t, retry.Policy{}, &script{outcomes: []retry.Outcome{held, held, delivered}, took: time.Hour}, 0)
	require.Equal(t, 3, result.Attempts)
	slow := retry.Outcome{Fate: retry.NotDelivered, Temporary: true}
	result, _ = do(t, retry.Policy{}, &script{outcomes: []retry.Outcome{slow}, took: time.Hour}, 0)
	require.Equal(t, 1, result.Attempts)
}

func TestDoAndTheContext(t *testing.T) {
	t.Parallel()
	t.Run("NoWaitBeyondTheDeadline", func(t *testing.T) {
		t.Parallel()
		result, took := do(t, retry.Policy{}, &script{outcomes: []retry.Outcome{after(20 * time.Second)}}, 5*time.Second)
		require.ErrorIs(t, result.Interrupted, context.DeadlineExceeded)
		require.Equal(t, 1, result.Attempts)
		require.Zero(t, took)
	})
	t.Run("EndsInAWait", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://host.example/", nil)
			require.NoError(t, err)
			start := time.Now()
			result := retry.NewEngine(retry.Policy{}).Do(req, &script{outcomes: []retry.Outcome{after(20 * time.Second)}})
			require.ErrorIs(t, result.Interrupted, context.Canceled)
			require.Equal(t, 3*time.Second, time.Since(start))
		})
	})
	t.Run("EndsInAnAttempt", func(t *testing.T) {
		t.Parallel()
		result, _ := do(t, retry.Policy{}, &script{outcomes: []retry.Outcome{refused}, took: 10 * time.Second}, 5*time.Second)
		require.ErrorIs(t, result.Interrupted, context.DeadlineExceeded)
		require.Equal(t, 1, result.Attempts)
	})
}

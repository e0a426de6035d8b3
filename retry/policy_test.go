package retry_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
)

func TestPolicyDefaults(t *testing.T) {
	t.Parallel()
	require.Equal(t, retry.Policy{
		MaxAttempts: 5, MinWait: time.Second, MaxWait: 30 * time.Second, MaxElapsed: 2 * time.Minute,
	}, retry.Policy{}.WithDefaults())

	own := retry.Policy{MaxAttempts: 1, MinWait: 2, MaxWait: 3, MaxElapsed: 4, AtMostOnce: true}
	require.Equal(t, own, own.WithDefaults())

	// A single bound moves the other default, instead of contradicting it.
	require.Equal(t, time.Millisecond, retry.Policy{MaxWait: time.Millisecond}.WithDefaults().MinWait)
	require.Equal(t, time.Hour, retry.Policy{MinWait: time.Hour}.WithDefaults().MaxWait)
}

func TestPolicyValidate(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]retry.Policy{
		"Zero":          {},
		"EverythingOff": {MaxAttempts: 3, MinWait: -1, MaxWait: -1, MaxElapsed: -1},
		"OnlyMaxWait":   {MaxWait: time.Millisecond},
	} {
		require.NoError(t, p.Validate(), name)
	}
	err := retry.Policy{MaxAttempts: -2, MinWait: -2, MaxWait: -3, MaxElapsed: -4}.Validate()
	for _, field := range []string{"max_attempts", "min_wait", "max_wait", "max_elapsed"} {
		require.ErrorContains(t, err, field)
	}
	require.ErrorContains(t, retry.Policy{MinWait: time.Hour, MaxWait: time.Second}.Validate(), "above max_wait")
	require.ErrorContains(t, retry.Policy{MaxAttempts: -1, MaxElapsed: -1}.Validate(), "for ever")
}

func TestPolicyJSON(t *testing.T) {
	t.Parallel()
	p := retry.Policy{MaxAttempts: 3, MinWait: 1500 * time.Millisecond, MaxWait: -1, MaxElapsed: time.Minute, AtMostOnce: true}
	data, err := json.Marshal(p)
	require.NoError(t, err)
	require.JSONEq(t, `{"max_attempts":3,"min_wait":"1.5s","max_wait":-1,"max_elapsed":"1m0s","at_most_once":true}`, string(data))
	var back retry.Policy
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, p, back)

	require.NoError(t, json.Unmarshal([]byte(`{"min_wait":2000000000}`), &back))
	require.Equal(t, retry.Policy{MinWait: 2 * time.Second}, back)
	for _, bad := range []string{`{"min_wait":"soon"}`, `{"min_wait":true}`, `[]`} {
		require.ErrorContains(t, json.Unmarshal([]byte(bad), &back), "retry policy", bad)
	}
}

func TestBackoffIsFullJitterBelowAGrowingCeiling(t *testing.T) {
	t.Parallel()
	p := retry.Policy{MinWait: time.Second, MaxWait: 6 * time.Second}
	for n, ceiling := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 4: 6 * time.Second, 500: 6 * time.Second} {
		var least, most time.Duration = math.MaxInt64, 0
		for range 2000 {
			d := p.Backoff(n)
			require.LessOrEqual(t, d, ceiling)
			least, most = min(least, d), max(most, d)
		}
		require.Less(t, least, ceiling/20, "attempt %d: jitter does not reach down", n)
		require.Greater(t, most, ceiling-ceiling/20, "attempt %d: jitter does not reach up", n)
	}
	require.Zero(t, retry.Policy{MinWait: -1}.Backoff(3))
	require.Positive(t, retry.Policy{MaxWait: -1}.Backoff(10_000), "no overflow without a cap")
}

package webhook_test

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

func TestNewPacerRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		perSecond float64
		burst     int
	}{{0, 1}, {-1, 1}, {1e-9, 1}, {1e9, 1}, {1, 0}, {1, -1}, {1, 1e7}} {
		_, err := webhook.NewPacer(c.perSecond, c.burst)
		require.Error(t, err, "%+v", c)
	}
}

func TestPacerAtItsExtremes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		perSecond float64
		burst     int
	}{{1.0 / 86400, 1e6}, {1e6, 1e6}, {1e6, 1}} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			for _, err := range burst(poster(t, toy(0), &room{}, webhook.WithRate(c.perSecond, c.burst)), 50) {
				require.NoError(t, err)
			}
			require.Less(t, time.Since(start), time.Second, "%+v", c)
		})
	}
}

func TestPacerLetsABurstGoAndThenKeepsThePace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{}
		start := time.Now()
		for _, err := range burst(poster(t, toy(0), r, webhook.WithRate(2, 3)), 7) {
			require.NoError(t, err)
		}
		require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6"}, r.texts, "the order is not that of the calls")
		for i, at := range r.at {
			want := time.Duration(max(0, i-2)) * 500 * time.Millisecond
			require.InDelta(t, want, at.Sub(start), float64(want)/100, "message %d", i)
		}
	})
}

// The provider's clock starts when the first request reaches it. A handshake
// delays that one only, so the others must be put off as much.
func TestPacerAllowsForASlowFirstConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{interval: time.Second, burst: 1, latency: func(n int) time.Duration {
			if n == 0 {
				return 300 * time.Millisecond
			}
			return 20 * time.Millisecond
		}}
		for _, err := range burst(poster(t, toy(0), r), 10) {
			require.NoError(t, err)
		}
		require.Zero(t, r.refused)
	})
}

func TestPacerKeepsThePlaceOfAMessageThatWasRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{}
		refuse := 1
		p := poster(t, toy(0), roundTrip(func(req *http.Request) (*http.Response, error) {
			if refuse--; refuse >= 0 {
				return answer(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"3"}}), nil
			}
			return r.RoundTrip(req)
		}))
		for _, err := range burst(p, 5) {
			require.NoError(t, err)
		}
		require.True(t, slices.IsSorted(r.texts), "%q", r.texts)
	})
}

// Another program posts into the same room as fast as it may: the pace must
// give way, so that no message runs out of attempts, and come back afterwards.
func TestPacerSharesARoomWithStrangers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{interval: 3 * time.Second, burst: 1} // a third of the documented rate is left
		p := poster(t, toy(0), r)
		for i, err := range burst(p, 60) {
			require.NoError(t, err, "message %d", i)
		}
		require.Less(t, r.refused, 20, "it keeps knocking")

		r.interval = time.Second // the stranger has gone
		<-time.After(5 * time.Minute)
		start := time.Now()
		for _, err := range burst(p, 10) {
			require.NoError(t, err)
		}
		require.Less(t, time.Since(start), 10*time.Second, "the pace has not recovered")
	})
}

func TestPacerIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared, err := webhook.NewPacer(1, 1)
		require.NoError(t, err)
		r := &room{interval: time.Second, burst: 1}
		one, two := poster(t, toy(0), r, webhook.WithPacer(shared)), poster(t, toy(0), r, webhook.WithPacer(shared))
		all := webhook.All(one, two)
		for range 3 {
			_, err := all.Send(t.Context(), webhook.Message{Text: "x"})
			require.NoError(t, err)
		}
		require.Zero(t, r.refused)
	})
}

func TestPacerGivesACanceledTurnToTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{}
		p := poster(t, toy(0), r, webhook.WithRate(0.1, 1))
		start := time.Now()
		require.NoError(t, burst(p, 1)[0])
		ctx, cancel := context.WithCancel(t.Context())
		for range 5 {
			go func() { _, _ = p.Send(ctx, webhook.Message{Text: "never"}) }()
		}
		synctest.Wait()
		cancel()
		require.NoError(t, burst(p, 1)[0])
		require.InDelta(t, 10*time.Second, time.Since(start), float64(time.Second))
		require.Len(t, r.texts, 2)
	})
}

func TestPacerTellsTheDeadlineBeforeItComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := poster(t, toy(0), &room{}, webhook.WithRate(1, 1))
		start := time.Now()
		for range 10 {
			go func() { _, _ = p.Send(context.Background(), webhook.Message{Text: "before"}) }()
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := p.Send(ctx, webhook.Message{Text: "eleventh"})
		e := asError(t, err)
		require.Equal(t, webhook.CodeRateLimited, e.Code)
		require.InDelta(t, 10*time.Second, e.RetryAfter, float64(time.Second))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Zero(t, time.Since(start), "it waited for what it knew")
		<-time.After(time.Minute)
	})
}

// A pause that comes while messages wait ends at once those that cannot
// outlast it.
func TestPacerPauseEndsHopelessWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := poster(t, toy(0), roundTrip(func(*http.Request) (*http.Response, error) {
			<-time.After(500 * time.Millisecond)
			return answer(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"60"}}), nil
		}), webhook.WithRate(1, 1))
		start := time.Now()
		for i, err := range burst(p, 10) {
			e := asError(t, err)
			require.Equal(t, webhook.CodeRateLimited, e.Code, "message %d", i)
			require.Equal(t, min(1, max(0, 1-i)), e.Attempts, "message %d", i)
			require.False(t, e.MaybeDelivered)
			require.Greater(t, e.RetryAfter, 59*time.Second)
		}
		require.Less(t, time.Since(start), time.Second)
	})
}

func TestUnpacedLearnsFromA429(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]http.Header{"RetryAfter": nil, "Silent": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := &room{interval: time.Second, burst: 5, header: header}
				p := poster(t, toy(0), r, webhook.WithoutPacing())
				start := time.Now()
				for _, err := range burst(p, 20) {
					require.NoError(t, err)
				}
				require.LessOrEqual(t, r.refused+len(r.texts), 40)
				require.Less(t, time.Since(start), 17250*time.Millisecond)
			})
		})
	}
}

func TestAnAbsurdRetryAfterDoesNotSilenceARoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{}
		first := true
		p := poster(t, toy(0), roundTrip(func(req *http.Request) (*http.Response, error) {
			if first {
				first = false
				return answer(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"10000000000"}}), nil
			}
			return r.RoundTrip(req)
		}))
		require.ErrorIs(t, burst(p, 1)[0], webhook.ErrRateLimited)
		require.ErrorIs(t, burst(p, 1)[0], webhook.ErrRateLimited)
		<-time.After(6 * time.Minute)
		require.NoError(t, burst(p, 1)[0])
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func BenchmarkPacerThousandWaiting(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		p, err := webhook.NewPacer(1e6, 1)
		require.NoError(b, err)
		r := &room{}
		s := poster(b, toy(0), r, webhook.WithPacer(p))
		errs := make(chan error)
		for i := range 1000 {
			go func() {
				_, err := s.Send(context.Background(), webhook.Message{Text: strconv.Itoa(i)})
				errs <- err
			}()
		}
		for range 1000 {
			require.NoError(b, <-errs)
		}
	}
}

// A 503 with Retry-After holds back the others too, and a shorter pause does
// not end a longer one; then messages go one at a time, not as a burst.
func TestPauses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first, second int
		after         []string
		want          time.Duration
	}{
		"503":     {http.StatusServiceUnavailable, 0, []string{"10"}, 10 * time.Second},
		"Shorter": {http.StatusTooManyRequests, http.StatusTooManyRequests, []string{"10", "1"}, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, n := &room{}, 0
				p := poster(t, toy(0), roundTrip(func(req *http.Request) (*http.Response, error) {
					if n++; n <= len(c.after) {
						status := []int{c.first, c.second}[n-1]
						return answer(status, "", http.Header{"Retry-After": {c.after[n-1]}}), nil
					}
					return r.RoundTrip(req)
				}), webhook.WithRate(1, 2))
				start := time.Now()
				for _, err := range burst(p, 6) {
					require.NoError(t, err)
				}
				require.GreaterOrEqual(t, r.at[0].Sub(start), c.want)
				for i, at := range r.at[1:] {
					require.GreaterOrEqual(t, at.Sub(r.at[i]), 900*time.Millisecond, "message %d goes at once", i+1)
				}
			})
		})
	}
}

// Answers that take longer than the pace say nothing about the way there.
func TestPacerIsNotSlowedBySlowAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := poster(t, toy(0), &room{latency: func(int) time.Duration { return 1100 * time.Millisecond }})
		start := time.Now()
		for range 20 {
			_, err := p.Send(t.Context(), webhook.Message{Text: "x"})
			require.NoError(t, err)
		}
		require.Equal(t, 22*time.Second, time.Since(start))
	})
}

// Retry-After counts as elapsed, although it is the pacer that waits.
func TestMaxElapsedBoundsRateLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := poster(t, toy(0), roundTrip(func(*http.Request) (*http.Response, error) {
			return answer(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"20"}}), nil
		}), webhook.WithRetry(retry.Policy{MaxAttempts: -1}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		_, err := p.Send(ctx, webhook.Message{Text: "x"})
		require.ErrorIs(t, err, webhook.ErrRateLimited)
		require.LessOrEqual(t, time.Since(start), 2*time.Minute)
	})
}

// A policy that accepts long waits keeps to them.
func TestLongRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, n := &room{}, 0
		p := poster(t, toy(0), roundTrip(func(req *http.Request) (*http.Response, error) {
			if n++; n == 1 {
				return answer(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"900"}}), nil
			}
			return r.RoundTrip(req)
		}), webhook.WithRetry(retry.Policy{MaxWait: time.Hour, MaxElapsed: 2 * time.Hour}))
		start := time.Now()
		require.NoError(t, burst(p, 1)[0])
		require.GreaterOrEqual(t, time.Since(start), 15*time.Minute)
	})
}

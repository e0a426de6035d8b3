package webhook_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

// The attempt's context must behave as context.WithTimeout does, also when
// package context derives others from it.
func TestDeadlineIsAContext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parent, own time.Duration // 0: never
		cancel      time.Duration
		want        time.Duration
		err         error
	}{
		"Expires":         {own: 5 * time.Second, want: 5 * time.Second, err: context.DeadlineExceeded},
		"ParentExpires":   {parent: 2 * time.Second, own: 5 * time.Second, want: 2 * time.Second, err: context.DeadlineExceeded},
		"ParentIsLater":   {parent: 9 * time.Second, own: 5 * time.Second, want: 5 * time.Second, err: context.DeadlineExceeded},
		"ParentCanceled":  {cancel: time.Second, own: 5 * time.Second, want: time.Second, err: context.Canceled},
		"AlreadyCanceled": {cancel: -1, own: 5 * time.Second, err: context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				parent, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
				defer cancel()
				if c.parent > 0 {
					parent, cancel = context.WithTimeout(parent, c.parent)
					defer cancel()
				}
				if c.cancel < 0 {
					cancel()
				} else if c.cancel > 0 {
					time.AfterFunc(c.cancel, cancel)
				}
				ctx, release := webhook.WithTimeoutForTest(parent, c.own)
				defer release()
				require.Equal(t, "value", ctx.Value(key{}))
				at, ok := ctx.Deadline()
				require.True(t, ok)
				require.LessOrEqual(t, at.Sub(start), c.own)

				derived := []context.Context{ctx}
				for range 3 {
					child, stop := context.WithCancel(ctx)
					defer stop()
					derived = append(derived, child)
				}
				dropped, stop := context.WithCancel(ctx)
				stop()
				require.ErrorIs(t, dropped.Err(), context.Canceled)
				<-ctx.Done()
				require.Equal(t, c.want, time.Since(start))
				synctest.Wait()
				for _, d := range derived {
					require.ErrorIs(t, d.Err(), c.err)
				}
			})
		})
	}
}

func TestDeadlineIsReleased(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, release := webhook.WithTimeoutForTest(t.Context(), time.Hour)
		called := false
		stop := context.AfterFunc(ctx, func() { called = true })
		require.True(t, stop())
		require.False(t, stop())
		release()
		require.ErrorIs(t, ctx.Err(), context.Canceled)
		release()
		late := make(chan struct{})
		context.AfterFunc(ctx, func() { close(late) })
		<-late
		require.False(t, called)
	})
}

type key struct{}

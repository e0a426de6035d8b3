package webhooktest

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/chatwire/chatwire/webhook"
)

// contexts ends the context at every stage of a send.
func (s *suite) contexts(t *testing.T) {
	s.virtual(t, "AlreadyCanceled", func(sc *scene) {
		ctx, cancel := context.WithCancel(background())
		cancel()
		_, err := sc.send(ctx, want{code: webhook.CodeCanceled, noRequest: true})
		sc.wraps(err, context.Canceled)
	})
	s.virtual(t, "AlreadyExpired", func(sc *scene) {
		ctx, cancel := context.WithDeadline(background(), time.Now())
		defer cancel()
		_, err := sc.send(ctx, want{code: webhook.CodeTimeout, noRequest: true})
		sc.wraps(err, context.DeadlineExceeded)
	})
	slow := webhook.WithRate(0.01, 1) // a turn every 100 s
	s.virtual(t, "CanceledWhilePacing", func(sc *scene) {
		sc.send(sc.t.Context(), delivered)
		_, err := sc.send(sc.cancelAfter(time.Second), want{code: webhook.CodeCanceled, room: 1})
		sc.wraps(err, context.Canceled)
		sc.elapsed(time.Second, time.Second)
	}, slow)
	s.virtual(t, "TurnAfterTheDeadline", func(sc *scene) {
		sc.send(sc.t.Context(), delivered)
		ctx, cancel := context.WithTimeout(background(), 10*time.Second)
		defer cancel()
		_, err := sc.send(ctx, want{code: webhook.CodeRateLimited, room: 1})
		sc.elapsed(0, 0) // not after ten seconds
		if e, ok := asError(err); ok && (e.RetryAfter < 90*time.Second || e.Attempts != 0) {
			sc.t.Errorf("RetryAfter is %v, Attempts %d", e.RetryAfter, e.Attempts)
		}
	}, slow)
	s.virtual(t, "CanceledWhileBackingOff", func(sc *scene) {
		sc.server.Fail(http.StatusServiceUnavailable, "", http.Header{"Retry-After": {"20"}})
		_, err := sc.send(sc.cancelAfter(time.Second), want{code: webhook.CodeCanceled, attempts: 1, status: http.StatusServiceUnavailable})
		sc.wraps(err, context.Canceled)
		sc.wraps(err, webhook.ErrUnavailable) // the provider's last word
		sc.elapsed(time.Second, time.Second)
	})
	s.virtual(t, "DeadlineBeforeRetryAfter", func(sc *scene) {
		sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"20"}})
		ctx, cancel := context.WithTimeout(background(), 5*time.Second)
		defer cancel()
		_, err := sc.send(ctx, want{code: webhook.CodeRateLimited, attempts: 1, status: http.StatusTooManyRequests})
		if e, ok := asError(err); ok && e.RetryAfter != 20*time.Second {
			sc.t.Errorf("RetryAfter is %v, want 20s", e.RetryAfter)
		}
		sc.elapsed(0, time.Second/10)
	})
	s.virtual(t, "CanceledWhileWaitingForTheAnswer", func(sc *scene) {
		sc.server.Delay(time.Hour)
		_, err := sc.send(sc.cancelAfter(time.Second), want{code: webhook.CodeCanceled, attempts: 1, maybe: true})
		sc.wraps(err, context.Canceled)
		sc.elapsed(time.Second, time.Second)
	})
	s.virtual(t, "CanceledWhileReading", func(sc *scene) {
		sc.server.Trickle(time.Second)
		_, err := sc.send(sc.cancelAfter(1500*time.Millisecond), want{code: webhook.CodeCanceled, attempts: 1, maybe: true, room: 1})
		sc.wraps(err, context.Canceled)
	})
	s.virtual(t, "DeadlineWhileWaitingForTheAnswer", func(sc *scene) {
		sc.server.Delay(time.Hour)
		ctx, cancel := context.WithTimeout(background(), 2*time.Second)
		defer cancel()
		_, err := sc.send(ctx, want{code: webhook.CodeTimeout, attempts: 1, maybe: true})
		sc.wraps(err, context.DeadlineExceeded)
		sc.elapsed(2*time.Second, 2*time.Second)
	})
}

func (sc *scene) cancelAfter(d time.Duration) context.Context {
	ctx, cancel := context.WithCancel(background())
	timer := time.AfterFunc(d, cancel)
	sc.t.Cleanup(func() { timer.Stop(); cancel() })
	sc.mark()
	return ctx
}

func (sc *scene) wraps(err, target error) {
	sc.t.Helper()
	if !errors.Is(err, target) {
		sc.t.Errorf("errors.Is(err, %v) is false: %v", target, err)
	}
}

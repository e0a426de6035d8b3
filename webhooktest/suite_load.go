package webhooktest

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatwire/chatwire/webhook"
)

// load sends many messages at once.
func (s *suite) load(t *testing.T) {
	limits := []Option{WithRateLimits()}
	s.virtual(t, "ThousandGoroutines", func(sc *scene) {
		sc.burst(1000)
	}, webhook.WithoutPacing())
	s.virtualWith(t, "BurstUnderTheLimit", limits, func(sc *scene) {
		sc.burst(20)
		sc.atMostRequests(21)
		sc.nearIdeal(20, 0.02)
	})
	s.virtualWith(t, "BurstUnpaced", limits, func(sc *scene) {
		sc.burst(20)
		sc.atMostRequests(40)
		sc.nearIdeal(20, 0.15)
	}, webhook.WithoutPacing())
	s.virtualWith(t, "ThousandUnderTheLimit", limits, func(sc *scene) {
		sc.burst(1000)
		sc.atMostRequests(1001)
		sc.nearIdeal(1000, 0.01)
	})
	s.virtual(t, "A429PausesTheRoom", func(sc *scene) {
		sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"10"}})
		sc.burst(3)
		for i, r := range sc.server.Requests()[1:] {
			if at := r.Time.Sub(sc.start); at < 10*time.Second {
				sc.t.Errorf("request %d was made after %v, in the pause", i+2, at)
			}
		}
	}, webhook.WithRate(1, 1))
	s.virtual(t, "OrderIsKept", func(sc *scene) {
		var wg sync.WaitGroup
		for i := range 10 {
			if i == 3 {
				sc.server.Fail(http.StatusTooManyRequests, "", http.Header{"Retry-After": {"1"}})
			}
			wg.Go(func() { sc.sender.Send(background(), webhook.Message{Text: fmt.Sprintf("message %d", i)}) }) //nolint:errcheck // the room tells
			synctest.Wait()                                                                                     // the next one begins later
		}
		wg.Wait()
		for i, m := range sc.server.Messages()[1:] {
			if i > 0 && m.Text < sc.server.Messages()[i].Text {
				sc.t.Errorf("%q stands behind %q", m.Text, sc.server.Messages()[i].Text)
			}
		}
	}, webhook.WithRate(1, 1))
}

// burst sends n different messages at once and wants them all in the room.
func (sc *scene) burst(n int) {
	sc.t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			receipt, err := sc.sender.Send(background(), webhook.Message{Text: fmt.Sprintf("message %d.", i)})
			if err != nil {
				sc.showError(err)
				sc.t.Errorf("message %d: %v", i, err)
			}
			if receipt.MaybeDuplicate {
				sc.t.Errorf("message %d may be a duplicate", i)
			}
		})
	}
	wg.Wait()
	seen := map[string]int{}
	for _, m := range sc.server.Messages() {
		seen[m.Text]++
	}
	if len(seen) != n || len(sc.server.Messages()) != n {
		sc.t.Errorf("the room got %d messages, %d different ones, want %d", len(sc.server.Messages()), len(seen), n)
	}
}

func (sc *scene) atMostRequests(n int) {
	sc.t.Helper()
	if got := len(sc.server.Requests()); got > n {
		sc.t.Errorf("%d requests, want at most %d", got, n)
	}
}

// nearIdeal checks that n messages took no longer than the room's rate asks
// for, and a little.
func (sc *scene) nearIdeal(n int, tolerance float64) {
	sc.t.Helper()
	room := sc.server.room(sc.server.Messages()[0].Provider)
	ideal := time.Duration(float64(n-room.Burst) / room.PerSecond * float64(time.Second))
	sc.elapsed(ideal, ideal+time.Duration(tolerance*float64(ideal)))
}

package bench_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatwire/chatwire/bench/internal/peers"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// TestThousand hands 1,000 messages to one client at once, in virtual time. All
// must arrive, within a hundredth of what the room's rate allows, and those
// that wait must not fill the memory.
func TestThousand(t *testing.T) { //nolint:paralleltest // it measures the whole heap
	synctest.Test(t, func(t *testing.T) {
		const (
			n       = 1000
			ideal   = (n - slack.Burst) / slack.PerSecond * time.Second
			maxHeap = 4 << 10
		)
		server := webhooktest.New(webhooktest.InMemory(), webhooktest.WithRateLimits())
		defer server.Close()
		client, err := slack.New(server.SlackURL(), webhook.WithHTTPClient(server.Client()))
		if err != nil {
			t.Fatal(err)
		}

		var done sync.WaitGroup
		begin := make(chan struct{})
		for range n {
			done.Go(func() {
				<-begin
				if _, err := client.Send(context.Background(), webhook.Message{Text: peers.Text}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait() // the goroutines themselves are not Send's cost
		before := memory()
		start := time.Now()
		close(begin)
		synctest.Wait()
		after := memory()
		waiting := n - len(server.Messages())
		heap := float64(after.HeapAlloc-before.HeapAlloc) / float64(waiting)
		stack := float64(after.StackInuse-before.StackInuse) / float64(waiting)
		done.Wait()

		messages := server.Messages()
		took := messages[len(messages)-1].Time.Sub(start)
		over := 100 * (float64(took)/float64(ideal) - 1)
		t.Logf("%d delivered with %d requests, the last at %v: %.2f %% over the ideal %v; %d waited, with %.0f B of heap and %.0f B of stack each",
			len(messages), len(server.Requests()), took, over, ideal, waiting, heap, stack)
		switch {
		case len(messages) != n:
			t.Errorf("%d of %d were delivered", len(messages), n)
		case over > 1:
			t.Errorf("the last was delivered %.2f %% after the ideal time; at most 1", over)
		case waiting != n-slack.Burst:
			t.Errorf("%d waited at first; %d should", waiting, n-slack.Burst)
		case heap > maxHeap:
			t.Errorf("%.0f bytes of heap for each that waits; at most %d", heap, maxHeap)
		}
	})
}

// memory collects what is garbage, pools included, and measures the rest.
func memory() (m runtime.MemStats) {
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}

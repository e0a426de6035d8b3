package bench_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/chatwire/chatwire/bench/internal/peers"
)

var (
	server *peers.Server
	all    = sync.OnceValues(func() ([]peers.Peer, error) {
		var err error
		if server, err = peers.StartServer(); err != nil {
			return nil, err
		}
		return peers.All(server.URL)
	})
)

func TestMain(m *testing.M) {
	code := m.Run()
	if server != nil {
		server.Close()
	}
	os.Exit(code)
}

// BenchmarkSend sends a short text over loopback, one after another.
func BenchmarkSend(b *testing.B) {
	list, err := all()
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range list {
		b.Run(p.Room+"/"+p.Name, func(b *testing.B) {
			ctx := context.Background()
			if err := p.Send(ctx); err != nil { // connects
				b.Fatal(err)
			}
			b.ReportAllocs()
			before := peers.CPU()
			for b.Loop() {
				if err := p.Send(ctx); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(peers.CPU()-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// TestPeers keeps the comparison honest: every peer can send.
func TestPeers(t *testing.T) { //nolint:paralleltest // TestAllocations counts for the whole process
	list, err := all()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if err := p.Send(t.Context()); err != nil {
			t.Errorf("%s to %s: %v", p.Name, p.Room, err)
		}
	}
}

// TestAllocations guards the two figures that are the same on every machine.
func TestAllocations(t *testing.T) { //nolint:paralleltest // it counts for the whole process
	if race {
		t.Skip("the race detector allocates, and empties pools")
	}
	list, err := all()
	if err != nil {
		t.Fatal(err)
	}
	floors := peers.Floors(list)
	for _, p := range list {
		if p.Name != peers.Ours {
			continue
		}
		var ratio peers.Cost
		for range 2 { // the first connects and fills pools
			if ratio, _, err = peers.Compare(p, floors[p.Room]); err != nil {
				t.Fatal(err)
			}
		}
		for _, unit := range []int{2, 3} {
			if limit := peers.Limits[p.Room][unit]; limit > 0 && ratio[unit] > limit {
				t.Errorf("%s: %s are %.2f times those of bare net/http; at most %.2f", p.Room, peers.Units[unit], ratio[unit], limit)
			}
		}
	}
}

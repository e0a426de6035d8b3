package peers

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"
)

// Cost is what sends take: nanoseconds, nanoseconds of CPU, allocations, bytes.
type Cost [4]float64

// Units names what a Cost holds.
var Units = [len(Cost{})]string{"time", "CPU", "allocations", "bytes"}

// Limits are the figures this library is held to, over the floor of a room; 0
// is none.
var Limits = map[string]Cost{
	"slack": {1.10, 1.10, 1.20, 1.15},
	"gchat": {0, 0, 1.30, 0},
}

// Sends is how often either side of a comparison sends, in blocks by turns.
const (
	Sends = blocks * block

	blocks = 16
	block  = 50
)

// Compare returns what a send by p costs over one by floor, and what that one
// costs. Both take turns of some milliseconds, so that they meet the same
// machine, whatever else it does.
func Compare(p, floor Peer) (ratio, base Cost, err error) {
	var peer Cost
	for range blocks {
		if rand.N(2) == 0 { //nolint:gosec // by chance, or the garbage collector would always meet the same one
			err = errors.Join(peer.add(p), base.add(floor))
		} else {
			err = errors.Join(base.add(floor), peer.add(p))
		}
		if err != nil {
			return ratio, base, err
		}
	}
	for u := range Units {
		ratio[u] = peer[u] / base[u]
		base[u] /= Sends
	}
	return ratio, base, nil
}

// add adds the cost of a block of sends by p.
func (c *Cost) add(p Peer) error {
	ctx := context.Background()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, start := CPU(), time.Now()
	for range block {
		if err := p.Send(ctx); err != nil {
			return fmt.Errorf("%s to %s: %w", p.Name, p.Room, err)
		}
	}
	c[0] += float64(time.Since(start))
	c[1] += float64(CPU() - cpu)
	runtime.ReadMemStats(&after)
	c[2] += float64(after.Mallocs - before.Mallocs)
	c[3] += float64(after.TotalAlloc - before.TotalAlloc)
	return nil
}

package webhook

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// deadlines ends the attempts of a Poster that take too long. It has one timer
// for all of them, and leaves it running when they end in time: to set and stop
// one for every attempt would wake the runtime's poller each time, which costs
// more than the rest of a send does on this side.
type deadlines struct {
	limit time.Duration

	mu      sync.Mutex
	running list.List // of *deadline, by their end: the limit is the same for all
	timer   *time.Timer
	armed   bool
}

// start returns a context that ends with parent, and at the limit. It must be
// released, as a context is canceled.
func (ds *deadlines) start(parent context.Context) *deadline {
	c := &deadline{Context: parent, all: ds, done: make(chan struct{}), limit: time.Now().Add(ds.limit)}
	c.at = c.limit
	ds.mu.Lock()
	c.place = ds.running.PushBack(c)
	if !ds.armed {
		ds.arm(ds.limit)
	}
	ds.mu.Unlock()
	if at, ok := parent.Deadline(); ok && at.Before(c.at) {
		c.at = at
	}
	if parent.Done() != nil {
		leave := context.AfterFunc(parent, func() { c.end(parent.Err()) })
		c.mu.Lock()
		c.leave = leave
		over := c.err != nil
		c.mu.Unlock()
		if over {
			leave()
		}
	}
	return c
}

func (ds *deadlines) arm(in time.Duration) {
	ds.armed = true
	if ds.timer == nil {
		ds.timer = time.AfterFunc(in, ds.expire)
	} else {
		ds.timer.Reset(in)
	}
}

// expire ends what has reached the limit.
func (ds *deadlines) expire() {
	var over []*deadline
	ds.mu.Lock()
	now := time.Now()
	ds.armed = false
	for e := ds.running.Front(); e != nil; e = e.Next() {
		c, _ := e.Value.(*deadline)
		if left := c.limit.Sub(now); left > 0 {
			ds.arm(left)
			break
		}
		over = append(over, c)
	}
	ds.mu.Unlock()
	for _, c := range over {
		c.end(context.DeadlineExceeded)
	}
}

func (ds *deadlines) remove(c *deadline) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.running.Remove(c.place)
}

// deadline is the context of one attempt. It does what context.WithTimeout
// does, for a third of the memory: net/http derives a context of its own from
// it, for which the standard one would make a map. This one has AfterFunc,
// which package context looks for.
type deadline struct {
	context.Context //nolint:containedctx // it is one: the caller's, with an end

	all   *deadlines
	place *list.Element
	limit time.Time // its own end
	at    time.Time // its own or the caller's, whichever is sooner
	done  chan struct{}

	mu    sync.Mutex
	leave func() bool // stops listening to the caller's context
	err   error
	first hook // net/http asks for one; more are for others
	taken bool // first is, or was
	more  []*hook
}

// hook is a function to call at the end; nil when it was stopped.
type hook struct{ f func() }

func (c *deadline) release() { c.end(context.Canceled) }

// end ends the context, once.
func (c *deadline) end(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = err
	close(c.done)
	first, more := c.first.f, c.more
	leave := c.leave
	c.mu.Unlock()
	if leave != nil {
		leave()
	}
	c.all.remove(c)
	if first != nil {
		first()
	}
	for _, h := range more {
		if h.f != nil {
			h.f()
		}
	}
}

// Deadline returns when the attempt ends.
func (c *deadline) Deadline() (time.Time, bool) { return c.at, true }

// Done returns a channel that is closed at the end.
func (c *deadline) Done() <-chan struct{} { return c.done }

// Err returns nil until the end.
func (c *deadline) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// AfterFunc calls f at the end, unless stop is called before. Package context
// uses it in place of a goroutine or a map.
func (c *deadline) AfterFunc(f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		go f()
		return func() bool { return false }
	}
	h := &c.first
	if c.taken {
		h = new(hook)
		c.more = append(c.more, h)
	}
	h.f, c.taken = f, true
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.err != nil || h.f == nil {
			return false // called, about to be, or stopped before
		}
		h.f = nil
		return true
	}
}

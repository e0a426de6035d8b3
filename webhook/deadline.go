package webhook

import (
	"context"
	"sync"
	"time"
)

// deadline is the context of one attempt. It does what context.WithTimeout
// does, for a third of the memory: net/http derives a context of its own from
// it, for which the standard one would make a map. This one has AfterFunc,
// which package context looks for.
type deadline struct {
	context.Context //nolint:containedctx // it is one: the caller's, with an end

	done  chan struct{}
	at    time.Time
	timer *time.Timer
	leave func() bool // stops listening to the caller's context

	mu    sync.Mutex
	err   error
	first hook // net/http asks for one; more are for others
	more  []*hook
}

// hook is a function to call at the end; nil when it was stopped.
type hook struct{ f func() }

// withTimeout returns a context that ends with parent, and d from now.
// release frees what it holds, as a context's cancel function does.
func withTimeout(parent context.Context, d time.Duration) *deadline {
	c := &deadline{Context: parent, done: make(chan struct{}), at: time.Now().Add(d)}
	if at, ok := parent.Deadline(); ok && at.Before(c.at) {
		c.at = at
	}
	c.mu.Lock() // whatever fires at once waits until all is set
	defer c.mu.Unlock()
	if parent.Done() != nil {
		c.leave = context.AfterFunc(parent, func() { c.end(parent.Err()) })
	}
	c.timer = time.AfterFunc(d, c.expire)
	return c
}

func (c *deadline) expire() { c.end(context.DeadlineExceeded) }

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
	c.timer.Stop()
	if c.leave != nil {
		c.leave()
	}
	c.mu.Unlock()
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
	if h.f != nil {
		h = new(hook)
		c.more = append(c.more, h)
	}
	h.f = f
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

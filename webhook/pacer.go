package webhook

import (
	"container/list"
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"
)

// Pacer lets the messages of one room go at the room's pace, in the order they
// came. Clients make their own; share one through [WithPacer] where several
// clients post into one room. Safe for concurrent use; it needs no closing and
// runs nothing while nobody waits.
//
// The pace is a token bucket: burst messages at once, then perSecond in the
// long run, less half a percent, because a clock that runs a hair fast would
// otherwise meet a 429 in every long burst. When the provider answers 429,
// every message of the room waits until its Retry-After is over; then they go
// one at a time. A 429 at that pace means that others post to the same room:
// the pace halves, and recovers when a calm half-minute has passed.
type Pacer struct {
	mu       sync.Mutex
	base     time.Duration // between two turns; 0: unpaced until a 429
	fallback time.Duration // the pace after a 429 when base is 0
	burst    int

	interval time.Duration // in force: base, or slower after 429s
	next     time.Time     // GCRA's theoretical arrival time of the next turn
	paused   time.Time     // no turn before this
	struck   time.Time     // when the last 429 counted
	stricken uint64        // serial of the last turn given before that
	opened   uint64        // serial of the turn that ended an idle spell

	serial  uint64    // of turns given
	tickets uint64    // drawn by messages
	queue   list.List // of *waiter, by ticket
	timer   *time.Timer
}

const (
	// maxPause bounds what a Retry-After is remembered for: one absurd header
	// must not silence a room.
	maxPause = 5 * time.Minute
	// longestPause bounds it also where a policy accepts any wait.
	longestPause = 24 * time.Hour
	// calm is how long no 429 must come before a slowed pace doubles again.
	calm = 30 * time.Second
	// slowest is the longest interval 429s alone lead to.
	slowest = 30 * time.Second
)

// NewPacer returns a Pacer that gives perSecond turns a second in the long
// run and burst at once. perSecond is at least one a day and at most 1e6, burst from 1 to
// 1e6.
func NewPacer(perSecond float64, burst int) (*Pacer, error) {
	if err := validRate(perSecond, burst); err != nil {
		return nil, err
	}
	base := pace(perSecond)
	return &Pacer{base: base, fallback: base, interval: base, burst: burst}, nil
}

// newUnpaced returns a Pacer that only 429s teach.
func newUnpaced(perSecond float64) *Pacer {
	return &Pacer{fallback: pace(perSecond), burst: 1}
}

// jitterOf is the most that is added to a pause of d, so that the clients of
// several machines do not come back at the same moment.
func jitterOf(d time.Duration) time.Duration { return min(d/20, time.Second) }

func pace(perSecond float64) time.Duration {
	return time.Duration(1.005 * float64(time.Second) / perSecond)
}

// waiter is a message waiting for its turn.
type waiter struct {
	ticket   uint64
	deadline time.Time     // of its context; zero: none
	patience time.Duration // the longest pause it accepts; negative: any
	ready    chan struct{} // closed when turn or err is set
	turn     turn
	err      error
}

// turn is a permission to send.
type turn struct {
	serial uint64
	at     time.Time
}

// tooLateError is the error of a message whose turn would come too late.
type tooLateError struct {
	wait   time.Duration
	paused bool
}

func (e *tooLateError) Error() string {
	text := "its turn at the room's pace would come in "
	if e.paused {
		text = "the room takes no message for another "
	}
	return text + e.wait.Round(time.Millisecond).String()
}

// wait returns when the message has a turn. It fails with *tooLateError as soon as
// it is known that the turn comes after ctx's deadline, or that the room is
// paused for longer than patience; and with ctx's error when ctx ends first.
// *ticket keeps the message's place in the queue through all its attempts and
// parts; it is drawn when zero.
func (p *Pacer) wait(ctx context.Context, ticket *uint64, patience time.Duration) (turn, error) {
	if err := ctx.Err(); err != nil {
		return turn{}, err
	}
	p.mu.Lock()
	if *ticket == 0 {
		p.tickets++
		*ticket = p.tickets
	}
	now := time.Now()
	p.recover(now)
	if p.queue.Len() == 0 && !p.turnAt(0).After(now) {
		t := p.take(now)
		p.mu.Unlock()
		return t, nil
	}
	w := &waiter{ticket: *ticket, patience: patience, ready: make(chan struct{})}
	w.deadline, _ = ctx.Deadline()
	at, place := p.enqueue(w)
	if err := p.hopeless(w, place, now); err != nil {
		p.queue.Remove(at)
		p.mu.Unlock()
		return turn{}, err
	}
	p.serve(now)
	p.mu.Unlock()

	select {
	case <-w.ready:
		return w.turn, w.err
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-w.ready: // the turn came at the same moment: hand it back
		if w.err == nil {
			p.next = p.next.Add(-p.interval)
		}
	default:
		p.queue.Remove(at)
	}
	p.serve(time.Now())
	return turn{}, ctx.Err()
}

// enqueue puts w where its ticket belongs and returns how many stand before it.
func (p *Pacer) enqueue(w *waiter) (*list.Element, int) {
	place := p.queue.Len()
	at := p.queue.Back()
	for ; at != nil && at.Value.(*waiter).ticket > w.ticket; at = at.Prev() {
		place--
	}
	if at == nil {
		return p.queue.PushFront(w), place
	}
	return p.queue.InsertAfter(w, at), place
}

// turnAt returns when the turn comes that has place others before it.
func (p *Pacer) turnAt(place int) time.Time {
	at := p.next.Add(turns(place-p.burst+1, p.interval))
	if at.Before(p.paused) {
		return p.paused
	}
	return at
}

// turns is how long n turns take; where that would overflow, some 70 years.
func turns(n int, interval time.Duration) time.Duration {
	const most = math.MaxInt64 / 4
	if float64(n)*float64(interval) > most {
		return most
	}
	if float64(n)*float64(interval) < -most {
		return -most
	}
	return time.Duration(n) * interval
}

// hopeless returns an error if w's turn, with place others before it, would
// come too late.
func (p *Pacer) hopeless(w *waiter, place int, now time.Time) error {
	if pause := p.paused.Sub(now); w.patience >= 0 && pause > w.patience+jitterOf(w.patience) {
		return &tooLateError{wait: pause, paused: true}
	}
	if at := p.turnAt(place); !w.deadline.IsZero() && at.After(w.deadline) {
		return &tooLateError{wait: at.Sub(now)}
	}
	return nil
}

// take uses up a turn.
func (p *Pacer) take(now time.Time) turn {
	p.serial++
	if p.next.Before(now) {
		p.next = now
		p.opened = p.serial
	}
	p.next = p.next.Add(p.interval)
	return turn{p.serial, now}
}

// serve gives every due turn and sets the timer for the next.
func (p *Pacer) serve(now time.Time) {
	p.recover(now)
	for front := p.queue.Front(); front != nil; front = p.queue.Front() {
		if at := p.turnAt(0); at.After(now) {
			p.wake(at.Sub(now))
			return
		}
		w := p.queue.Remove(front).(*waiter)
		w.turn = p.take(now)
		close(w.ready)
	}
	if p.timer != nil {
		p.timer.Stop()
	}
}

func (p *Pacer) wake(in time.Duration) {
	if p.timer != nil {
		p.timer.Reset(in)
		return
	}
	p.timer = time.AfterFunc(in, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.serve(time.Now())
	})
}

// feasible fails with *tooLateError when the last of n more turns would come after
// ctx's deadline.
func (p *Pacer) feasible(ctx context.Context, n int) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.recover(now)
	start := p.next
	if start.Before(now) {
		start = now
	}
	last := start.Add(turns(p.queue.Len()+n-p.burst, p.interval))
	if last.Before(p.paused) {
		last = p.paused
	}
	if last.After(deadline) {
		return &tooLateError{wait: last.Sub(now)}
	}
	return nil
}

// arrived tells the pacer that the request of t was answered. The provider
// counts from when the first request of a burst reached it, which a new
// connection's handshakes delay; the later turns are put off by as much, or
// they would come too early for it.
func (p *Pacer) arrived(t turn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.serial != p.opened || p.interval == 0 {
		return
	}
	p.opened = 0
	if late := time.Since(t.at); late < p.interval { // a slower answer says nothing of the way
		p.next = p.next.Add(late)
		p.serve(time.Now())
	}
}

// pause holds every message of the room back for d, because the request of t
// was told so. limited says that it was for its rate: then the pace is in
// question too. patience is the longest wait that the sender of t accepts.
func (p *Pacer) pause(t turn, d, patience time.Duration, limited bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if patience >= 0 {
		d = min(d, max(maxPause, patience))
	}
	d = min(d, longestPause)
	d += rand.N(jitterOf(d) + 1) //nolint:gosec // jitter needs no secrecy
	until := now.Add(d)
	// Of many requests refused together, only the first tells something new.
	if limited && t.serial > p.stricken {
		p.strike(now)
	}
	if until.After(p.paused) {
		p.paused = until
	}
	// The bucket is empty: one turn when the pause ends, then one at a time.
	if empty := p.paused.Add(turns(p.burst-1, p.interval)); p.next.Before(empty) {
		p.next = empty
	}
	place := 0
	for e := p.queue.Front(); e != nil; {
		w, after := e.Value.(*waiter), e.Next()
		if w.err = p.hopeless(w, place, now); w.err != nil {
			p.queue.Remove(e)
			close(w.ready)
		} else {
			place++
		}
		e = after
	}
	p.serve(now)
}

// strike slows the pace after a 429: the first time to the documented rate,
// then, if another comes at that pace before a calm time, by half.
func (p *Pacer) strike(now time.Time) {
	if recent := !p.struck.IsZero() && now.Sub(p.struck) < calm; recent || p.interval < p.fallback {
		p.interval = min(max(2*p.interval, p.fallback), max(slowest, p.fallback))
	}
	p.struck, p.stricken = now, p.serial
}

// recover doubles a slowed pace for every calm spell since the last 429.
func (p *Pacer) recover(now time.Time) {
	for p.interval > p.base && now.Sub(p.struck) >= calm {
		p.struck = p.struck.Add(calm)
		p.interval /= 2
		if p.interval < max(p.base, p.fallback/16) {
			p.interval = p.base
		}
	}
}

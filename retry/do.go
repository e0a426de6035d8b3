package retry

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Attempter sends a request once. The request it is given carries the caller's
// context and no body; it must be treated as read-only.
type Attempter interface {
	Attempt(req *http.Request) Outcome
}

// Result is what all attempts together came to.
type Result struct {
	// Outcome is that of the last attempt.
	Outcome Outcome
	// Attempts counts them.
	Attempts int
	// MaybeDelivered is true when any attempt may have taken effect without
	// the service saying so.
	MaybeDelivered bool
	// Waited is the time spent between attempts.
	Waited time.Duration
	// Interrupted is the context's error when it ended a wait between two
	// attempts, or would have: a wait beyond its deadline is not begun.
	Interrupted error
}

// Engine repeats requests by a policy. Make one and keep it; it is safe for
// concurrent use and holds no connections.
type Engine struct {
	policy Policy
	client retryablehttp.Client
}

// NewEngine returns an Engine for p, with p's defaults filled in.
func NewEngine(p Policy) *Engine {
	// The HTTP client is private, so that the caller's is never touched: no idle
	// connection of it is closed after a failure. No redirect is followed.
	return &Engine{policy: p.WithDefaults(), client: retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: transport{}, CheckRedirect: refuseRedirect},
		Logger:       nil, // the default one prints the URL
		RetryMax:     math.MaxInt,
		CheckRetry:   again,
		Backoff:      wait,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}}
}

// Do calls a.Attempt until it delivers, fails for good, or the policy forbids
// another one. req has no body; what is attempted with it is a's business.
func (e *Engine) Do(req *http.Request, a Attempter) Result {
	r := &run{policy: e.policy, attempter: a, start: time.Now()}
	r.request.Request = req
	req.Body = r
	// What the engine returns is a copy of what the run knows better: the
	// outcomes. Its errors carry the URL, so they go no further.
	_, _ = e.client.Do(&r.request) //nolint:bodyclose // the answer is the run itself
	if r.pending {
		// The engine left while another attempt was due: the context ended.
		r.result.Interrupted = req.Context().Err()
	}
	return r.result
}

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// run is one call of Do. It travels through the engine as the body of request
// and answer, which is where transport and callbacks find it; neither is ever
// read.
type run struct {
	policy    Policy
	attempter Attempter
	start     time.Time
	held      time.Duration // time the attempts were held back by others
	next      time.Duration // wait before the next attempt
	scheduled time.Duration // part of that wait which the attempt does itself
	pending   bool          // another attempt was decided upon
	result    Result
	request   retryablehttp.Request
}

func (r *run) Read([]byte) (int, error) { return 0, io.EOF }

// Close does nothing.
func (r *run) Close() error { return nil }

// transport makes one attempt. The engine sees an empty answer whatever came:
// the decision is taken from the outcome alone.
type transport struct{}

func (transport) RoundTrip(req *http.Request) (*http.Response, error) {
	r, ok := req.Body.(*run)
	if !ok {
		return nil, errors.New("retry: a request that is no run's")
	}
	r.pending = false
	o := r.attempter.Attempt(req)
	r.result.Outcome = o
	r.result.Attempts++
	r.result.MaybeDelivered = r.result.MaybeDelivered || o.Fate == Unknown
	// A wait that the service asked for is no time held by others.
	r.held += max(0, o.Waited-r.scheduled)
	r.scheduled = 0
	return &http.Response{StatusCode: http.StatusOK, Body: r}, nil
}

// again is the engine's CheckRetry.
func again(ctx context.Context, resp *http.Response, _ error) (bool, error) {
	r := runOf(resp)
	return r != nil && r.again(ctx), nil
}

// wait is the engine's Backoff.
func wait(_, _ time.Duration, _ int, resp *http.Response) time.Duration {
	r := runOf(resp)
	if r == nil {
		return 0
	}
	r.result.Waited += r.next
	return r.next
}

func runOf(resp *http.Response) *run {
	if resp == nil {
		return nil
	}
	r, _ := resp.Body.(*run)
	return r
}

// again decides about another attempt and how long to wait for it.
func (r *run) again(ctx context.Context) bool {
	o, p := r.result.Outcome, r.policy
	if o.Fate == Delivered || !o.Temporary || o.Fate == Unknown && p.AtMostOnce ||
		p.MaxAttempts > 0 && r.result.Attempts >= p.MaxAttempts || p.tooLong(o.After) {
		return false
	}
	if err := ctx.Err(); err != nil {
		r.result.Interrupted = err
		return false
	}
	wait := o.After
	if wait == 0 {
		wait = p.Backoff(r.result.Attempts)
	}
	now := time.Now()
	if p.MaxElapsed > 0 && addClamped(now.Sub(r.start)-r.held, wait) > p.MaxElapsed {
		return false
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Sub(now) < wait {
		r.result.Interrupted = context.DeadlineExceeded // sooner rather than later
		return false
	}
	switch {
	case o.Scheduled:
		r.scheduled, wait = addClamped(o.After, mostJitter(o.After)), 0
	case o.After > 0:
		// Jitter comes on top: a service that is asked too early says no again.
		wait += jitter(o.After)
	}
	r.next, r.pending = wait, true
	return true
}

// jitter is what is added to a Retry-After: up to a tenth of it, at most a second.
func jitter(after time.Duration) time.Duration {
	return rand.N(mostJitter(after) + 1) //nolint:gosec // jitter needs no secrecy
}

func mostJitter(after time.Duration) time.Duration { return min(after/10, time.Second) }

func addClamped(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

package retry

import (
	"context"
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

// Do calls a.Attempt until it delivers, fails for good, or p forbids another
// one. p must have its defaults ([Policy.WithDefaults]).
func Do(req *http.Request, p Policy, a Attempter) Result {
	r := &run{policy: p, attempter: a, start: time.Now()}
	// A run is its own transport and its own engine, so that a send costs one
	// allocation here and nothing is shared between sends. The engine's HTTP
	// client is private: the caller's is never touched, no idle connection of
	// it is closed after a failure, and no redirect is followed.
	r.http = http.Client{Transport: r, CheckRedirect: refuseRedirect}
	r.engine.HTTPClient = &r.http
	r.engine.Logger = nil // the default one prints the URL
	r.engine.RetryMax = math.MaxInt
	r.engine.CheckRetry = again
	r.engine.Backoff = wait
	r.engine.ErrorHandler = retryablehttp.PassthroughErrorHandler
	r.request.Request = req

	// What the engine returns is a copy of what the run knows better: the
	// outcomes. Its errors carry the URL, so they go no further.
	_, _ = r.engine.Do(&r.request) //nolint:bodyclose // the answer is the run itself
	if r.pending {
		// The engine left while another attempt was due: the context ended.
		r.result.Interrupted = req.Context().Err()
	}
	return r.result
}

// run is one call of Do.
type run struct {
	policy    Policy
	attempter Attempter
	start     time.Time
	held      time.Duration // time the attempts were held back by others
	next      time.Duration // wait before the next attempt
	pending   bool          // another attempt was decided upon
	result    Result

	engine  retryablehttp.Client
	http    http.Client
	request retryablehttp.Request
	answer  http.Response
}

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// RoundTrip makes one attempt. The engine sees an empty answer whatever came:
// the decision is taken from the outcome alone.
func (r *run) RoundTrip(req *http.Request) (*http.Response, error) {
	r.pending = false
	o := r.attempter.Attempt(req)
	r.result.Outcome = o
	r.result.Attempts++
	r.result.MaybeDelivered = r.result.MaybeDelivered || o.Fate == Unknown
	r.held += o.Waited
	r.answer = http.Response{StatusCode: http.StatusOK, Body: r}
	return &r.answer, nil
}

// Read makes the run the empty body of its answers. That is where the engine's
// callbacks find it, which as functions bound to it would be allocated anew
// for every send.
func (r *run) Read([]byte) (int, error) { return 0, io.EOF }

// Close does nothing.
func (r *run) Close() error { return nil }

func again(ctx context.Context, resp *http.Response, _ error) (bool, error) {
	if r := runOf(resp); r != nil {
		return r.again(ctx), nil
	}
	return false, nil
}

func wait(_, _ time.Duration, _ int, resp *http.Response) time.Duration {
	if r := runOf(resp); r != nil {
		r.result.Waited += r.next
		return r.next
	}
	return 0
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
		wait = 0
	case o.After > 0:
		// Jitter comes on top: a service that is asked too early says no again.
		wait += jitter(o.After)
	}
	r.next, r.pending = wait, true
	return true
}

// jitter is what is added to a Retry-After: up to a tenth of it, at most a second.
func jitter(after time.Duration) time.Duration {
	return rand.N(min(after/10, time.Second) + 1) //nolint:gosec // jitter needs no secrecy
}

func addClamped(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

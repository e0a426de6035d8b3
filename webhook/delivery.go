package webhook

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/chatwire/chatwire/retry"
)

// delivery is one payload on its way: the attempts and what they came to.
type delivery struct {
	poster  *Poster
	payload Payload
	ticket  *uint64

	ownTicket uint64 // where ticket points to if it is not shared

	attempts int
	waited   time.Duration // for turns
	repeat   bool          // an earlier attempt may have delivered
	last     *Error        // of the last request
	stopped  error         // what ended the wait for a turn
	body     outgoing

	// What the provider confirmed.
	messageID, thread string
	dropped           []string
}

// Attempt waits for a turn, sends the request once and reads the answer.
func (d *delivery) Attempt(req *http.Request) retry.Outcome {
	p, ctx := d.poster, req.Context()
	began := time.Now()
	turn, err := p.pacer.wait(ctx, d.ticket, p.policy.MaxWait)
	sent := time.Now()
	waited := sent.Sub(began)
	d.waited += waited
	if err != nil {
		d.stopped = err
		return retry.Outcome{Fate: retry.NotDelivered, Waited: waited}
	}
	d.attempts++
	d.last = nil
	answer, outcome := d.exchange(req, turn)
	outcome.Waited = waited
	d.repeat = d.repeat || outcome.Fate == retry.Unknown

	a := Attempt{
		Provider:      p.service.Name,
		Number:        d.attempts,
		StatusCode:    answer.status,
		Waited:        waited,
		Duration:      time.Since(sent),
		BytesSent:     answer.sent,
		BytesReceived: answer.size,
	}
	if d.last != nil {
		a.Code = d.last.Code
	}
	if p.observer.Attempt != nil {
		p.observer.Attempt(ctx, a)
	}
	if p.log != nil && d.last != nil {
		p.log.attempt(ctx, p.url, a, d.last)
	}
	return outcome
}

// answered is what remains of an exchange when it is over.
type answered struct{ status, sent, size int }

// exchange sends the request and judges what comes back.
func (d *delivery) exchange(outer *http.Request, turn turn) (answered, retry.Outcome) {
	p := d.poster
	ctx := p.deadlines.start(outer.Context())
	defer ctx.release()
	transport := p.transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	req := outer.WithContext(ctx) //nolint:contextcheck // start inherits by hand
	req.Header = p.header
	if _, ok := transport.(*http.Transport); !ok {
		// Some middleware writes into both, against the rules.
		u := *req.URL
		req.URL, req.Header = &u, p.header.Clone()
	}
	d.body.attach(req, d.payload.Body, transport)

	resp, err := transport.RoundTrip(req) //nolint:bodyclose // readAnswer closes it
	if err == nil && resp == nil {
		err = errors.New("the HTTP transport returned neither an answer nor an error")
	}
	if err != nil {
		sent := d.body.end()
		return answered{sent: sent}, d.unanswered(ctx, outer.Context(), err, sent == len(d.payload.Body))
	}
	p.pacer.arrived(turn)
	if resp.Body == nil {
		resp.Body = http.NoBody // some mocks forget it
	}
	buf, truncated, err := readAnswer(resp)
	defer buf.free()
	got := answered{resp.StatusCode, len(d.payload.Body), len(buf.data)}
	if err != nil && resp.StatusCode < http.StatusMultipleChoices {
		return got, d.unanswered(ctx, outer.Context(), err, true)
	}
	if isRedirect(resp.StatusCode) {
		d.last = d.redirected(resp)
		return got, retry.StatusOutcome(resp.StatusCode, 0)
	}
	receipt, err := p.service.ReadAnswer(Answer{
		StatusCode: resp.StatusCode,
		Header:     resp.Header,
		Body:       p.scrub.bytes(buf.data),
		Truncated:  truncated,
		Repeat:     d.repeat,
	})
	if err == nil {
		d.messageID, d.thread, d.dropped = receipt.MessageID, receipt.Thread, receipt.Dropped
		return got, retry.Outcome{Fate: retry.Delivered}
	}
	d.last = p.refusal(err, resp, buf.data)
	return got, d.refused(turn)
}

// unanswered judges an attempt that ended without a readable answer.
func (d *delivery) unanswered(ctx, outer context.Context, err error, written bool) retry.Outcome {
	e := &Error{Provider: d.poster.service.Name, Code: CodeNetwork, Err: d.poster.scrub.cause(err)}
	d.last = e
	outcome := retry.ErrorOutcome(err, written)
	switch {
	case outer.Err() != nil: // the caller's
		e.Code, e.Err = codeOfContext(outer.Err()), outer.Err()
		outcome.Temporary = false
	case ctx.Err() != nil: // the attempt's
		e.Code, e.Err = CodeTimeout, &attemptTimeoutError{d.poster.timeout}
	case retry.Permanent(err):
		e.Advice = "the server's certificate is not trusted, or it does not speak TLS: check the URL, the system's root certificates and the proxy"
	case isTimeout(err):
		e.Code = CodeTimeout
	}
	return outcome
}

// attemptTimeoutError is the cause when one attempt took too long.
type attemptTimeoutError struct{ limit time.Duration }

func (e *attemptTimeoutError) Error() string { return "no answer within " + e.limit.String() }
func (e *attemptTimeoutError) Timeout() bool { return true }

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func codeOfContext(err error) Code {
	if errors.Is(err, context.DeadlineExceeded) {
		return CodeTimeout
	}
	return CodeCanceled
}

func isRedirect(status int) bool {
	return status >= http.StatusMultipleChoices && status < http.StatusBadRequest
}

func (d *delivery) redirected(resp *http.Response) *Error {
	e := &Error{
		Provider:   d.poster.service.Name,
		Code:       CodeRedirected,
		StatusCode: resp.StatusCode,
		Advice:     "redirects are never followed, because they lose the message and leak the secret: check the URL, or a proxy's log-in page",
	}
	if to, err := url.Parse(resp.Header.Get("Location")); err == nil && to.Host != "" {
		e.Detail = d.poster.scrub.detail("to host " + to.Host)
	}
	return e
}

// refusal completes what a provider made of its answer.
func (p *Poster) refusal(err error, resp *http.Response, body []byte) *Error {
	e := &Error{Code: CodeBadAnswer, Err: p.scrub.cause(err)}
	var said *Error
	if errors.As(err, &said) {
		c := *said
		e = &c
		e.Err = p.scrub.cause(e.Err)
	}
	e.Provider = p.service.Name
	e.StatusCode = resp.StatusCode
	if e.Reason == "" && e.Detail == "" && e.Err == nil {
		e.Detail = excerpt(p.scrub.bytes(body))
	}
	e.Reason = p.scrub.detail(e.Reason)
	e.Detail = p.scrub.detail(e.Detail)
	if e.Code == "" {
		e.Code = CodeOfStatus(resp.StatusCode)
	}
	e.RetryAfter = max(e.RetryAfter, retry.After(resp.Header))
	return e
}

// refused judges an attempt that the provider answered with d.last, and lets
// the room rest if it asked for that.
func (d *delivery) refused(turn turn) retry.Outcome {
	e, p := d.last, d.poster
	switch e.Code {
	case CodeRateLimited:
		after := e.RetryAfter
		if after == 0 {
			after = max(p.policy.Backoff(d.attempts), p.policy.MinWait, 0)
		}
		p.pacer.pause(turn, after, p.policy.MaxWait, true)
		return retry.Outcome{Fate: retry.NotDelivered, Temporary: true, After: after, Scheduled: true}
	case CodeUnavailable, CodeTimeout, CodeNetwork:
		outcome := retry.StatusOutcome(e.StatusCode, e.RetryAfter)
		if !outcome.Temporary { // the provider's word says so, whatever the status
			outcome = retry.Outcome{Fate: retry.Unknown, Temporary: true, After: e.RetryAfter}
		}
		if outcome.After > 0 {
			p.pacer.pause(turn, outcome.After, p.policy.MaxWait, false)
			outcome.Scheduled = true
		}
		return outcome
	case CodeBadAnswer:
		return retry.Outcome{Fate: retry.Unknown}
	default:
		return retry.Outcome{Fate: retry.NotDelivered}
	}
}

// failure makes the error that Send returns.
func (d *delivery) failure(result retry.Result) *Error {
	e := &Error{Provider: d.poster.service.Name, Code: CodeUnknown}
	if d.last != nil {
		*e = *d.last
	}
	stopped := d.stopped
	if stopped == nil {
		stopped = result.Interrupted
	}
	var late *tooLateError
	switch {
	case stopped == nil:
	case errors.As(stopped, &late):
		e.Code, e.RetryAfter = CodeRateLimited, late.wait
		e.Err = &interrupted{late.Error(), d.causes(late)}
		if !late.paused {
			e.Err = &interrupted{late.Error() + ", after the context's deadline", d.causes(late, context.DeadlineExceeded)}
		}
	case d.last != nil && d.last.RetryAfter > 0 && errors.Is(stopped, context.DeadlineExceeded):
		e.Err = &interrupted{"the wait would outlast the context's deadline", d.causes(stopped)}
	default:
		e.Code = codeOfContext(stopped)
		text := stopped.Error()
		if d.last != nil {
			text += " before another attempt"
		}
		e.Err = &interrupted{text, d.causes(stopped)}
	}
	e.Attempts = d.attempts
	e.MaybeDelivered = result.MaybeDelivered
	return e
}

// causes adds the last request's error to errs.
func (d *delivery) causes(errs ...error) []error {
	if d.last != nil {
		errs = append(errs, d.last)
	}
	return errs
}

// interrupted is the cause of a send that ended while it waited: what ended
// it, and what the last request had come to.
type interrupted struct {
	text   string
	causes []error
}

func (e *interrupted) Error() string   { return e.text }
func (e *interrupted) Unwrap() []error { return e.causes }

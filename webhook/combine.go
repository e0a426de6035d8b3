package webhook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// All returns a Sender that hands each message to every one of senders at
// once. It delivers when all of them do.
//
// Receipt.Parts holds one Receipt for each sender, in the order given. The
// error of a Send that some of them failed is an [Error] around [Failures]; its
// MaybeDelivered is true as soon as one sender delivered, because sending the
// same message to all of them again would show it there twice.
func All(senders ...Sender) Sender {
	senders = withoutNil(senders)
	return SenderFunc(func(ctx context.Context, msg Message) (Receipt, error) {
		start := time.Now()
		whole := Receipt{Parts: make([]Receipt, len(senders))}
		errs := make([]error, len(senders))
		var wg sync.WaitGroup
		for i, s := range senders {
			wg.Go(func() { whole.Parts[i], errs[i] = s.Send(ctx, msg) })
		}
		wg.Wait()
		var failed Failures
		for i, r := range whole.Parts {
			whole.Attempts += r.Attempts
			whole.Waited = max(whole.Waited, r.Waited)
			whole.MaybeDuplicate = whole.MaybeDuplicate || r.MaybeDuplicate
			for _, d := range r.Dropped {
				whole.Dropped = append(whole.Dropped, fmt.Sprintf("sender %d (%s): %s", i+1, r.Provider, d))
			}
			if errs[i] != nil {
				failed = append(failed, &Failure{Index: i, Err: errs[i]})
			}
		}
		whole.Duration = time.Since(start)
		return whole, failed.err("all", whole.Attempts, len(failed) < len(senders))
	})
}

// First returns a Sender that hands each message to the first of senders and,
// when that surely did not deliver it, to the next. A failure that may have
// been delivered ends the send, unless [Failover.EvenIfMaybeDelivered] is set.
// So does the end of the context.
//
// The Receipt is that of the sender which delivered. When none did, the error
// is an [Error] around the [Failures] of those that were tried.
func First(senders ...Sender) *Failover {
	return &Failover{senders: withoutNil(senders)}
}

// Failover is what [First] returns.
type Failover struct {
	senders []Sender
	risk    bool
}

var _ Sender = (*Failover)(nil)

// EvenIfMaybeDelivered returns a Failover that goes on to the next sender also
// after a failure that may have been delivered: better twice than not at all.
func (f *Failover) EvenIfMaybeDelivered() *Failover {
	return &Failover{senders: f.senders, risk: true}
}

// Send implements [Sender].
func (f *Failover) Send(ctx context.Context, msg Message) (Receipt, error) {
	start := time.Now()
	var failed Failures
	var whole Receipt
	for i, s := range f.senders {
		receipt, err := s.Send(ctx, msg)
		whole.Attempts += receipt.Attempts
		whole.Waited += receipt.Waited
		if err == nil {
			receipt.Attempts, receipt.Waited, receipt.Duration = whole.Attempts, whole.Waited, time.Since(start)
			receipt.MaybeDuplicate = receipt.MaybeDuplicate || MaybeDelivered(failed.err("", 0, false))
			return receipt, nil
		}
		failed = append(failed, &Failure{Index: i, Err: err})
		if ctx.Err() != nil || !f.risk && MaybeDelivered(failed.err("", 0, false)) {
			break
		}
	}
	whole.Duration = time.Since(start)
	return whole, failed.err("first", whole.Attempts, false)
}

// withoutNil copies senders, with a nil one turned into one that says so.
func withoutNil(senders []Sender) []Sender {
	if len(senders) == 0 {
		senders = []Sender{nil}
	}
	list := make([]Sender, len(senders))
	for i, s := range senders {
		if s == nil {
			s = SenderFunc(func(context.Context, Message) (Receipt, error) {
				return Receipt{}, &Error{Code: CodeInvalidURL, Err: errors.New("there is no sender (nil, or an empty list)")}
			})
		}
		list[i] = s
	}
	return list
}

// Failure is what one of several senders returned.
type Failure struct {
	// Index is the sender's place in the list given to [All] or [First],
	// counted from 0.
	Index int
	// Err is what it returned.
	Err error
}

// Error names the sender by its place, counted from 1.
func (f *Failure) Error() string { return fmt.Sprintf("sender %d: %v", f.Index+1, f.Err) }

// Unwrap returns what the sender returned.
func (f *Failure) Unwrap() error { return f.Err }

// Failures are the senders of [All] or [First] that failed, in the order
// given. Find them with [errors.As].
type Failures []*Failure

// Error lists the failures.
func (fs Failures) Error() string {
	texts := make([]string, len(fs))
	for i, f := range fs {
		texts[i] = f.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the failures.
func (fs Failures) Unwrap() []error {
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errs
}

// err makes one Error of the failures, nil if there are none. Its Code is the
// first one that a later try cannot mend, so that [Retryable] means all of
// them.
func (fs Failures) err(provider string, attempts int, delivered bool) error {
	if len(fs) == 0 {
		return nil
	}
	e := &Error{Provider: provider, Attempts: attempts, MaybeDelivered: delivered, Err: fs}
	for _, f := range fs {
		var one *Error
		if !errors.As(f.Err, &one) {
			one = &Error{Code: CodeUnknown, MaybeDelivered: true} // a foreign Sender's
		}
		e.MaybeDelivered = e.MaybeDelivered || one.MaybeDelivered
		e.RetryAfter = max(e.RetryAfter, one.RetryAfter)
		if e.Code == "" || Retryable(e) && !Retryable(one) {
			e.Code = one.Code
		}
	}
	return e
}

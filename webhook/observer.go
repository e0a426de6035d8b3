package webhook

import (
	"context"
	"time"
)

// Observer is told what a client does: for metrics and traces. Both functions
// may be nil. They are called synchronously, from many goroutines at once, and
// must return quickly; no value contains a secret.
type Observer struct {
	// Attempt is called after every request.
	Attempt func(ctx context.Context, a Attempt)
	// Send is called once for every message, or part of a split message,
	// when its fate is settled.
	Send func(ctx context.Context, s Delivery)
}

// Attempt is one request, as an [Observer] sees it.
type Attempt struct {
	Provider string
	// Number counts from 1.
	Number int
	// StatusCode is 0 when no answer came.
	StatusCode int
	// Code is empty when the provider confirmed the message.
	Code Code
	// Waited is how long the attempt waited for its turn.
	Waited time.Duration
	// Duration is how long it took, from its turn to the end of the answer.
	Duration time.Duration
	// BytesSent and BytesReceived count bodies, as far as they were read.
	BytesSent, BytesReceived int
}

// Delivery is the end of a send, as an [Observer] sees it.
type Delivery struct {
	Provider string
	// Receipt is what is returned to the caller.
	Receipt Receipt
	// Err is nil when the message was confirmed.
	Err *Error
}

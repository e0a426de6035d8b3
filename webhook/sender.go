package webhook

import (
	"context"
	"time"
)

// Sender posts a message to one room. Every provider's client is one; so is
// [SenderFunc], and what [All] and [First] make of several.
//
// Send returns nil only when the provider confirmed the message. Otherwise the
// error is an [*Error] that says whether the message may stand in the room.
// Implementations are safe for concurrent use, do not change msg and do not
// keep it.
type Sender interface {
	Send(ctx context.Context, msg Message) (Receipt, error)
}

// SenderFunc is a function as a [Sender]: for decorators and tests.
type SenderFunc func(ctx context.Context, msg Message) (Receipt, error)

// Send calls f.
func (f SenderFunc) Send(ctx context.Context, msg Message) (Receipt, error) { return f(ctx, msg) }

// Receipt tells what happened to a message. Send returns it filled in as far
// as things went, also beside an error.
type Receipt struct {
	// Provider is the name of the service: "slack".
	Provider string `json:"provider,omitempty"`
	// MessageID is the provider's name of the message. Slack tells none.
	MessageID string `json:"message_id,omitempty"`
	// Thread is the provider's name of the thread the message stands in, good
	// as Message.Thread of the next one. Empty when the provider told none.
	Thread string `json:"thread,omitempty"`
	// Attempts counts the requests made.
	Attempts int `json:"attempts,omitempty"`
	// Duration is the whole time Send took.
	Duration time.Duration `json:"duration,omitempty"`
	// Waited is the part of it spent waiting for a turn and between attempts.
	Waited time.Duration `json:"waited,omitempty"`
	// MaybeDuplicate is true when an earlier attempt's outcome was unknown, so
	// that the message may stand in the room twice.
	MaybeDuplicate bool `json:"maybe_duplicate,omitempty"`
	// Dropped lists what could not be shown as asked: "field: what was done".
	Dropped []string `json:"dropped,omitempty"`
	// Parts are the receipts of a message that was split, or of the senders of
	// [All], in order. Empty for a message that went out whole.
	Parts []Receipt `json:"parts,omitempty"`
}

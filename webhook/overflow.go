package webhook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/chatwire/chatwire/retry"
)

// Overflow is what Send does with a message over the provider's limit. Post
// never changes a message.
type Overflow int

const (
	// Split sends numbered parts, cut at line ends where there are any, in one
	// thread where the provider has threads. A message that needs more than
	// [MaxParts] is refused before anything is sent. This is the default.
	Split Overflow = iota
	// Truncate cuts the text, leaves a visible mark, and says so in
	// Receipt.Dropped.
	Truncate
	// Reject refuses the message with [CodeTooLarge].
	Reject
)

// MaxParts is the most parts a message is split into.
const MaxParts = 10

// Send converts msg and delivers it, in parts if it is over the provider's
// limit and [WithOverflow] does not say otherwise. See [Sender] for what it
// returns.
func (p *Poster) Send(ctx context.Context, msg Message) (Receipt, error) {
	start := time.Now()
	msg, dropped := msg.clean()
	payload, parts, err := p.convert(msg)
	if err != nil {
		return p.Refuse(ctx, err)
	}
	if len(parts) == 0 {
		if len(dropped) > 0 {
			payload.Dropped = append(dropped, payload.Dropped...)
		}
		return p.post(ctx, payload, nil)
	}
	receipt, err := p.sendParts(ctx, parts)
	receipt.Dropped = append(dropped, receipt.Dropped...)
	receipt.Duration = time.Since(start)
	return receipt, err
}

// Refuse ends the send of a message that is not even tried, because it breaks a
// rule: it tells logger and observer, and returns what Send has to return.
func (p *Poster) Refuse(ctx context.Context, err error) (Receipt, error) {
	receipt, e := Receipt{Provider: p.service.Name}, p.attribute(err)
	p.settled(ctx, receipt, e)
	return receipt, e
}

// attribute makes err an Error of this provider.
func (p *Poster) attribute(err error) *Error {
	var e *Error
	if !errors.As(err, &e) {
		return &Error{Provider: p.service.Name, Code: CodeInvalidMessage, Err: err}
	}
	c := *e
	c.Provider = p.service.Name
	return &c
}

// convert returns the payload of msg, or its parts.
func (p *Poster) convert(msg Message) (Payload, []part, error) {
	if err := msg.Validate(); err != nil {
		return Payload{}, nil, err
	}
	payload, err := p.service.Convert(msg)
	if err != nil || p.fits(payload) {
		return payload, nil, err
	}
	switch p.overflow {
	case Reject:
		return Payload{}, nil, p.tooLarge(msg, payload.Size)
	case Truncate:
		payload, err = p.truncate(msg, payload.Size)
		return payload, nil, err
	default:
		parts, err := p.split(msg)
		return Payload{}, parts, err
	}
}

// part is a piece of a message.
type part struct {
	Payload
	msg Message
}

func (p *Poster) fits(payload Payload) bool {
	return p.service.MaxSize <= 0 || payload.Size <= p.service.MaxSize
}

// fitsMessage reports whether msg can be sent whole.
func (p *Poster) fitsMessage(msg Message) bool {
	payload, err := p.service.Convert(msg)
	return err == nil && p.fits(payload)
}

// tooLarge names the field that takes the most room.
func (p *Poster) tooLarge(msg Message, size int) error {
	pointer, most := "/text", len(msg.Text)
	consider := func(name string, n int) {
		if n > most {
			pointer, most = name, n
		}
	}
	consider("/title", len(msg.Title))
	consider("/title_url", len(msg.TitleURL))
	consider("/footer", len(msg.Footer))
	consider("/image", len(msg.Image.URL)+len(msg.Image.Alt))
	for i, f := range msg.Fields {
		consider("/fields/"+strconv.Itoa(i), len(f.Name)+len(f.Value))
	}
	for i, l := range msg.Links {
		consider("/links/"+strconv.Itoa(i), len(l.Text)+len(l.URL))
	}
	return Violations{TooLarge(pointer, size, p.service.MaxSize, p.service.Unit)}.Err(p.service.Name)
}

// truncate cuts the text so that the message fits.
func (p *Poster) truncate(msg Message, size int) (Payload, error) {
	text, whole := msg.Text, utf8.RuneCountInString(msg.Text)
	cut := func(n int) Message {
		short := msg
		short.Text = fmt.Sprintf("%s\n… (truncated: %d more characters)", text[:n], utf8.RuneCountInString(text[n:]))
		return short
	}
	n := longestPrefix(text, p.maxBytes(), func(n int) bool { return p.fitsMessage(cut(n)) })
	if n <= 0 {
		return Payload{}, p.tooLarge(msg, size)
	}
	n = niceCut(text, n)
	payload, err := p.service.Convert(cut(n))
	payload.Dropped = append(payload.Dropped,
		fmt.Sprintf("text: cut off after %d of %d characters", utf8.RuneCountInString(text[:n]), whole))
	return payload, err
}

// maxBytes is more than the longest text that can fit: no unit counts less
// than one for four bytes.
func (p *Poster) maxBytes() int { return 4 * p.service.MaxSize }

// sendParts delivers the parts one after another and stops at the first that
// fails.
func (p *Poster) sendParts(ctx context.Context, parts []part) (Receipt, error) {
	ticket := new(uint64)
	whole := Receipt{Provider: p.service.Name}
	if err := p.pacer.feasible(ctx, len(parts)); err != nil {
		d := delivery{poster: p, stopped: err}
		return p.Refuse(ctx, d.failure(retry.Result{}))
	}
	for i, part := range parts {
		receipt, err := p.post(ctx, p.threaded(part, whole.Thread), ticket)
		whole.add(receipt, err == nil)
		if err != nil {
			return whole, p.failedPart(err, i, len(parts), whole)
		}
	}
	return whole, nil
}

// threaded returns the payload of part in the thread that the first part told,
// which is another one than was asked for if that was lost. A part that would
// not fit with it stays as it is.
func (p *Poster) threaded(part part, thread string) Payload {
	if thread == "" || thread == part.msg.Thread {
		return part.Payload
	}
	part.msg.Thread = thread
	if payload, err := p.service.Convert(part.msg); err == nil && p.fits(payload) {
		return payload
	}
	return part.Payload
}

// add counts a part in. Only a delivered one is listed.
func (r *Receipt) add(part Receipt, delivered bool) {
	r.Attempts += part.Attempts
	r.Waited += part.Waited
	r.MaybeDuplicate = r.MaybeDuplicate || part.MaybeDuplicate
	for _, d := range part.Dropped {
		if !slices.Contains(r.Dropped, d) {
			r.Dropped = append(r.Dropped, d)
		}
	}
	if !delivered {
		return
	}
	if len(r.Parts) == 0 {
		r.MessageID = part.MessageID
		r.Thread = part.Thread
	}
	r.Parts = append(r.Parts, part)
}

// failedPart makes the error of a message of which a part failed.
func (p *Poster) failedPart(err error, i, n int, whole Receipt) error {
	e := p.attribute(err)
	e.Attempts = whole.Attempts
	e.MaybeDelivered = e.MaybeDelivered || i > 0
	e.Err = &partError{i + 1, n, e.Err}
	return e
}

// partError is the cause when a part of a split message failed.
type partError struct {
	part, of int
	err      error
}

func (e *partError) Error() string {
	text := fmt.Sprintf("part %d of %d failed", e.part, e.of)
	if e.part > 1 {
		text = fmt.Sprintf("part %d of %d failed, those before it were delivered", e.part, e.of)
	}
	if e.err != nil {
		text += ": " + e.err.Error()
	}
	return text
}

func (e *partError) Unwrap() error { return e.err }

package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/chatwire/chatwire/retry"
)

// Service is what a provider tells a [Poster] about itself. All functions must
// be safe for concurrent use.
type Service struct {
	// Name stands in errors, receipts and metrics: "slack".
	Name string

	// PerSecond and Burst are the provider's documented rate for one room; a
	// client keeps to it unless options say otherwise.
	PerSecond float64
	Burst     int

	// Convert turns a portable message into the provider's form, and counts
	// its size. It is pure. The Poster has checked the message
	// ([Message.Validate]) and made its strings valid UTF-8, and calls it
	// again with parts of the message when Payload.Size is over MaxSize.
	Convert func(msg Message) (Payload, error)

	// ThreadKeys says that Message.Thread may be any key; the parts of a split
	// message are then given one, so that they stay together.
	ThreadKeys bool

	// MaxSize is the most that Payload.Size may be; Unit says what is counted
	// ("bytes", "characters"). 0 means no limit.
	MaxSize int
	Unit    string

	// ReadAnswer says what an answer means: a Receipt with MessageID, Thread
	// and Dropped when the provider confirmed the message, else an [*Error] with
	// Reason, Detail, and Code if the provider's word decides it. The Poster
	// fills in what is empty: Code from the status, RetryAfter from the
	// header, and the rest. It sees no redirects; those are refused before.
	ReadAnswer func(a Answer) (Receipt, error)
}

// Payload is a message in a provider's form.
type Payload struct {
	// Body is sent as application/json. It must not be changed afterwards.
	Body []byte
	// Query is added to the URL's query, encoded ("a=b&c=d").
	Query string
	// Size is compared with Service.MaxSize.
	Size int
	// Dropped is copied to the Receipt.
	Dropped []string
}

// Answer is a provider's answer to one request.
type Answer struct {
	StatusCode int
	Header     http.Header
	// Body is at most 64 KiB of the answer's body and valid only during the
	// call. Truncated is true when there was more, or its end was not read.
	Body      []byte
	Truncated bool
	// Repeat is true when an earlier attempt may have delivered the message.
	Repeat bool
}

// Poster delivers payloads to one webhook: it waits for a turn, sends, reads
// the answer, repeats what is safe to repeat, and says in the end what became
// of the message. It is the only code of this module that speaks HTTP, and it
// serves every provider. Safe for concurrent use.
type Poster struct {
	service Service
	url     URL
	scrub   scrubber
	config
	engine    *retry.Engine
	deadlines deadlines
	header    http.Header
}

// NewPoster returns a Poster for the webhook u of a service.
func NewPoster(s Service, u URL, opts ...Option) (*Poster, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if u.IsZero() {
		return nil, &Error{Provider: s.Name, Code: CodeInvalidURL, Err: errors.New("the webhook URL is empty")}
	}
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	switch {
	case cfg.unpaced:
		cfg.pacer = newUnpaced(s.PerSecond)
	case cfg.pacer == nil:
		if cfg.pacer, err = NewPacer(s.PerSecond, s.Burst); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return &Poster{
		service:   s,
		url:       u,
		scrub:     newScrubber(u.target(), u.public),
		config:    cfg,
		engine:    retry.NewEngine(cfg.policy),
		deadlines: deadlines{limit: cfg.timeout},
		header: http.Header{
			"Content-Type": {"application/json"},
			"User-Agent":   {cfg.userAgent},
		},
	}, nil
}

func (s *Service) check() error {
	switch {
	case s.Name == "":
		return errors.New("webhook.Service: Name is empty")
	case s.Convert == nil:
		return errors.New("webhook.Service: Convert is nil")
	case s.ReadAnswer == nil:
		return errors.New("webhook.Service: ReadAnswer is nil")
	}
	return validRate(s.PerSecond, s.Burst)
}

// URL returns the webhook's URL, which prints without its secret.
func (p *Poster) URL() URL { return p.url }

// IdempotencyKeys reports whether the provider may be sent request ids; see
// [WithoutIdempotencyKeys].
func (p *Poster) IdempotencyKeys() bool { return !p.keyless }

// String returns the service's name and the public part of the URL.
func (p *Poster) String() string { return p.service.Name + "(" + p.url.String() + ")" }

// Post delivers payload as it is. See [Sender] for what it returns.
func (p *Poster) Post(ctx context.Context, payload Payload) (Receipt, error) {
	return p.post(ctx, payload, nil)
}

// post delivers payload. Parts of one message share a ticket, so that they keep
// their place in the queue.
func (p *Poster) post(ctx context.Context, payload Payload, ticket *uint64) (Receipt, error) {
	start := time.Now()
	d := &delivery{poster: p, payload: payload, ticket: ticket}
	if ticket == nil {
		d.ticket = &d.ownTicket
	}
	req := (&http.Request{
		Method:     http.MethodPost,
		URL:        p.target(payload.Query),
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     noHeader,
	}).WithContext(ctx)
	result := p.engine.Do(req, d)

	receipt := Receipt{
		Provider:  p.service.Name,
		MessageID: d.messageID,
		Thread:    d.thread,
		Attempts:  d.attempts,
		Duration:  time.Since(start),
		Waited:    d.waited + result.Waited,
		Dropped:   slices.Concat(d.dropped, payload.Dropped),
	}
	var failure *Error
	if result.Outcome.Fate == retry.Delivered {
		receipt.MaybeDuplicate = result.MaybeDelivered
	} else {
		failure = d.failure(result)
	}
	p.settled(ctx, receipt, failure)
	if failure != nil {
		return receipt, failure
	}
	return receipt, nil
}

// noHeader keeps http.Client from making one: the attempts have their own.
var noHeader = http.Header{}

// target returns the webhook's URL with query added.
func (p *Poster) target(query string) *url.URL {
	u := p.url.target()
	if query == "" {
		return u
	}
	with := *u
	if with.RawQuery != "" {
		query = with.RawQuery + "&" + query
	}
	with.RawQuery = query
	return &with
}

// settled reports the end of a delivery.
func (p *Poster) settled(ctx context.Context, receipt Receipt, failure *Error) {
	if p.observer.Send != nil {
		p.observer.Send(ctx, Delivery{Provider: p.service.Name, Receipt: receipt, Err: failure})
	}
	if p.log != nil {
		p.log.send(ctx, p.url, receipt, failure)
	}
}

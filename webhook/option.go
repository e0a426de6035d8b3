package webhook

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/chatwire/chatwire/retry"
)

// Option configures a client of any provider; New returns its error. When two
// options speak of the same thing, the later one counts.
type Option func(*config) error

// DefaultTimeout is the limit of one attempt; see [WithTimeout].
const DefaultTimeout = 10 * time.Second

type config struct {
	transport http.RoundTripper // nil: http.DefaultTransport at the time of use
	timeout   time.Duration
	policy    retry.Policy
	pacer     *Pacer // nil: one of the provider's own rate
	unpaced   bool
	overflow  Overflow
	keyless   bool
	log       reporter // nil: silent
	observer  Observer
	userAgent string
}

func newConfig(opts []Option) (config, error) {
	cfg := config{userAgent: defaultUserAgent}
	var errs []error
	for _, opt := range opts {
		if opt == nil {
			errs = append(errs, errors.New("an option is nil"))
			continue
		}
		if err := opt(&cfg); err != nil {
			errs = append(errs, err)
		}
	}
	cfg.policy = cfg.policy.WithDefaults()
	if cfg.timeout == 0 {
		cfg.timeout = DefaultTimeout
	}
	return cfg, errors.Join(errs...)
}

// WithHTTPClient sends through hc's Transport, for proxies, client
// certificates, tracing. hc itself is copied, not kept, and never changed. A
// Timeout set on it bounds each attempt unless [WithTimeout] says otherwise;
// its CheckRedirect and Jar are not used: redirects are never followed and a
// webhook keeps no session. Without this option, and when hc has no Transport,
// [http.DefaultTransport] is used.
func WithHTTPClient(hc *http.Client) Option {
	return func(c *config) error {
		if hc == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		c.transport = hc.Transport
		if c.timeout == 0 && hc.Timeout > 0 {
			c.timeout = hc.Timeout
		}
		return nil
	}
}

// WithTimeout limits each attempt, from connecting to the last byte of the
// answer. The context bounds the whole Send. Defaults to [DefaultTimeout].
func WithTimeout(d time.Duration) Option {
	return func(c *config) error {
		if d <= 0 {
			return fmt.Errorf("WithTimeout: %v is not positive", d)
		}
		c.timeout = d
		return nil
	}
}

// WithRetry sets when a failed attempt is repeated. Defaults to the zero
// [retry.Policy]: five attempts within two minutes.
func WithRetry(p retry.Policy) Option {
	return func(c *config) error {
		if err := p.Validate(); err != nil {
			return fmt.Errorf("WithRetry: %w", err)
		}
		c.policy = p
		return nil
	}
}

// WithRate sets the pace of this client: at most perSecond messages a second
// in the long run and burst at once. Defaults to the provider's documented
// rate. To share one pace between clients, see [WithPacer].
func WithRate(perSecond float64, burst int) Option {
	return func(c *config) error {
		p, err := NewPacer(perSecond, burst)
		if err != nil {
			return fmt.Errorf("WithRate: %w", err)
		}
		c.pacer, c.unpaced = p, false
		return nil
	}
}

// WithPacer shares p with other clients of the same room: two webhooks of one
// Google Chat space, say, which share that space's quota.
func WithPacer(p *Pacer) Option {
	return func(c *config) error {
		if p == nil {
			return errors.New("WithPacer: the pacer is nil; use WithoutPacing to send unpaced")
		}
		c.pacer, c.unpaced = p, false
		return nil
	}
}

// WithoutPacing lets every message go at once. Only when the provider answers
// 429 are messages held back: all of them until its Retry-After is over, and
// then, for a while, at the provider's documented rate.
func WithoutPacing() Option {
	return func(c *config) error {
		c.pacer, c.unpaced = nil, true
		return nil
	}
}

// WithOverflow sets what Send does with a text over the provider's limit.
// Defaults to [Split].
func WithOverflow(o Overflow) Option {
	return func(c *config) error {
		if o < Split || o > Reject {
			return fmt.Errorf("WithOverflow: there is no Overflow(%d): use Split, Truncate or Reject", int(o))
		}
		c.overflow = o
		return nil
	}
}

// WithoutIdempotencyKeys sends no request ids. By default a provider that
// knows them (Google Chat's requestId) gets one for each message, the same on
// every attempt, so that a repeated attempt does not post twice.
func WithoutIdempotencyKeys() Option {
	return func(c *config) error {
		c.keyless = true
		return nil
	}
}

// WithLogger logs each failed attempt (warn) and each end of a send (debug,
// or error when it failed). Nothing logged contains a secret or the message.
// Defaults to silence, and so does nil.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		c.log = nil
		if l != nil {
			c.log = slogReporter{l}
		}
		return nil
	}
}

// WithObserver reports attempts and sends to o. Defaults to nobody.
func WithObserver(o Observer) Option {
	return func(c *config) error {
		c.observer = o
		return nil
	}
}

// WithUserAgent sets the User-Agent header. Defaults to
// "chatwire (+https://github.com/chatwire/chatwire)".
func WithUserAgent(ua string) Option {
	return func(c *config) error {
		if strings.TrimSpace(ua) == "" || strings.ContainsFunc(ua, func(r rune) bool { return r < ' ' || r > '~' }) {
			return errors.New("WithUserAgent: a header value of printable ASCII is needed")
		}
		c.userAgent = ua
		return nil
	}
}

const defaultUserAgent = "chatwire (+https://github.com/chatwire/chatwire)"

func validRate(perSecond float64, burst int) error {
	switch {
	case math.IsNaN(perSecond) || perSecond < 1.0/86400 || perSecond > 1e6:
		return fmt.Errorf("a rate of %v a second is out of range: from one a day to 1e6 a second", perSecond)
	case burst < 1 || burst > 1e6:
		return fmt.Errorf("a burst of %d is out of range: from 1 to 1e6", burst)
	}
	return nil
}

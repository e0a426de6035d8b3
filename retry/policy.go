package retry

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Defaults of [Policy].
const (
	DefaultMaxAttempts = 5
	DefaultMinWait     = time.Second
	DefaultMaxWait     = 30 * time.Second
	DefaultMaxElapsed  = 2 * time.Minute
)

// Policy says how often and how patiently a request is repeated. Its zero
// value is the default policy. It is a plain value: copy it, compare it, load
// it from JSON or YAML. Durations in JSON are strings as [time.ParseDuration]
// reads them ("1m30s"), or numbers of nanoseconds.
type Policy struct {
	// MaxAttempts counts every attempt, the first included: 1 never repeats,
	// -1 sets no limit but MaxElapsed. Defaults to 5.
	MaxAttempts int `json:"max_attempts,omitempty" yaml:"max_attempts,omitempty"`

	// MinWait is the upper end of the first backoff; it doubles with each
	// further attempt. -1 repeats without waiting. Defaults to 1s.
	MinWait time.Duration `json:"min_wait,omitempty" yaml:"min_wait,omitempty"`

	// MaxWait caps a single wait. A Retry-After above it ends the send at
	// once. -1 sets no cap. Defaults to 30s.
	MaxWait time.Duration `json:"max_wait,omitempty" yaml:"max_wait,omitempty"`

	// MaxElapsed bounds attempts and backoff together: no attempt starts
	// after it. Time spent waiting for a turn at the room's pace is not
	// counted. -1 sets no bound. Defaults to 2m.
	MaxElapsed time.Duration `json:"max_elapsed,omitempty" yaml:"max_elapsed,omitempty"`

	// AtMostOnce forbids to repeat an attempt that may have taken effect: a
	// lost answer, a time-out after the request was written, a 5xx. Such a
	// message may be lost, but is never shown twice. Defaults to false.
	AtMostOnce bool `json:"at_most_once,omitempty" yaml:"at_most_once,omitempty"`
}

// Validate reports every field that makes no sense, named as in JSON.
func (p Policy) Validate() error {
	var errs []error
	check := func(ok bool, text string) {
		if !ok {
			errs = append(errs, errors.New("retry policy: "+text))
		}
	}
	check(p.MaxAttempts >= -1, "max_attempts must be -1 (no limit), 0 (default) or more")
	check(p.MinWait >= -1, "min_wait must be -1 (no wait), 0 (default) or more")
	check(p.MaxWait >= -1, "max_wait must be -1 (no cap), 0 (default) or more")
	check(p.MaxElapsed >= -1, "max_elapsed must be -1 (no bound), 0 (default) or more")
	full := p.WithDefaults()
	check(full.MaxWait == -1 || full.MinWait <= full.MaxWait,
		fmt.Sprintf("min_wait %v is above max_wait %v", full.MinWait, full.MaxWait))
	check(p.MaxAttempts != -1 || p.MaxElapsed != -1,
		"max_attempts and max_elapsed are both -1: a dead service would be asked for ever")
	return errors.Join(errs...)
}

// WithDefaults returns p with every zero field set to its default.
func (p Policy) WithDefaults() Policy {
	if p.MaxAttempts == 0 {
		p.MaxAttempts = DefaultMaxAttempts
	}
	if p.MinWait == 0 {
		p.MinWait = DefaultMinWait
		if p.MaxWait > 0 {
			p.MinWait = min(p.MinWait, p.MaxWait)
		}
	}
	if p.MaxWait == 0 {
		p.MaxWait = max(DefaultMaxWait, p.MinWait)
	}
	if p.MaxElapsed == 0 {
		p.MaxElapsed = DefaultMaxElapsed
	}
	return p
}

// Backoff returns how long to wait after the n-th failed attempt (n counts
// from 1): evenly distributed between zero and MinWait·2ⁿ⁻¹, at most MaxWait.
func (p Policy) Backoff(n int) time.Duration {
	limit := p.WithDefaults().ceiling(n)
	if limit <= 0 {
		return 0
	}
	return rand.N(limit + 1) //nolint:gosec // jitter needs no secrecy
}

// ceiling is the longest backoff after the n-th attempt.
func (p Policy) ceiling(n int) time.Duration {
	const forever = 365 * 24 * time.Hour // a cap for MaxWait -1, far from overflow
	limit := p.MaxWait
	if limit < 0 {
		limit = forever
	}
	wait := p.MinWait
	for range n - 1 {
		if wait >= limit/2 {
			return limit
		}
		wait *= 2
	}
	return min(wait, limit)
}

// tooLong reports whether wait exceeds what the policy accepts for one wait.
func (p Policy) tooLong(wait time.Duration) bool {
	return p.MaxWait >= 0 && wait > p.MaxWait
}

type wirePolicy struct {
	MaxAttempts int      `json:"max_attempts,omitempty"`
	MinWait     duration `json:"min_wait,omitempty"`
	MaxWait     duration `json:"max_wait,omitempty"`
	MaxElapsed  duration `json:"max_elapsed,omitempty"`
	AtMostOnce  bool     `json:"at_most_once,omitempty"`
}

// MarshalJSON writes durations as strings: {"min_wait":"1s"}.
func (p Policy) MarshalJSON() ([]byte, error) {
	return json.Marshal(wirePolicy{
		p.MaxAttempts, duration(p.MinWait), duration(p.MaxWait), duration(p.MaxElapsed), p.AtMostOnce,
	})
}

// UnmarshalJSON reads what MarshalJSON writes; a duration may also be a number
// of nanoseconds, or -1.
func (p *Policy) UnmarshalJSON(data []byte) error {
	var w wirePolicy
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("retry policy: %w", err)
	}
	*p = Policy{
		w.MaxAttempts, time.Duration(w.MinWait), time.Duration(w.MaxWait), time.Duration(w.MaxElapsed), w.AtMostOnce,
	}
	return nil
}

// duration is a time.Duration that JSON users can write by hand.
type duration time.Duration

func (d duration) MarshalJSON() ([]byte, error) {
	if d == -1 {
		return []byte("-1"), nil
	}
	return json.Marshal(time.Duration(d).String())
}

func (d *duration) UnmarshalJSON(data []byte) error {
	var n int64
	if json.Unmarshal(data, &n) == nil {
		*d = duration(n)
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return errors.New(`a duration is a string such as "30s" or a number of nanoseconds`)
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("a duration such as \"30s\" is expected: %w", err)
	}
	*d = duration(v)
	return nil
}

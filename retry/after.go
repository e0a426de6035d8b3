package retry

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// After reads the Retry-After header of an answer: whole or decimal seconds,
// or an HTTP date. A date is measured against the answer's own Date header
// when there is one, so that a wrong clock on either side does no harm. Zero
// means that there is nothing to wait for: no header, one that cannot be read,
// or one that lies in the past. Values beyond about 292 years are cut there.
// See https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
func After(h http.Header) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if after, ok := ParseSeconds(value); ok {
		return after
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, until.Sub(now))
}

// ParseSeconds reads whole or decimal seconds: digits with at most one point.
// Values beyond about 292 years are cut there.
func ParseSeconds(s string) (time.Duration, bool) {
	if strings.Trim(s, "0123456789.") != "" { // ParseFloat reads more: signs, exponents, hex, Inf
		return 0, false
	}
	seconds, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(seconds, 1) {
		return 0, false
	}
	return Seconds(seconds), true
}

// Seconds converts a number of seconds to a duration without overflow;
// negative numbers and NaN become zero.
func Seconds(s float64) time.Duration {
	switch {
	case !(s > 0):
		return 0
	case s >= math.MaxInt64/float64(time.Second):
		return math.MaxInt64
	}
	return time.Duration(s * float64(time.Second))
}

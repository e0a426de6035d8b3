package webhooktest

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Service is the side of a chat service that a [Server] plays.
type Service struct {
	// Name is the provider's name.
	Name string
	// Path is the webhook's path and query, beginning with a slash; [Canary]
	// stands in its secret part. The first segment tells services apart.
	Path string
	// PerSecond and Burst are the rate of its room, for [WithRateLimits].
	PerSecond float64
	Burst     int
	// Handle judges a request, one at a time.
	Handle func(r *http.Request, body []byte) Reply
	// Limited makes the answer to a request that comes too early. Nil answers
	// 429 with Retry-After.
	Limited func(wait time.Duration) Reply
}

// Reply is a service's answer to a request.
type Reply struct {
	Status int
	Header http.Header
	Body   string
	// Message is what the room shows; nil when the request was refused.
	// Provider, Body and Time are filled in.
	Message *Message
}

func (r Reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.Header)
	w.WriteHeader(r.Status)
	_, _ = io.WriteString(w, r.Body)
}

// room is a service with the state of its rate limit.
type room struct {
	Service
	next time.Time // GCRA: the theoretical arrival time of the next request
}

func newRoom(s Service) *room {
	if s.Limited == nil {
		s.Limited = func(wait time.Duration) Reply {
			return Reply{Status: http.StatusTooManyRequests, Header: retryAfter(wait)}
		}
	}
	return &room{Service: s}
}

func (r *room) provider() string {
	name, _, _ := strings.Cut(r.Name, " ")
	return name
}

// prefix is the first segment of the path.
func (r *room) prefix() string {
	return "/" + strings.SplitN(r.Path, "/", 3)[1] + "/"
}

// limit uses up a token, or returns how long until there is one.
func (r *room) limit(now time.Time) time.Duration {
	interval := time.Duration(float64(time.Second) / r.PerSecond)
	if r.next.Before(now) {
		r.next = now
	}
	if wait := r.next.Add(-time.Duration(r.Burst-1) * interval).Sub(now); wait > 0 {
		return wait
	}
	r.next = r.next.Add(interval)
	return 0
}

// retryAfter writes whole seconds, rounded up, as providers do.
func retryAfter(wait time.Duration) http.Header {
	seconds := (wait + time.Second - 1) / time.Second
	return http.Header{"Retry-After": {strconv.Itoa(int(seconds))}}
}

// canary makes a secret of n characters that shows what it is. It is built at
// run time so that no secret scanner takes it for a real one.
func canary(n int) string {
	return (Canary + strings.Repeat("x", n))[:n]
}

// sameQuery reports whether all parameters of the service's own URL are in q.
func sameQuery(path string, q url.Values) bool {
	own, err := url.Parse(path)
	if err != nil {
		return false
	}
	for key, values := range own.Query() {
		if q.Get(key) != values[0] {
			return false
		}
	}
	return true
}

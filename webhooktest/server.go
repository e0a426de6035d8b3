package webhooktest

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Canary stands in the secret part of every URL of a Server. Where it turns up
// in an error, a log or a metric, a real webhook's secret would have.
const Canary = "CANARY"

// Server plays all providers. Safe for concurrent use.
type Server struct {
	http     *httptest.Server
	base     string
	client   *http.Client
	limits   bool
	inMemory bool
	tls      bool
	rooms    []*room

	mu       sync.Mutex
	faults   []fault
	messages []Message
	requests []*Request
}

// Message is what a room shows.
type Message struct {
	// Provider is "slack", "gchat", "chime" or a [Service]'s name.
	Provider string
	// ID and Thread are the provider's names; empty where it tells none.
	ID, Thread string
	// Text is the text as it was sent, in the provider's markup.
	Text string
	// Notifies is true when the text mentions people.
	Notifies bool
	// Body is the request's body.
	Body []byte
	// Time is when it was accepted.
	Time time.Time
}

// Request is one request as it came in. Secrets are left out.
type Request struct {
	// Provider is empty when the path led nowhere.
	Provider string
	Method   string
	// Query is the URL's query without key and token.
	Query  url.Values
	Header http.Header
	Body   []byte
	// Status is what it was answered with; 0 while it waits, and when the
	// connection was dropped.
	Status int
	// Time is when it came in.
	Time time.Time
}

// Option configures [New].
type Option func(*Server)

// WithRateLimits makes every room refuse what is over the provider's documented
// rate, with 429 as the provider does. Without it, all is taken.
func WithRateLimits() Option { return func(s *Server) { s.limits = true } }

// InMemory serves without a socket, over pipes: [Server.Client] is then the
// only way in. For testing/synctest.
func InMemory() Option { return func(s *Server) { s.inMemory = true } }

// TLS serves https with a certificate that nobody trusts but [Server.Client].
func TLS() Option { return func(s *Server) { s.tls = true } }

// WithService adds a service of the user's own. It is made anew for every
// server, so that servers share no state.
func WithService(service func() Service) Option {
	return func(s *Server) { s.rooms = append(s.rooms, newRoom(service())) }
}

// New starts a server on a loopback port. Close it.
func New(opts ...Option) *Server {
	s := &Server{rooms: []*room{newRoom(slackService()), newRoom(slackTrigger()), newRoom(gchatService()), newRoom(chimeService())}}
	for _, opt := range opts {
		opt(s)
	}
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) //nolint:forbidigo // http.Server takes nothing else
	switch {
	case s.inMemory:
		s.startInMemory()
	case s.tls:
		s.http.StartTLS()
		s.base, s.client = s.http.URL, s.http.Client()
	default:
		s.http.Start()
		s.base, s.client = s.http.URL, s.http.Client()
	}
	return s
}

func (s *Server) startInMemory() {
	listener := newPipeListener()
	_ = s.http.Listener.Close()
	s.http.Listener = listener
	s.http.Start()
	s.base = "http://localhost"
	s.client = &http.Client{Transport: &http.Transport{DialContext: listener.DialContext}}
}

// Client returns an HTTP client that reaches the server, for
// webhook.WithHTTPClient: needed with [InMemory] and [TLS], optional otherwise.
func (s *Server) Client() *http.Client { return s.client }

// SlackURL is an incoming webhook of Slack, SlackTriggerURL a workflow
// trigger, GChatURL a webhook of Google Chat, ChimeURL one of Chime.
func (s *Server) SlackURL() string { return s.URL("slack") }

// SlackTriggerURL returns the URL of a Slack workflow trigger.
func (s *Server) SlackTriggerURL() string { return s.URL("slack trigger") }

// GChatURL returns the URL of a Google Chat webhook.
func (s *Server) GChatURL() string { return s.URL("gchat") }

// ChimeURL returns the URL of an Amazon Chime webhook.
func (s *Server) ChimeURL() string { return s.URL("chime") }

// URL returns the webhook URL of a service by its name.
func (s *Server) URL(service string) string {
	return s.base + s.room(service).Path
}

func (s *Server) room(service string) *room {
	for _, r := range s.rooms {
		if r.Name == service {
			return r
		}
	}
	panic("webhooktest: no service named " + service)
}

// Messages returns what the rooms show, in the order accepted.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Requests returns all requests, in the order they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Request, len(s.requests))
	for i, r := range s.requests {
		list[i] = *r
	}
	return list
}

// Reset forgets messages, requests, pending faults and rate limits.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages, s.requests, s.faults = nil, nil, nil
	for _, r := range s.rooms {
		r.next = time.Time{}
	}
}

// Close shuts the server down and cuts all connections.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.client.CloseIdleConnections()
	s.http.Close()
}

// maxBody is far above every provider's limit.
const maxBody = 16 << 20

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	f := s.nextFault()
	if f.beforeRead {
		s.record(&Request{Method: r.Method, Header: r.Header, Time: time.Now()})
		cut(w)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		cut(w)
		return
	}
	rec := &recorder{ResponseWriter: w}
	room := s.find(r)
	req := &Request{Method: r.Method, Header: r.Header, Body: body, Query: withoutSecrets(r.URL.Query()), Time: time.Now()}
	if room != nil {
		req.Provider = room.provider()
	}
	s.record(req)
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		req.Status = rec.status
	}()
	r.Body = io.NopCloser(bytes.NewReader(body))
	if f.intercept != nil && f.intercept(rec, r) {
		return
	}
	if room == nil {
		http.NotFound(rec, r)
		return
	}
	reply := s.judge(room, r, body)
	if f.answer != nil {
		f.answer(rec, r, reply)
		return
	}
	reply.write(rec)
}

// judge lets the room decide, and keeps what it took.
func (s *Server) judge(room *room, r *http.Request, body []byte) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.limits {
		if wait := room.limit(now); wait > 0 {
			return room.Limited(wait)
		}
	}
	reply := room.Handle(r, body)
	if reply.Message != nil {
		m := *reply.Message
		m.Provider, m.Body, m.Time = room.provider(), body, now
		s.messages = append(s.messages, m)
	}
	return reply
}

func (s *Server) record(r *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
}

// find returns the room of the first path segment; whether the rest of the
// URL is right is the service's to say.
func (s *Server) find(r *http.Request) *room {
	for _, room := range s.rooms {
		if strings.HasPrefix(r.URL.Path, room.prefix()) {
			return room
		}
	}
	return nil
}

func withoutSecrets(q url.Values) url.Values {
	q.Del("key")
	q.Del("token")
	return q
}

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// cut closes the connection without an answer; on a real socket with a reset.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(fmt.Sprintf("webhooktest: %v", err))
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

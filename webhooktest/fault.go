package webhooktest

import (
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fault spoils one request.
type fault struct {
	beforeRead bool
	// intercept runs before the room decides; true means it answered.
	intercept func(w http.ResponseWriter, r *http.Request) bool
	// answer runs after the room decided, and answers.
	answer func(w http.ResponseWriter, r *http.Request, reply Reply)
}

func (s *Server) nextFault() fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return fault{}
	}
	f := s.faults[0]
	s.faults = s.faults[1:]
	return f
}

func (s *Server) add(f fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
}

// Intercept hands the next request to f, which may answer it and then returns
// true. The body can be read.
func (s *Server) Intercept(f func(w http.ResponseWriter, r *http.Request) (handled bool)) {
	s.add(fault{intercept: f})
}

// Fail answers the next request with status, body and header (which may be
// nil). The room does not get the message.
func (s *Server) Fail(status int, body string, header http.Header) {
	s.Intercept(func(w http.ResponseWriter, _ *http.Request) bool {
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	})
}

// Delay lets the next request wait for d before anything happens to it. When
// the client goes away meanwhile, the room does not get the message.
func (s *Server) Delay(d time.Duration) {
	s.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		return !wait(r, d)
	})
}

// DropBeforeRead cuts the next connection before the body is read.
func (s *Server) DropBeforeRead() { s.add(fault{beforeRead: true}) }

// DropAfterRead reads the next request and cuts the connection. The room does
// not get the message, but the client cannot know.
func (s *Server) DropAfterRead() {
	s.Intercept(func(w http.ResponseWriter, _ *http.Request) bool {
		cut(w)
		return true
	})
}

// DropMidAnswer lets the room have the next message and cuts the connection in
// the middle of the answer.
func (s *Server) DropMidAnswer() {
	s.add(fault{answer: func(w http.ResponseWriter, _ *http.Request, reply Reply) {
		maps.Copy(w.Header(), reply.Header)
		w.Header().Set("Content-Length", strconv.Itoa(len(reply.Body)+10))
		w.WriteHeader(reply.Status)
		_, _ = io.WriteString(w, reply.Body[:len(reply.Body)/2])
		_ = http.NewResponseController(w).Flush()
		cut(w)
	}})
}

// Trickle lets the room have the next message and sends the answer a byte at a
// time, one every interval.
func (s *Server) Trickle(interval time.Duration) {
	s.add(fault{answer: func(w http.ResponseWriter, r *http.Request, reply Reply) {
		maps.Copy(w.Header(), reply.Header)
		w.WriteHeader(reply.Status)
		for _, b := range []byte(reply.Body) {
			if !wait(r, interval) {
				return
			}
			_, _ = w.Write([]byte{b})
			_ = http.NewResponseController(w).Flush()
		}
	}})
}

// Redirect answers the next request with a redirect of the given status, to a
// path of this server that takes nothing.
func (s *Server) Redirect(status int) {
	s.Fail(status, "", http.Header{"Location": {s.base + "/elsewhere"}})
}

// Garbage answers the next request with 200 and a web page, as captive portals
// and misconfigured proxies do.
func (s *Server) Garbage() {
	s.Fail(http.StatusOK, "<!DOCTYPE html><html><title>Sign in</title></html>", http.Header{"Content-Type": {"text/html"}})
}

// Huge answers the next request with status and a body that never ends.
func (s *Server) Huge(status int) {
	s.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(status)
		chunk := strings.Repeat("x", 32<<10)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, chunk); err != nil {
				break
			}
		}
		return true
	})
}

// wait reports whether d passed before the client went away.
func wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

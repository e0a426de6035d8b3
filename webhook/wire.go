package webhook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync"
)

// outgoing is the request body of the attempts, one after another. It knows how
// much of it the transport took, which decides whether the message can have
// arrived.
type outgoing struct {
	data   []byte
	direct bool
	memory *bytes.Reader // of the current attempt, if direct
	watch  *watchedBody  // otherwise

	// trusted says that net/http asks for a body again only if nothing of the
	// one before was sent. Middleware may have sent all of that one.
	trusted bool
	took    bool // all of a body before the current one
}

// attach sets req's body. net/http's own HTTP/1.1 has stopped reading when
// RoundTrip fails, so the position of a bytes.Reader can be trusted, and for a
// bytes.Reader it sends header and body in one write. HTTP/2 may still be
// reading; of other transports nothing is known. There the reading is watched.
func (o *outgoing) attach(req *http.Request, data []byte, transport http.RoundTripper) {
	_, o.trusted = transport.(*http.Transport)
	o.data, o.direct, o.watch, o.took = data, speaksHTTP1(transport, req.URL.Scheme), nil, false
	req.ContentLength = int64(len(data))
	req.GetBody = o.open
	req.Body, _ = o.open()
}

// speaksHTTP1 reports whether transport certainly uses HTTP/1.1 for scheme.
func speaksHTTP1(transport http.RoundTripper, scheme string) bool {
	t, ok := transport.(*http.Transport)
	return ok && scheme == "http" && (t.Protocols == nil || !t.Protocols.UnencryptedHTTP2())
}

// open is http.Request.GetBody: net/http calls it again when a connection
// broke before anything was written to it.
func (o *outgoing) open() (io.ReadCloser, error) {
	if o.direct {
		o.memory = bytes.NewReader(o.data)
		return io.NopCloser(o.memory), nil
	}
	if o.watch != nil && o.watch.end() == len(o.data) && !o.trusted {
		o.took = true
	}
	o.watch = &watchedBody{data: o.data}
	return o.watch, nil
}

// end forbids further reading after a failed attempt and returns how much had
// been taken.
func (o *outgoing) end() int {
	if o.direct {
		return len(o.data) - o.memory.Len()
	}
	if n := o.watch.end(); !o.took {
		return n
	}
	return len(o.data)
}

// watchedBody is a body whose reading can be ended: a transport may go on after
// it has returned, and what is not taken by then must never be sent.
type watchedBody struct {
	mu    sync.Mutex
	data  []byte
	off   int
	ended bool
}

var errBodyEnded = errors.New("the attempt is over")

func (b *watchedBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.off == len(b.data):
		return 0, io.EOF
	case b.ended:
		return 0, errBodyEnded
	}
	n := copy(p, b.data[b.off:])
	b.off += n
	return n, nil
}

func (b *watchedBody) Close() error { return nil }

func (b *watchedBody) end() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	return b.off
}

// maxAnswer bounds how much of an answer is read.
const maxAnswer = 64 << 10

// answerBuffer is reused between answers: nothing of it outlives ReadAnswer.
type answerBuffer struct{ data []byte }

var answerBuffers = sync.Pool{New: func() any { return &answerBuffer{make([]byte, 0, 1024)} }}

func (b *answerBuffer) free() {
	if cap(b.data) <= 2*maxAnswer {
		b.data = b.data[:0]
		answerBuffers.Put(b)
	}
}

// readAnswer reads at most maxAnswer bytes. A body read to its end leaves the
// connection usable; a longer one, however long, costs the connection instead.
func readAnswer(resp *http.Response) (buf *answerBuffer, truncated bool, err error) {
	defer func() { _ = resp.Body.Close() }()
	buf = answerBuffers.Get().(*answerBuffer) //nolint:forcetypeassert // the pool holds nothing else
	for {
		if len(buf.data) == cap(buf.data) {
			buf.data = append(buf.data, 0)[:len(buf.data)]
		}
		room := min(cap(buf.data), maxAnswer+1)
		n, err := resp.Body.Read(buf.data[len(buf.data):room])
		buf.data = buf.data[:len(buf.data)+n]
		switch {
		case len(buf.data) > maxAnswer:
			buf.data = buf.data[:maxAnswer]
			return buf, true, nil
		case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return buf, false, nil
		case err != nil:
			return buf, true, err
		}
	}
}

var pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// excerpt says what stood in an answer that the provider's reader made nothing
// of: the title of a web page, or the beginning of a text.
func excerpt(body []byte) string {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return "empty answer"
	case body[0] != '<':
		return string(body[:min(len(body), 200)])
	}
	if title := pageTitle.FindSubmatch(body); title != nil {
		return fmt.Sprintf("a web page: %q", bytes.TrimSpace(title[1]))
	}
	return "a web page"
}

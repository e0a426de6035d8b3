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

// body is the request body of one attempt. It knows whether the transport took
// all of it, which decides whether the message can have arrived.
type body struct {
	mu    sync.Mutex
	data  []byte
	off   int
	ended bool
}

var errBodyEnded = errors.New("the attempt is over")

// openBody is http.Request.GetBody: net/http calls it again when a connection
// broke before anything was written to it.
func (d *delivery) openBody() (io.ReadCloser, error) {
	d.body = &body{data: d.payload.Body}
	return d.body, nil
}

func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.off == len(b.data): // also when ended: an answer may overtake the EOF
		return 0, io.EOF
	case b.ended:
		return 0, errBodyEnded
	}
	n := copy(p, b.data[b.off:])
	b.off += n
	return n, nil
}

// Close keeps the count of what was read.
func (b *body) Close() error { return nil }

// end forbids further reading and reports whether all was taken: a transport
// may go on reading after it has returned, and what is not taken by now must
// never be sent.
func (b *body) end() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	return b.off == len(b.data)
}

// sent returns how many bytes the transport took.
func (b *body) sent() int {
	b.mu.Lock()
	defer b.mu.Unlock()
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

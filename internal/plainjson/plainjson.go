// Package plainjson writes the JSON that goes to a provider, and checks the
// JSON that a caller passes through.
package plainjson

import (
	"bytes"
	"encoding/json"
	"sync"
	"unicode/utf8"
)

// encoder is an encoding/json encoder with its buffer, kept for the next use.
type encoder struct {
	buf bytes.Buffer
	enc *json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.enc = json.NewEncoder(&e.buf)
	e.enc.SetEscapeHTML(false)
	return e
}}

// keep is the largest buffer that is kept.
const keep = 64 << 10

// Marshal is json.Marshal with <, > and & as they are: escaped, they would
// take six bytes each of the provider's limit.
func Marshal(v any) ([]byte, error) {
	e := encoders.Get().(*encoder) //nolint:forcetypeassert // the pool holds nothing else
	e.buf.Reset()
	if err := e.enc.Encode(v); err != nil {
		return nil, err // an encoder that failed is not used again
	}
	body := bytes.Clone(bytes.TrimSuffix(e.buf.Bytes(), []byte("\n")))
	if e.buf.Cap() <= keep {
		encoders.Put(e)
	}
	return body, nil
}

// IsObject reports whether raw is one JSON object in valid UTF-8.
func IsObject(raw json.RawMessage) bool {
	trimmed := bytes.TrimLeft(raw, " \t\r\n")
	return len(trimmed) > 0 && trimmed[0] == '{' && utf8.Valid(raw) && json.Valid(raw)
}

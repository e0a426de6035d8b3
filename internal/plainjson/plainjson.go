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

// AppendString appends s as a JSON string, as Marshal writes it: what most
// messages are made of, without the detour through reflection. s must be valid
// UTF-8.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0xe2 {
			continue
		}
		switch c {
		case '"', '\\':
			dst = append(append(dst, s[from:i]...), '\\', c)
		case '\n':
			dst = append(append(dst, s[from:i]...), `\n`...)
		case '\r':
			dst = append(append(dst, s[from:i]...), `\r`...)
		case '\t':
			dst = append(append(dst, s[from:i]...), `\t`...)
		case '\b':
			dst = append(append(dst, s[from:i]...), `\b`...)
		case '\f':
			dst = append(append(dst, s[from:i]...), `\f`...)
		case 0xe2: // U+2028 and U+2029 end lines in JavaScript
			if len(s)-i < 3 || s[i+1] != 0x80 || s[i+2]&^1 != 0xa8 {
				continue
			}
			dst = append(append(dst, s[from:i]...), '\\', 'u', '2', '0', '2', hex[s[i+2]&0xf])
			from = i + 3
			continue
		default:
			dst = append(append(dst, s[from:i]...), '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
		from = i + 1
	}
	return append(append(dst, s[from:]...), '"')
}

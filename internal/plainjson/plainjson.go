// Package plainjson writes the JSON that goes to a provider, and checks the
// JSON that a caller passes through.
package plainjson

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Marshal is json.Marshal with <, > and & as they are: escaped, they would
// take six bytes each of the provider's limit. textLen is a hint: the length
// of the longest string in v.
func Marshal(v any, textLen int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(64 + textLen + textLen/8)
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// IsObject reports whether raw is one JSON object in valid UTF-8.
func IsObject(raw json.RawMessage) bool {
	trimmed := bytes.TrimLeft(raw, " \t\r\n")
	return len(trimmed) > 0 && trimmed[0] == '{' && utf8.Valid(raw) && json.Valid(raw)
}

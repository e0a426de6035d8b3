// Package jsonpeek reads single members out of a JSON object without decoding
// the rest of it. What comes before the member must be well formed; what
// follows is not looked at, so that an object of which only the beginning was
// read still tells.
package jsonpeek

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Member returns the raw value of object's own member name, nil if there is
// none, or if object is none.
func Member(object []byte, name string) []byte {
	rest := skipSpace(object)
	if len(rest) == 0 || rest[0] != '{' {
		return nil
	}
	rest = rest[1:]
	for {
		key, after := value(rest)
		if len(key) == 0 || key[0] != '"' {
			return nil
		}
		after = skipSpace(after)
		if len(after) == 0 || after[0] != ':' {
			return nil
		}
		var v []byte
		if v, rest = value(after[1:]); v == nil {
			return nil
		}
		if is(key, name) {
			return v
		}
		rest = skipSpace(rest)
		if len(rest) == 0 || rest[0] != ',' {
			return nil
		}
		rest = rest[1:]
	}
}

// String returns what the raw JSON string stands for, "" if it is none.
func String(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// is reports whether the raw JSON string stands for s.
func is(raw []byte, s string) bool {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1:len(raw)-1]) == s // without an allocation
	}
	return String(raw) == s
}

// value splits the first value off data; v is nil if it does not end.
func value(data []byte) (v, rest []byte) {
	data = skipSpace(data)
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := stringEnd(data[i:])
			if end < 0 {
				return nil, nil
			}
			i += end
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth > 0 || i+1 < len(data) && strings.IndexByte(",:}] \t\r\n", data[i+1]) < 0 {
				continue // within a number or a word
			}
		}
		if depth <= 0 {
			return data[:i+1], data[i+1:]
		}
	}
	return nil, nil
}

// stringEnd returns the index of the quote that closes the string data begins
// with.
func stringEnd(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func skipSpace(data []byte) []byte { return bytes.TrimLeft(data, " \t\r\n") }

// Package jsonpeek reads single members out of a JSON object without decoding
// the rest of it. What comes before the member must be well formed; what
// follows is not looked at, so that an object of which only the beginning was
// read still tells.
package jsonpeek

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
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

// String returns what the raw JSON string stands for, "" if it is none. What is
// no valid UTF-8, and half a surrogate pair, becomes U+FFFD.
func String(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return valid(string(inner))
	}
	// By hand, because encoding/json would be linked for nothing else.
	out := make([]byte, 0, len(inner))
	for i := 0; i < len(inner); i++ {
		c := inner[i]
		if c != '\\' {
			out = append(out, c)
			continue
		}
		if i++; i == len(inner) {
			return ""
		}
		switch c = inner[i]; c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'b', 'f', 'n', 'r', 't':
			out = append(out, "\b\f\n\r\t"[strings.IndexByte("bfnrt", c)])
		case 'u':
			r, ok := hex4(inner[i+1:])
			if !ok {
				return ""
			}
			i += 4
			if utf16.IsSurrogate(r) {
				second, ok := rune(0), false
				if bytes.HasPrefix(inner[i+1:], []byte(`\u`)) {
					second, ok = hex4(inner[i+3:])
				}
				if r = utf16.DecodeRune(r, second); ok && r != utf8.RuneError {
					i += 6
				}
			}
			out = utf8.AppendRune(out, r)
		default:
			return ""
		}
	}
	return valid(string(out))
}

// valid replaces each byte that is not UTF-8, as encoding/json does.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// hex4 reads four hexadecimal digits.
func hex4(data []byte) (rune, bool) {
	if len(data) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[:4]), 16, 16)
	return rune(n), err == nil
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

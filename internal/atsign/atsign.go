// Package atsign makes literal text safe for services that read "@name" in
// any text as a mention.
package atsign

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// breaker is a zero-width space: invisible, and no part of a name.
const breaker = "\u200b"

// Defuse puts a zero-width space behind every @ that could begin a mention:
// one that stands before a letter or digit, and not behind one of ASCII, as it
// does in an e-mail address.
func Defuse(s string) string {
	i := strings.IndexByte(s, '@')
	if i < 0 {
		return s
	}
	var b strings.Builder
	from := 0
	for ; i >= 0; i = next(s, i+1) {
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if word(after) && (i == 0 || s[i-1] >= utf8.RuneSelf || !word(rune(s[i-1]))) {
			b.WriteString(s[from : i+1])
			b.WriteString(breaker)
			from = i + 1
		}
	}
	b.WriteString(s[from:])
	return b.String()
}

// DefuseURL does the same to a URL, by an escape.
func DefuseURL(u string) string { return strings.ReplaceAll(u, "@", "%40") }

func next(s string, from int) int {
	if i := strings.IndexByte(s[from:], '@'); i >= 0 {
		return from + i
	}
	return -1
}

func word(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

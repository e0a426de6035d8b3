package gchat

import (
	"slices"
	"strings"

	"github.com/chatwire/chatwire/webhook"
)

// breaker is a zero-width space. Chat's markup has no escape character, and
// shows HTML entities as they are written.
const breaker = "\u200b"

// Inert makes s literal inside a text as far as Google Chat allows: a
// zero-width space behind each < that could begin a mention ("<users/all>"), a
// custom emoji or a link. The characters * _ ~ and ` may still format.
func Inert(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	// What follows decides: a slash, colon or bar on the same line, before the
	// bracket closes. So it is read from the end, once.
	var at []int
	special := false
	for i := len(s) - 1; i >= 0; i-- {
		switch s[i] {
		case '>', '\n':
			special = false
		case '/', ':', '|':
			special = true
		case '<':
			if special {
				at = append(at, i+1)
			}
		}
	}
	var b strings.Builder
	b.Grow(len(s) + len(at)*len(breaker))
	from := 0
	for _, i := range slices.Backward(at) {
		b.WriteString(s[from:i])
		b.WriteString(breaker)
		from = i
	}
	b.WriteString(s[from:])
	return b.String()
}

var chatMarkup = webhook.Markup{
	Escape: Inert,
	Bold:   func(s string) string { return "*" + s + "*" },
	Link: func(label, target string) string {
		if label == "" {
			return "<" + target + ">"
		}
		return "<" + target + "|" + strings.ReplaceAll(label, ">", "›") + ">" // a > ends the link
	},
	All: "<users/all>",
}

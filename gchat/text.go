package gchat

import (
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
	i := strings.IndexByte(s, '<')
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i+1])
		s = s[i+1:]
		if special(s) {
			b.WriteString(breaker)
		}
		i = strings.IndexByte(s, '<')
	}
	b.WriteString(s)
	return b.String()
}

// lookahead is how far behind a < its kind shows: "customEmojis/" and every
// scheme in use are shorter.
const lookahead = 64

// special reports whether what follows a < could make it markup: a slash, colon
// or bar on the same line, before the bracket closes.
func special(after string) bool {
	after = after[:min(len(after), lookahead)]
	if i := strings.IndexAny(after, ">\n"); i >= 0 {
		after = after[:i]
	}
	return strings.ContainsAny(after, "/:|")
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

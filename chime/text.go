package chime

import (
	"strings"

	"github.com/chatwire/chatwire/internal/atsign"
	"github.com/chatwire/chatwire/webhook"
)

// Inert makes s literal: a zero-width space behind each @ that could begin a
// mention keeps "@All" from notifying anyone.
func Inert(s string) string { return atsign.Defuse(s) }

// plain is Chime's plain text, in which links are found by themselves.
var plain = webhook.Markup{
	Escape: Inert,
	Link: func(label, target string) string {
		target = atsign.DefuseURL(target)
		if label == "" {
			return target
		}
		return label + ": " + target
	},
	Present: "@Present",
	All:     "@All",
}

// notCommand keeps literal text from beginning with a command, also behind
// white space.
func notCommand(s string) string {
	begin := strings.TrimLeft(s, " \t\r\n")
	begin = strings.ToLower(begin[:min(len(begin), len("/code"))])
	if strings.HasPrefix(begin, "/md") || strings.HasPrefix(begin, "/code") {
		return "\u200b" + s
	}
	return s
}

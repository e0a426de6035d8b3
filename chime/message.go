package chime

import (
	"unicode/utf8"

	"github.com/chatwire/chatwire/webhook"
)

// Message is Chime's own message, sent as it is.
// See https://docs.aws.amazon.com/chime/latest/ug/webhooks.html.
type Message struct {
	// Content is the text, at most [MaxContent] bytes. "/md " at its beginning
	// makes it Markdown, "/code " a code block; "@All" and "@Present" in it
	// notify.
	Content string `json:"Content"`
}

// Markdown returns a Message that Chime shows as Markdown.
func Markdown(text string) Message { return Message{Content: "/md " + text} }

// Validate reports every rule that m breaks, as webhook.Violations inside a
// *webhook.Error. Post calls it.
func (m *Message) Validate() error {
	var v webhook.Violations
	if m.Content == "" {
		v = append(v, webhook.Violation{Pointer: "/Content", Problem: "the message is empty"})
	}
	if len(m.Content) > MaxContent {
		v = append(v, webhook.TooLarge("/Content", len(m.Content), MaxContent, "bytes"))
	}
	if !utf8.ValidString(m.Content) {
		v = append(v, webhook.Violation{Pointer: "/Content", Problem: "not valid UTF-8"})
	}
	return v.Err(name)
}

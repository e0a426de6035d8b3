package gchat

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"unicode/utf8"

	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/webhook"
)

// Message is Google Chat's own message, sent as it is.
// See https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages.
type Message struct {
	// Text is in Chat's markup, which has no escape character: pass what
	// comes from elsewhere through [Inert].
	Text string `json:"text,omitempty"`
	// CardsV2 are cards as raw JSON objects: {"cardId":…,"card":{…}}.
	CardsV2 []json.RawMessage `json:"cardsV2,omitempty"`
	// FallbackText stands for the cards where they cannot be shown, such as
	// in a notification.
	FallbackText string `json:"fallbackText,omitempty"`
	// Thread is the thread to post to. Nil starts a new one.
	Thread *Thread `json:"thread,omitempty"`

	// MessageReplyOption says what happens when the thread does not exist.
	// Defaults to ReplyFallbackToNewThread when Thread is set. It goes into
	// the URL, as do the next two.
	MessageReplyOption ReplyOption `json:"-"`
	// RequestID makes the post idempotent. Made at random when empty; see
	// webhook.WithoutIdempotencyKeys.
	RequestID string `json:"-"`
	// MessageID is a name for the message: "client-" and lower-case letters,
	// digits and hyphens, at most [MaxMessageID] characters, unique in the
	// space. Defaults to none.
	MessageID string `json:"-"`
}

// Thread names a thread, by one of its two fields.
type Thread struct {
	// Name is Google's: "spaces/…/threads/…", as Receipt.Thread tells it.
	Name string `json:"name,omitempty"`
	// ThreadKey is the caller's, at most [MaxThreadKey] characters. Two
	// webhooks with the same key have two threads.
	ThreadKey string `json:"threadKey,omitempty"`
}

// ReplyOption is a messageReplyOption.
type ReplyOption string

// The reply options.
const (
	ReplyFallbackToNewThread ReplyOption = "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
	ReplyOrFail              ReplyOption = "REPLY_MESSAGE_OR_FAIL"
)

var messageID = regexp.MustCompile(`^client-[a-z0-9-]{1,56}$`)

// Validate reports every rule that m breaks, as webhook.Violations inside a
// *webhook.Error. Post calls it.
func (m *Message) Validate() error {
	body, err := m.encode()
	if err != nil {
		body = nil // one of the raw cards; it is named below
	}
	return m.violations(len(body)).Err(name)
}

func (m *Message) violations(size int) webhook.Violations {
	var v webhook.Violations
	add := func(pointer, problem string) {
		v = append(v, webhook.Violation{Pointer: pointer, Problem: problem})
	}
	if m.Text == "" && len(m.CardsV2) == 0 {
		add("/text", "the message is empty: set text or cardsV2")
	}
	if size > MaxMessage {
		v = append(v, webhook.TooLarge("", size, MaxMessage, "bytes"))
	}
	for _, s := range []struct{ pointer, value string }{
		{"/text", m.Text},
		{"/fallbackText", m.FallbackText},
		{"/messageReplyOption", string(m.MessageReplyOption)},
		{"/requestId", m.RequestID},
	} {
		if !utf8.ValidString(s.value) {
			add(s.pointer, "not valid UTF-8")
		}
	}
	for i, raw := range m.CardsV2 {
		if !plainjson.IsObject(raw) {
			add(fmt.Sprintf("/cardsV2/%d", i), "not a JSON object in UTF-8")
		}
	}
	v = append(v, m.threadViolations()...)
	if m.MessageID != "" && !messageID.MatchString(m.MessageID) {
		add("/messageId", fmt.Sprintf(`must be "client-" and up to %d lower-case letters, digits or hyphens`, MaxMessageID-len("client-")))
	}
	return v
}

func (m *Message) threadViolations() webhook.Violations {
	var v webhook.Violations
	add := func(pointer, problem string) {
		v = append(v, webhook.Violation{Pointer: pointer, Problem: problem})
	}
	if m.Thread == nil {
		if m.MessageReplyOption != "" {
			add("/messageReplyOption", "makes no sense without a thread")
		}
		return v
	}
	if m.Thread.Name == "" && m.Thread.ThreadKey == "" {
		add("/thread", "names no thread: set name or threadKey")
	}
	if m.Thread.Name != "" && !threadName.MatchString(m.Thread.Name) {
		add("/thread/name", "not a thread's name: spaces/…/threads/… is expected")
	}
	if n := utf8.RuneCountInString(m.Thread.ThreadKey); n > MaxThreadKey {
		v = append(v, webhook.TooLarge("/thread/threadKey", n, MaxThreadKey, "characters"))
	}
	if !utf8.ValidString(m.Thread.ThreadKey) {
		add("/thread/threadKey", "not valid UTF-8")
	}
	return v
}

var threadName = regexp.MustCompile(`^spaces/[^/\s]+/threads/[^/\s]+$`)

func (m *Message) encode() ([]byte, error) {
	return plainjson.Marshal(m)
}

// query is what goes into the URL.
func (m *Message) query() string {
	q := ""
	for _, p := range [...]struct{ key, value string }{
		{"messageReplyOption=", string(m.MessageReplyOption)},
		{"requestId=", m.RequestID},
		{"messageId=", m.MessageID},
	} {
		switch {
		case p.value == "":
		case q == "":
			q = p.key + url.QueryEscape(p.value)
		default:
			q += "&" + p.key + url.QueryEscape(p.value)
		}
	}
	return q
}

package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/webhook"
)

// Message is Slack's own message, sent as it is. Text is mrkdwn: [Escape] what
// comes from elsewhere.
// See https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
type Message struct {
	// Text is the message, at most [MaxText] characters; with Blocks, the
	// text of its notification, which should always be given.
	Text string `json:"text,omitempty"`
	// Mrkdwn switches the formatting of Text. Defaults to on.
	Mrkdwn Toggle `json:"mrkdwn,omitzero"`
	// Blocks are Block Kit blocks as raw JSON objects, at most [MaxBlocks].
	Blocks []json.RawMessage `json:"blocks,omitempty"`
	// Attachments are legacy attachments as raw JSON objects, at most
	// [MaxAttachments].
	Attachments []json.RawMessage `json:"attachments,omitempty"`
	// ThreadTS is the ts of the message to reply to, "1700000000.000100".
	// A webhook does not tell the ts of what it posts.
	ThreadTS string `json:"thread_ts,omitempty"`
	// UnfurlLinks previews linked pages. Defaults to off for webhooks.
	UnfurlLinks Toggle `json:"unfurl_links,omitzero"`
	// UnfurlMedia previews linked images and videos. Defaults to on.
	UnfurlMedia Toggle `json:"unfurl_media,omitzero"`
	// Metadata is invisible data for other apps. Defaults to none.
	Metadata *Metadata `json:"metadata,omitempty"`

	// Username, IconEmoji (":ghost:"), IconURL and Channel are ignored by the
	// webhooks of Slack apps, and honored by legacy ones and by
	// Slack-compatible servers.
	Username  string `json:"username,omitempty"`
	IconEmoji string `json:"icon_emoji,omitempty"`
	IconURL   string `json:"icon_url,omitempty"`
	Channel   string `json:"channel,omitempty"`
}

// Metadata is a message's metadata.
// See https://docs.slack.dev/messaging/message-metadata.
type Metadata struct {
	EventType    string          `json:"event_type"`
	EventPayload json.RawMessage `json:"event_payload"` // a JSON object
}

// Toggle is a switch with three positions: Slack's default, on and off.
type Toggle int8

// The positions of a Toggle. The zero value leaves the field out.
const (
	Default Toggle = iota
	On
	Off
)

// MarshalJSON writes true, false, or null for Default.
func (t Toggle) MarshalJSON() ([]byte, error) {
	switch t {
	case On:
		return []byte("true"), nil
	case Off:
		return []byte("false"), nil
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON reads true, false and null.
func (t *Toggle) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true":
		*t = On
	case "false":
		*t = Off
	case "null":
		*t = Default
	default:
		return errors.New("slack: true, false or null is expected")
	}
	return nil
}

// threadTS is the form of a ts: seconds, a dot, six digits.
var threadTS = regexp.MustCompile(`^[0-9]{1,12}\.[0-9]{6}$`)

// Validate reports every rule that m breaks, as webhook.Violations inside a
// *webhook.Error. Post calls it.
func (m *Message) Validate() error {
	var v webhook.Violations
	add := func(pointer, problem string) {
		v = append(v, webhook.Violation{Pointer: pointer, Problem: problem})
	}
	if m.Text == "" && len(m.Blocks) == 0 && len(m.Attachments) == 0 {
		add("/text", "the message is empty: set text, blocks or attachments")
	}
	if n := utf8.RuneCountInString(m.Text); n > MaxText {
		v = append(v, webhook.TooLarge("/text", n, MaxText, "characters"))
	}
	for _, s := range []struct{ pointer, value string }{
		{"/text", m.Text},
		{"/username", m.Username},
		{"/icon_emoji", m.IconEmoji},
		{"/icon_url", m.IconURL},
		{"/channel", m.Channel},
		{"/metadata/event_type", m.eventType()},
	} {
		if !utf8.ValidString(s.value) {
			add(s.pointer, "not valid UTF-8")
		}
	}
	v = append(v, checkObjects("/blocks", m.Blocks, MaxBlocks, true)...)
	v = append(v, checkObjects("/attachments", m.Attachments, MaxAttachments, false)...)
	if m.ThreadTS != "" && !threadTS.MatchString(m.ThreadTS) {
		add("/thread_ts", `not a message ts: digits such as "1700000000.000100" are expected`)
	}
	if m.Metadata != nil {
		if m.Metadata.EventType == "" {
			add("/metadata/event_type", "missing")
		}
		if !plainjson.IsObject(m.Metadata.EventPayload) {
			add("/metadata/event_payload", "not a JSON object")
		}
	}
	return v.Err(name)
}

func (m *Message) eventType() string {
	if m.Metadata == nil {
		return ""
	}
	return m.Metadata.EventType
}

// checkObjects checks a list of raw JSON objects; typed ones need a "type".
func checkObjects(pointer string, list []json.RawMessage, limit int, typed bool) webhook.Violations {
	var v webhook.Violations
	if len(list) > limit {
		v = append(v, webhook.TooLarge(pointer, len(list), limit, "items"))
	}
	for i, raw := range list {
		at := fmt.Sprintf("%s/%d", pointer, i)
		var object struct {
			Type *string `json:"type"`
		}
		switch {
		case !plainjson.IsObject(raw) || json.Unmarshal(raw, &object) != nil:
			v = append(v, webhook.Violation{Pointer: at, Problem: "not a JSON object in UTF-8"})
		case typed && (object.Type == nil || *object.Type == ""):
			v = append(v, webhook.Violation{Pointer: at + "/type", Problem: "missing"})
		}
	}
	return v
}

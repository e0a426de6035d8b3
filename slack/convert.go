package slack

import (
	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/webhook"
)

// convert turns the portable message into Slack's, and lists what could not be
// kept.
func (k kind) convert(msg webhook.Message) (Message, []string) {
	markup := mrkdwn
	if k == compatibleServer {
		markup = compatible
	}
	text, dropped := markup.Render(msg)
	m := Message{Text: text}
	if msg.TextOnly() && k == incoming {
		m.Mrkdwn = Off // plain text: no * or _ in it formats
	}
	if k == trigger {
		if msg.Thread != "" {
			dropped = append(dropped, "thread: a workflow trigger has no threads")
		}
		return m, dropped
	}
	switch {
	case msg.Thread == "":
	case threadTS.MatchString(msg.Thread):
		m.ThreadTS = msg.Thread
	default:
		dropped = append(dropped, `thread: Slack needs the ts of a message ("1700000000.000100"), posted unthreaded`)
	}
	return m, dropped
}

// plainText is what becomes of most messages: a Message of text alone, in a
// fraction of its size.
type plainText struct {
	Text   string `json:"text"`
	Mrkdwn Toggle `json:"mrkdwn,omitzero"`
}

// payload is convert for webhook.Service.
func (k kind) payload(msg webhook.Message) (webhook.Payload, error) {
	m, dropped := k.convert(msg)
	if msg.TextOnly() && m.ThreadTS == "" {
		body, err := plainjson.Marshal(&plainText{m.Text, m.Mrkdwn})
		return webhook.Payload{Body: body, Size: len(m.Text), Dropped: dropped}, err
	}
	body, err := plainjson.Marshal(&m)
	return webhook.Payload{Body: body, Size: len(m.Text), Dropped: dropped}, err
}

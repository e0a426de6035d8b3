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

// payload is convert for webhook.Service.
func (k kind) payload(msg webhook.Message) (webhook.Payload, error) {
	m, dropped := k.convert(msg)
	if msg.TextOnly() && m.ThreadTS == "" {
		return webhook.Payload{Body: plainText(&m), Size: len(m.Text), Dropped: dropped}, nil
	}
	whole := m // so that m, which most messages need not encode, stays off the heap
	body, err := plainjson.Marshal(&whole)
	return webhook.Payload{Body: body, Size: len(m.Text), Dropped: dropped}, err
}

// plainText encodes what most messages are: text, and the switch of its markup.
func plainText(m *Message) []byte {
	body := make([]byte, 0, len(m.Text)+len(m.Text)/8+32)
	body = plainjson.AppendString(append(body, `{"text":`...), m.Text)
	if m.Mrkdwn == Off {
		body = append(body, `,"mrkdwn":false`...)
	}
	return append(body, '}')
}

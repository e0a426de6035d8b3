package gchat

import (
	"github.com/chatwire/chatwire/webhook"
)

// convert turns the portable message into Google Chat's, and lists what could
// not be kept.
func convert(msg webhook.Message) (Message, []string) {
	text, dropped := chatMarkup.Render(msg)
	m := Message{Text: text, RequestID: msg.ID}
	switch {
	case msg.Thread == "":
	case threadName.MatchString(msg.Thread):
		m.Thread = &Thread{Name: msg.Thread}
	default:
		m.Thread = &Thread{ThreadKey: msg.Thread}
	}
	return m, dropped
}

// payload is convert for webhook.Service.
func (d defaults) payload(msg webhook.Message) (webhook.Payload, error) {
	m, dropped := convert(msg)
	d.fill(&m)
	body, err := m.encode()
	if err != nil {
		return webhook.Payload{}, err
	}
	return webhook.Payload{Body: body, Query: m.query(), Size: len(body), Dropped: dropped}, nil
}

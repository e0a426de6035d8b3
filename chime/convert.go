package chime

import (
	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/webhook"
)

// convert turns the portable message into Chime's, and lists what could not be
// kept.
func convert(msg webhook.Message) (Message, []string) {
	text, dropped := plain.Render(msg)
	if msg.Thread != "" {
		dropped = append(dropped, "thread: Chime's webhooks have no threads")
	}
	return Message{Content: notCommand(text)}, dropped
}

// payload is convert for webhook.Service.
func payload(msg webhook.Message) (webhook.Payload, error) {
	m, dropped := convert(msg)
	body, err := plainjson.Marshal(m)
	return webhook.Payload{Body: body, Size: len(m.Content), Dropped: dropped}, err
}

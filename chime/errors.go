package chime

import (
	"encoding/json"
	"net/http"

	"github.com/chatwire/chatwire/webhook"
)

// advice says what the statuses mean that Chime documents. The Code is that of
// the status.
// See https://docs.aws.amazon.com/chime/latest/ug/webhooks.html.
var advice = map[int]string{
	http.StatusBadRequest:            "Chime could not take the message; it also refuses @All and @Present in rooms of more than 50 members",
	http.StatusForbidden:             "the webhook's URL is not valid: copy it again",
	http.StatusNotFound:              "the webhook was deleted or its URL regenerated: copy the new one",
	http.StatusRequestEntityTooLarge: "send a shorter message",
}

// readAnswer says what Chime's answer means: a success is 200 with a message's
// ID.
func readAnswer(a webhook.Answer) (webhook.Receipt, error) {
	var wire struct {
		MessageID string `json:"MessageId"`
		Message   string `json:"Message"` // matches "message" too
	}
	err := json.Unmarshal(a.Body, &wire)
	if a.StatusCode == http.StatusOK && err == nil && wire.MessageID != "" {
		return webhook.Receipt{MessageID: wire.MessageID}, nil
	}
	return webhook.Receipt{}, &webhook.Error{Detail: wire.Message, Advice: advice[a.StatusCode]}
}

package slack_test

import (
	"errors"
	"fmt"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

// A message that breaks Slack's rules is refused before anything is sent, with
// every rule it breaks.
func ExampleMessage_Validate() {
	m := slack.Message{ThreadTS: "build-12", Metadata: &slack.Metadata{EventType: "built"}}

	var broken webhook.Violations
	if errors.As(m.Validate(), &broken) {
		for _, v := range broken {
			fmt.Println(v)
		}
	}
	// Output:
	// /text: the message is empty: set text, blocks or attachments
	// /thread_ts: not a message ts: digits such as "1700000000.000100" are expected
	// /metadata/event_payload: not a JSON object
}

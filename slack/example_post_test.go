package slack_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhooktest"
)

// Slack's own message: blocks go out byte for byte. Text is what notifications
// show.
func ExampleClient_Post() {
	server := webhooktest.New()
	defer server.Close()

	client, err := slack.New(server.SlackURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Post(context.Background(), slack.Message{
		Text: "*42* tests by " + slack.Escape("R&D"),
		Blocks: []json.RawMessage{
			[]byte(`{"type":"header","text":{"type":"plain_text","text":"Nightly"}}`),
			[]byte(`{"type":"divider"}`),
		},
		UnfurlLinks: slack.Off,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(server.Messages()[0].Body))
	// Output:
	// {"text":"*42* tests by R&amp;D","blocks":[{"type":"header","text":{"type":"plain_text","text":"Nightly"}},{"type":"divider"}],"unfurl_links":false}
}

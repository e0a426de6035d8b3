package slack_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// A portable message: whatever in it Slack would read as markup stays text.
func ExampleClient_Send() {
	server := webhooktest.New() // plays Slack; a real URL comes from the environment
	defer server.Close()

	client, err := slack.New(server.SlackURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := client.Send(context.Background(), webhook.Message{
		Level:  webhook.LevelSuccess,
		Title:  "Build 12 passed",
		Text:   "All <!channel> tests are green & fast.",
		Fields: []webhook.Field{{Name: "Branch", Value: "main", Short: true}, {Name: "Took", Value: "3 min", Short: true}},
		Links:  []webhook.Link{{Text: "Log", URL: "https://ci.example/12"}},
		Thread: "build-12",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(server.Messages()[0].Text)
	fmt.Println("attempts:", receipt.Attempts)
	fmt.Println("dropped:", receipt.Dropped[0])
	// Output:
	// ✅ *Build 12 passed*
	// All &lt;!channel&gt; tests are green &amp; fast.
	// *Branch:* main  ·  *Took:* 3 min
	// <https://ci.example/12|Log>
	// attempts: 1
	// dropped: thread: Slack needs the ts of a message ("1700000000.000100"), posted unthreaded
}

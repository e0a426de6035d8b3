package chatwire_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/chatwire/chatwire"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// One message, whatever service the URL belongs to.
func ExampleOpen() {
	server := webhooktest.New() // plays all of them; a real URL comes from the environment
	defer server.Close()

	for _, url := range []string{server.SlackURL(), server.GChatURL(), server.ChimeURL()} {
		sender, err := chatwire.Open(url)
		if err != nil {
			fmt.Println(err)
			return
		}
		receipt, err := sender.Send(context.Background(), webhook.Message{
			Level: webhook.LevelError,
			Title: "Disk almost full",
			Text:  "/var is at 93 %",
			Links: []webhook.Link{{Text: "Runbook", URL: "https://wiki.example/disk"}},
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		messages := server.Messages()
		fmt.Printf("%s: %s\n", receipt.Provider, strings.ReplaceAll(messages[len(messages)-1].Text, "\n", " | "))
	}

	_, err := chatwire.Open("https://hooks.slack.com/services/T0123ABCD")
	fmt.Println(err)
	// Output:
	// slack: ❌ *Disk almost full* | /var is at 93 % | <https://wiki.example/disk|Runbook>
	// gchat: ❌ *Disk almost full* | /var is at 93 % | <https://wiki.example/disk|Runbook>
	// chime: ❌ Disk almost full | /var is at 93 % | Runbook: https://wiki.example/disk
	// slack: invalid_url: the webhook URL's path is cut short: copy the whole URL from the app's Incoming Webhooks page
}

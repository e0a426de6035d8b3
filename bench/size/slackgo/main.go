// Slackgo is the same program as chatwire, on slack-go.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/slack-go/slack"
)

func main() {
	if err := send(os.Getenv("SLACK_WEBHOOK_URL"), "hello"); err != nil {
		fmt.Println(err)
	}
}

func send(url, text string) error {
	return slack.PostWebhookContext(context.Background(), url, &slack.WebhookMessage{Text: text})
}

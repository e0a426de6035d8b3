// Chatwire is the smallest program that sends to Slack through this
// library. Its size is measured; it is not meant to be run.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

func main() {
	if err := send(os.Getenv("SLACK_WEBHOOK_URL"), "hello"); err != nil {
		fmt.Println(err)
	}
}

func send(url, text string) error {
	client, err := slack.New(url)
	if err != nil {
		return err
	}
	_, err = client.Send(context.Background(), webhook.Message{Text: text})
	return err
}

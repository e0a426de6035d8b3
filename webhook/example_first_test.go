package webhook_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// The second room gets what the first one surely did not.
func ExampleFirst() {
	server := webhooktest.New()
	defer server.Close()
	server.Fail(410, "channel_is_archived", nil) // the first request meets this
	ops, _ := slack.New(server.SlackURL())
	fallback, _ := gchat.New(server.GChatURL())

	receipt, err := webhook.First(ops, fallback).Send(context.Background(), webhook.Message{Text: "Disk full"})
	fmt.Println(receipt.Provider, err)
	// Output: gchat <nil>
}

package webhook_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// One alert for two rooms, both at once.
func ExampleAll() {
	server := webhooktest.New()
	defer server.Close()
	ops, _ := slack.New(server.SlackURL())
	managers, _ := chime.New(server.ChimeURL())

	receipt, err := webhook.All(ops, managers).Send(context.Background(), webhook.Message{Text: "We are back."})
	for _, part := range receipt.Parts {
		fmt.Println(part.Provider, part.Attempts)
	}
	fmt.Println(err)
	// Output:
	// slack 1
	// chime 1
	// <nil>
}

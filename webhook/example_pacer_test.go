package webhook_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// Two webhooks of one Google Chat space share its quota.
func ExampleWithPacer() {
	server := webhooktest.New(webhooktest.WithRateLimits())
	defer server.Close()
	space, _ := webhook.NewPacer(gchat.PerSecond, gchat.Burst)
	alerts, _ := gchat.New(server.GChatURL(), webhook.WithPacer(space))
	deploys, _ := gchat.New(server.GChatURL(), webhook.WithPacer(space))

	_, err := webhook.All(alerts, deploys).Send(context.Background(), webhook.Message{Text: "hello"})
	fmt.Println(err, len(server.Requests()))
	// Output: <nil> 2
}

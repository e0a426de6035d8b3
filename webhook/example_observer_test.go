package webhook_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func ExampleWithObserver() {
	server := webhooktest.New()
	defer server.Close()
	server.Fail(http.StatusServiceUnavailable, "", http.Header{"Retry-After": {"1"}})
	client, _ := slack.New(server.SlackURL(), webhook.WithObserver(webhook.Observer{
		Attempt: func(_ context.Context, a webhook.Attempt) {
			fmt.Printf("attempt %d: HTTP %d %q\n", a.Number, a.StatusCode, a.Code)
		},
		Send: func(_ context.Context, d webhook.Delivery) {
			fmt.Printf("%s: delivered after %d attempts: %t\n", d.Provider, d.Receipt.Attempts, d.Err == nil)
		},
	}))
	_, _ = client.Send(context.Background(), webhook.Message{Text: "hello"})
	// Output:
	// attempt 1: HTTP 503 "unavailable"
	// attempt 2: HTTP 200 ""
	// slack: delivered after 2 attempts: true
}

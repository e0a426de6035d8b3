package webhook_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func ExampleError() {
	server := webhooktest.New()
	defer server.Close()
	server.Fail(410, "channel_is_archived", nil)
	client, _ := slack.New(server.SlackURL())

	_, err := client.Send(context.Background(), webhook.Message{Text: "hello"})
	var e *webhook.Error
	if errors.As(err, &e) {
		fmt.Println(e.Code, e.StatusCode, e.Reason, e.MaybeDelivered)
	}
	fmt.Println(errors.Is(err, webhook.ErrGone), webhook.Retryable(err))
	fmt.Println(err)
	// Output:
	// gone 410 channel_is_archived false
	// true false
	// slack: gone (HTTP 410): channel_is_archived — the channel is archived: unarchive it, or make a webhook for another one
}

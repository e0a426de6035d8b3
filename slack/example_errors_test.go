package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// What went wrong, and what to do about it.
func ExampleClient_Send_errors() {
	server := webhooktest.New()
	defer server.Close()
	server.Fail(http.StatusGone, "channel_is_archived", nil)

	client, err := slack.New(server.SlackURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Send(context.Background(), webhook.Message{Text: "Is anybody there?"})

	fmt.Println(errors.Is(err, webhook.ErrGone))
	var e *webhook.Error
	if errors.As(err, &e) {
		fmt.Println(e.Code, e.Reason, e.StatusCode)
	}
	fmt.Println("try again later:", webhook.Retryable(err))
	fmt.Println("may stand in the room:", webhook.MaybeDelivered(err))
	fmt.Println(err)
	// Output:
	// true
	// gone channel_is_archived 410
	// try again later: false
	// may stand in the room: false
	// slack: gone (HTTP 410): channel_is_archived — the channel is archived: unarchive it, or make a webhook for another one
}

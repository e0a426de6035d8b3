package gchat_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// A reply to a thread that must exist, and what Google says when it does not.
func ExampleStatus() {
	server := webhooktest.New()
	defer server.Close()

	client, err := gchat.New(server.GChatURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Post(context.Background(), gchat.Message{
		Text:               "Is it fixed?",
		Thread:             &gchat.Thread{Name: "spaces/AAAAAAAAAAA/threads/T404"},
		MessageReplyOption: gchat.ReplyOrFail,
	})
	fmt.Println(errors.Is(err, webhook.ErrNotFound))
	var status *gchat.Status
	if errors.As(err, &status) {
		fmt.Println(status.Code, status.Status, status.Message)
	}
	// Output:
	// true
	// 404 NOT_FOUND Requested entity was not found.
}

package gchat_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// A thread is opened by the first message that names it, and found again by
// any later one: by the same key, or by the name that a receipt told.
func ExampleClient_Send_thread() {
	server := webhooktest.New() // plays Google Chat; a real URL comes from the environment
	defer server.Close()

	client, err := gchat.New(server.GChatURL(), webhook.WithoutPacing())
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	opened, err := client.Send(ctx, webhook.Message{Text: "Build 12 started", Thread: "build-12"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, thread := range []string{"build-12", opened.Thread, "build-13"} {
		receipt, err := client.Send(ctx, webhook.Message{Text: "…", Thread: thread})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: the same thread: %t\n", thread, receipt.Thread == opened.Thread)
	}
	// Output:
	// build-12: the same thread: true
	// spaces/AAAAAAAAAAA/threads/T1: the same thread: true
	// build-13: the same thread: false
}

package chime_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhooktest"
)

// Chime's own message: Markdown, and a mention.
func ExampleClient_Post() {
	server := webhooktest.New() // plays Chime; a real URL comes from the environment
	defer server.Close()

	client, err := chime.New(server.ChimeURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := client.Post(context.Background(), chime.Markdown("**Outage** @Present\n\n- db-1\n- db-2"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(receipt.MessageID)
	fmt.Println(server.Messages()[0].Text)
	// Output:
	// message-1
	// /md **Outage** @Present
	//
	// - db-1
	// - db-2
}

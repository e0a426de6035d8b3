package webhook_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// A log of 6 KB does not fit into one message of Chime's 4 KB.
func ExampleWithOverflow() {
	server := webhooktest.New()
	defer server.Close()
	log := strings.Repeat("2026-11-21 09:30:00 connection refused\n", 160)
	for _, overflow := range []webhook.Overflow{webhook.Split, webhook.Truncate, webhook.Reject} {
		client, _ := chime.New(server.ChimeURL(), webhook.WithOverflow(overflow), webhook.WithoutPacing())
		receipt, err := client.Send(context.Background(), webhook.Message{Title: "db-1", Text: log})
		fmt.Println(len(receipt.Parts), receipt.Dropped, err)
	}
	// Output:
	// 2 [] <nil>
	// 0 [text: cut off after 4016 of 6240 characters] <nil>
	// 0 [] chime: too_large: /text: too large: 6245 bytes, at most 4096
}

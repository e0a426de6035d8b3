package webhooktest_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// Faults are scripted: the first request fails, the second is cut off after it
// was read, the third arrives.
func ExampleServer_Fail() {
	server := webhooktest.New()
	defer server.Close()
	server.Fail(http.StatusInternalServerError, "rollup_error", nil)
	server.DropAfterRead()

	quick := webhook.WithRetry(retry.Policy{MinWait: time.Millisecond})
	client, err := slack.New(server.SlackURL(), quick, webhook.WithoutPacing())
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := client.Send(context.Background(), webhook.Message{Text: "hello"})
	fmt.Println("error:", err)
	fmt.Println("attempts:", receipt.Attempts)
	fmt.Println("may stand there twice:", receipt.MaybeDuplicate)
	fmt.Println("messages in the room:", len(server.Messages()))
	// Output:
	// error: <nil>
	// attempts: 3
	// may stand there twice: true
	// messages in the room: 1
}

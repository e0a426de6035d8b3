package gchat_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhooktest"
)

// Google Chat's own message: a card, and a text that mentions everyone. What
// comes from elsewhere goes through Inert.
func ExampleClient_Post() {
	server := webhooktest.New()
	defer server.Close()

	client, err := gchat.New(server.GChatURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := client.Post(context.Background(), gchat.Message{
		Text:    "<users/all> " + gchat.Inert("see <a/b>"),
		CardsV2: []json.RawMessage{[]byte(`{"cardId":"c","card":{"sections":[{"widgets":[{"textParagraph":{"text":"<b>42</b> tests"}}]}]}}`)},
		Thread:  &gchat.Thread{ThreadKey: "build-12"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(receipt.MessageID)
	fmt.Println(server.Requests()[0].Query.Get("messageReplyOption"))
	// Output:
	// spaces/AAAAAAAAAAA/messages/M1.1
	// REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD
}

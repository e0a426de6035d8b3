package webhooktest_test

import (
	"context"
	"fmt"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// A server for a test of one's own: what the program sent, and what the room
// shows.
func ExampleNew() {
	server := webhooktest.New()
	defer server.Close()

	// The program under test gets the URL where it would get a real one.
	client, err := gchat.New(server.GChatURL())
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Send(context.Background(), webhook.Message{Text: "hello", ID: "greeting-1"}); err != nil {
		fmt.Println(err)
		return
	}

	for _, m := range server.Messages() {
		fmt.Printf("%s shows %q as %s\n", m.Provider, m.Text, m.ID)
	}
	for _, r := range server.Requests() {
		fmt.Println(r.Method, r.Query.Encode(), string(r.Body), r.Status)
	}
	// Output:
	// gchat shows "hello" as spaces/AAAAAAAAAAA/messages/M1.1
	// POST requestId=greeting-1 {"text":"hello"} 200
}

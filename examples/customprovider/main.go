// Customprovider adds a service of one's own to chatwire: acme.go is the whole
// provider, acme_test.go proves it with the conformance suite.
//
//	go run ./examples/customprovider
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func main() {
	server := webhooktest.New(webhooktest.WithService(acmeService))
	defer server.Close()
	acme, err := NewAcme(server.URL("acme"))
	if err != nil {
		log.Fatal(err)
	}
	receipt, err := acme.Send(context.Background(), webhook.Message{
		Level: webhook.LevelSuccess, Title: "Deployed", Text: "api v1.4.2 is live.", Thread: "deploy",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("delivered as %s after %d attempt(s)\n", receipt.MessageID, receipt.Attempts)
	fmt.Printf("dropped: %q\n", receipt.Dropped)
	fmt.Printf("the room shows: %q\n", server.Messages()[0].Text)
}

// Ticketing is the part of a ticketing system that tells a chat room about
// tickets: an HTTP handler that takes a ticket as JSON, posts it in a thread of
// its own, and answers with a status that says what became of it.
//
//	go run ./examples/ticketing
//
// posts three tickets to itself and shows what came of them. With
// WEBHOOK_URL set it posts for real, and with LISTEN=:8080 it keeps serving:
//
//	curl -d '{"id":"T-1","title":"Printer on fire","priority":"high"}' localhost:8080/tickets
package main

import (
	"cmp"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/chatwire/chatwire"
	"github.com/chatwire/chatwire/webhooktest"
)

func main() {
	server := webhooktest.New()
	defer server.Close()
	sender, err := chatwire.Open(cmp.Or(os.Getenv("WEBHOOK_URL"), server.GChatURL()))
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /tickets", tickets{sender})
	if address := os.Getenv("LISTEN"); address != "" {
		log.Printf("listening, posting to %s", sender)
		web := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
		log.Fatal(web.ListenAndServe())
	}

	web := httptest.NewServer(mux)
	defer web.Close()
	for _, ticket := range []string{
		`{"id":"T-1","title":"Printer on fire","body":"Third floor. <users/all> come & look","priority":"high","url":"https://tickets.example/T-1"}`,
		`{"id":"T-1","title":"Printer on fire","body":"Extinguished.","priority":"low","url":"https://tickets.example/T-1"}`,
		`{"id":"T-2"}`,
	} {
		resp, err := http.Post(web.URL+"/tickets", "application/json", strings.NewReader(ticket)) //nolint:noctx // the demo's own request
		if err != nil {
			log.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		fmt.Printf("POST %s\n  -> %s %s", ticket, resp.Status, body)
	}
	for _, m := range server.Messages() {
		fmt.Printf("\nin thread %s:\n  | %s\n", m.Thread, strings.ReplaceAll(m.Text, "\n", "\n  | "))
	}
}

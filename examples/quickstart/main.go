// Quickstart sends one alert to Slack, Google Chat and Amazon Chime, and shows
// for each what the room received, the receipt, and a failure as a user would
// see it. It needs nothing: it talks to a local server that plays all three.
//
//	go run ./examples/quickstart
//
// Set SLACK_WEBHOOK_URL, GCHAT_WEBHOOK_URL or CHIME_WEBHOOK_URL to post there
// for real.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/chatwire/chatwire"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func main() {
	server := webhooktest.New()
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	ok := true
	for _, room := range []struct{ name, env, local string }{
		{"Slack", "SLACK_WEBHOOK_URL", server.SlackURL()},
		{"Google Chat", "GCHAT_WEBHOOK_URL", server.GChatURL()},
		{"Amazon Chime", "CHIME_WEBHOOK_URL", server.ChimeURL()},
	} {
		fmt.Printf("== %s\n", room.name)
		if err := send(ctx, cmp.Or(os.Getenv(room.env), room.local)); err != nil {
			fmt.Println("failed:  ", err)
			ok = false
		}
		if os.Getenv(room.env) == "" {
			showRoom(server)
			showFailure(ctx, room.local)
		}
		fmt.Println()
	}
	if !ok {
		os.Exit(1)
	}
}

// send is all that a program needs.
func send(ctx context.Context, url string) error {
	sender, err := chatwire.Open(url)
	if err != nil {
		return err
	}
	receipt, err := sender.Send(ctx, webhook.Message{
		Level:    webhook.LevelError,
		Title:    "Disk almost full",
		TitleURL: "https://grafana.example/d/disk?host=db-1",
		Text:     "/var on db-1 is at 93 % and growing <1 %/min>.",
		Fields: []webhook.Field{
			{Name: "Host", Value: "db-1", Short: true},
			{Name: "Mount", Value: "/var", Short: true},
		},
		Links:  []webhook.Link{{Text: "Runbook", URL: "https://wiki.example/disk"}},
		Footer: "monitoring",
		Time:   time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC),
		Thread: "disk/db-1",
	})
	if err != nil {
		return err
	}
	fmt.Println("sent to: ", sender)
	fmt.Printf("receipt:  id=%s thread=%s attempts=%d\n",
		cmp.Or(receipt.MessageID, "(not told)"), cmp.Or(receipt.Thread, "(none)"), receipt.Attempts)
	for _, dropped := range receipt.Dropped {
		fmt.Println("dropped: ", dropped)
	}
	return nil
}

func showRoom(server *webhooktest.Server) {
	messages := server.Messages()
	if len(messages) == 0 {
		return
	}
	last := messages[len(messages)-1]
	fmt.Println("the room received:")
	fmt.Println("  | " + strings.ReplaceAll(last.Text, "\n", "\n  | "))
}

// showFailure sends to a webhook whose secret was revoked: what the error says,
// and that the secret is not in it.
func showFailure(ctx context.Context, url string) {
	sender, err := chatwire.Open(strings.ReplaceAll(url, "CANARYx", "CANARYy"))
	if err != nil {
		fmt.Println("failed:  ", err)
		return
	}
	_, err = sender.Send(ctx, webhook.Message{Text: "to a webhook that was revoked"})
	var e *webhook.Error
	if errors.As(err, &e) {
		fmt.Println("and with a revoked URL:")
		fmt.Println("  error:  ", e)
		fmt.Printf("  code=%s maybe_delivered=%t retryable=%t\n", e.Code, e.MaybeDelivered, webhook.Retryable(err))
	}
}

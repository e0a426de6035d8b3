// Alerting fires fifty alerts at once into one Slack room that takes one
// message a second, as an outage does. Each goroutine just calls Send; the
// client lets them go at the room's pace, and all arrive.
//
//	go run ./examples/alerting
//
// takes 45 seconds, because that is what the room allows. Set ALERTS to send
// fewer, or SLACK_WEBHOOK_URL to post for real.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func main() {
	alerts, err := strconv.Atoi(cmp.Or(os.Getenv("ALERTS"), "50"))
	if err != nil {
		log.Fatal("ALERTS is not a number")
	}
	server := webhooktest.New(webhooktest.WithRateLimits())
	defer server.Close()
	start := time.Now()
	client, err := slack.New(cmp.Or(os.Getenv("SLACK_WEBHOOK_URL"), server.SlackURL()),
		webhook.WithObserver(webhook.Observer{Send: func(_ context.Context, d webhook.Delivery) {
			fmt.Printf("%6.2fs  waited %6.2fs  attempts %d  error %v\n",
				time.Since(start).Seconds(), d.Receipt.Waited.Seconds(), d.Receipt.Attempts, d.Err != nil)
		}}))
	if err != nil {
		log.Fatal(err)
	}

	var wg sync.WaitGroup
	var mu sync.Mutex
	failed := 0
	for i := range alerts {
		wg.Go(func() {
			_, err := client.Send(context.Background(), webhook.Message{
				Level: webhook.LevelCritical,
				Title: fmt.Sprintf("db-%d is down", i+1),
				Text:  "no heartbeat for 60 s",
			})
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed++
				fmt.Println(err)
			}
		})
	}
	wg.Wait()

	fmt.Printf("\n%d alerts at once: %d delivered, %d failed, in %.1f s\n",
		alerts, alerts-failed, failed, time.Since(start).Seconds())
	if os.Getenv("SLACK_WEBHOOK_URL") == "" {
		refused := 0
		for _, r := range server.Requests() {
			if r.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		fmt.Printf("the room shows %d messages; %d of %d requests were answered 429\n",
			len(server.Messages()), refused, len(server.Requests()))
	}
}

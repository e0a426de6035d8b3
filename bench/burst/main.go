// Burst sends 20 messages at once into a Slack room that takes one a second
// and five at once, and counts what arrives. It takes real time: about 20
// seconds, or as long as the slowest peer goes on trying.
//
//	go run ./burst [-check]
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chatwire/chatwire/bench/internal/peers"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

const (
	messages = 20
	// ideal is when the last one can arrive: five go at once, then one a second.
	ideal = (messages - slack.Burst) / slack.PerSecond * time.Second
)

// contender is one way to send, and the figures it is held to, if any.
type contender struct {
	name     string
	requests int     // at most
	late     float64 // the last delivery, at most, over the ideal
	send     func(ctx context.Context) error
}

func main() {
	check := flag.Bool("check", false, "fail when a figure is missed")
	flag.Parse()
	missed, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *check && missed {
		os.Exit(1)
	}
}

func run() (missed bool, err error) {
	makers := []func(url string) (contender, error){
		chatwire("chatwire", 21, 1.02),
		chatwire("chatwire, webhook.WithoutPacing", 40, 1.15, webhook.WithoutPacing()),
		func(url string) (contender, error) {
			return contender{name: "slack-go", send: peers.SlackGo(peers.NewClient(), url)}, nil
		},
		func(url string) (contender, error) {
			send, err := peers.Shoutrrr(strings.TrimSuffix(url, peers.SlackPath))
			return contender{name: "shoutrrr", send: send}, err
		},
		func(url string) (contender, error) {
			return contender{name: "go-retryablehttp", send: retryable(url)}, nil
		},
	}
	// Each has a room of its own, so they can all burst at the same time.
	results := make([]result, len(makers))
	var wait sync.WaitGroup
	for i, open := range makers {
		server := webhooktest.New(webhooktest.WithRateLimits())
		defer server.Close()
		c, err := open(server.SlackURL())
		if err != nil {
			return false, err
		}
		wait.Go(func() { results[i] = burst(c, server) })
	}
	wait.Wait()
	fmt.Printf("| %d messages at once | delivered | lost | errors told | requests | last delivery at |\n|---|---:|---:|---:|---:|---:|\n", messages)
	for _, r := range results {
		fmt.Printf("| %s | %d | %d | %d | %d%s | %.2f s%s |\n", r.name, r.delivered, messages-r.delivered, r.failed,
			r.requests, limit(r.contender.requests, ""), r.last.Seconds(), limit(int(r.late*ideal.Seconds()*100+0.5), " s"))
		missed = missed || r.missed()
	}
	fmt.Printf("\nIdeal: %d delivered, %d requests, last delivery at %v.\n", messages, messages, ideal)
	return missed, nil
}

// limit writes the most that is allowed; of seconds in hundredths.
func limit(most int, unit string) string {
	switch {
	case most == 0:
		return ""
	case unit == "":
		return fmt.Sprintf(" (≤ %d)", most)
	}
	return fmt.Sprintf(" (≤ %.2f%s)", float64(most)/100, unit)
}

type result struct {
	contender
	delivered, failed, requests int
	last                        time.Duration
}

func (r result) missed() bool {
	return r.late > 0 && (r.delivered != messages || r.requests > r.contender.requests || r.last.Seconds() > r.late*ideal.Seconds())
}

// burst lets c send all messages at once, and waits until it has given up or
// delivered each.
func burst(c contender, server *webhooktest.Server) result {
	var failed atomic.Int32
	var wait sync.WaitGroup
	start := time.Now()
	for range messages {
		wait.Go(func() {
			if c.send(context.Background()) != nil {
				failed.Add(1)
			}
		})
	}
	wait.Wait()
	r := result{contender: c, failed: int(failed.Load()), requests: len(server.Requests())}
	for _, m := range server.Messages() {
		r.delivered++
		r.last = max(r.last, m.Time.Sub(start))
	}
	return r
}

func chatwire(name string, requests int, late float64, opts ...webhook.Option) func(string) (contender, error) {
	return func(url string) (contender, error) {
		client, err := slack.New(url, append(opts, webhook.WithHTTPClient(peers.NewClient()))...)
		return contender{name, requests, late, func(ctx context.Context) error {
			_, err := client.Send(ctx, webhook.Message{Text: peers.Text})
			return err
		}}, err
	}
}

// retryable sends through go-retryablehttp, which takes any answer it does not
// repeat for a success.
func retryable(url string) func(context.Context) error {
	client := peers.Retryable()
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(peers.Body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		return resp.Body.Close()
	}
}

// Package peers sends one short message in every way that is compared.
package peers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/nicholas-fedor/shoutrrr"
	goslack "github.com/slack-go/slack"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

// Text is the message.
const Text = "deploy of api v1.42.0 to production finished in 3m12s"

// Body is the message as Slack and Google Chat take it, encoded beforehand.
var Body = []byte(`{"text":"` + Text + `"}`)

// Peer is one way to send it.
type Peer struct {
	Name string
	// Room is "slack" or "gchat". The first peer of a room is its floor.
	Room string
	Send func(ctx context.Context) error
}

// Ours is this library's name among the peers.
const Ours = "chatwire"

// Floors returns the floor of each room.
func Floors(list []Peer) map[string]Peer {
	floors := map[string]Peer{}
	for _, p := range slices.Backward(list) {
		floors[p.Room] = p // the first one stays
	}
	return floors
}

// All returns every peer, for a server at base. Each has a Transport of its
// own with the same settings, and so a connection of its own.
func All(base string) ([]Peer, error) {
	slackURL, gchatURL := base+SlackPath, base+GChatPath
	chatwireSlack, err := slack.New(slackURL, webhook.WithHTTPClient(NewClient()), webhook.WithoutPacing())
	if err != nil {
		return nil, err
	}
	chatwireGChat, err := gchat.New(gchatURL, webhook.WithHTTPClient(NewClient()), webhook.WithoutPacing())
	if err != nil {
		return nil, err
	}
	shout, err := Shoutrrr(base)
	if err != nil {
		return nil, err
	}
	return []Peer{
		{"net/http, bare", "slack", bare(NewClient(), slackURL)},
		{Ours, "slack", sender(chatwireSlack)},
		{"slack-go", "slack", SlackGo(NewClient(), slackURL)},
		{"shoutrrr", "slack", shout},
		{"go-retryablehttp", "slack", bare(Retryable(), slackURL)},

		{"net/http, bare", "gchat", bare(NewClient(), gchatURL)},
		{Ours, "gchat", sender(chatwireGChat)},
		{"net/http, encoding/json", "gchat", decoded(NewClient(), gchatURL)},
	}, nil
}

// SlackPath and GChatPath are webhooks. Their secrets are made here, at run
// time, and are nobody's.
var (
	canary    = "CANARY" + strings.Repeat("x", 18)
	SlackPath = "/services/T00000000/B00000000/" + canary
	GChatPath = "/v1/spaces/AAAAAAAAAAA/messages?key=" + canary + "&token=" + canary
)

// NewTransport returns what every peer sends through.
func NewTransport() *http.Transport {
	return &http.Transport{
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     90 * time.Second,
		DisableCompression:  true, // loopback; and no peer's answer is worth it
	}
}

// NewClient returns a plain client. It has no Timeout, which costs a timer and
// a context for each request: the floor is to be low.
func NewClient() *http.Client { return &http.Client{Transport: NewTransport()} }

// bare is the floor: a request from a URL string and an encoded body, the
// answer drained so that the connection can be used again.
func bare(client *http.Client, url string) func(context.Context) error {
	return func(ctx context.Context) error {
		resp, err := post(ctx, client, url, Body)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		return errors.Join(err, status(resp))
	}
}

// decoded is what a careful program writes by hand for Google Chat: the message
// encoded, the answer decoded.
func decoded(client *http.Client, url string) func(context.Context) error {
	return func(ctx context.Context) error {
		body, err := json.Marshal(struct {
			Text string `json:"text"`
		}{Text})
		if err != nil {
			return err
		}
		resp, err := post(ctx, client, url, body)
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		var m struct {
			Name   string `json:"name"`
			Thread struct {
				Name string `json:"name"`
			} `json:"thread"`
		}
		if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		if m.Name == "" || m.Thread.Name == "" {
			return errors.New("no name in the answer")
		}
		return status(resp)
	}
}

func post(ctx context.Context, client *http.Client, url string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return client.Do(req)
}

func status(resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

func sender(s webhook.Sender) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := s.Send(ctx, webhook.Message{Text: Text})
		return err
	}
}

// SlackGo sends through slack-go. It neither retries nor paces.
func SlackGo(client *http.Client, url string) func(context.Context) error {
	return func(ctx context.Context) error {
		return goslack.PostWebhookCustomHTTPContext(ctx, url, client, &goslack.WebhookMessage{Text: Text})
	}
}

// Retryable returns go-retryablehttp's StandardClient with its defaults, but
// silent: by default it prints every request's URL, secret and all.
func Retryable() *http.Client {
	c := retryablehttp.NewClient()
	c.Logger = nil
	c.HTTPClient.Transport = NewTransport()
	return c.StandardClient()
}

// Shoutrrr sends through shoutrrr, whose Slack service writes the text as an
// attachment, takes no context and no HTTP client, and posts to
// https://hooks.slack.com alone. So this replaces http.DefaultTransport, which
// it uses, by one that reaches base instead, in clear, at no cost for each
// request.
func Shoutrrr(base string) (func(context.Context) error, error) {
	_, address, _ := strings.Cut(base, "://")
	transport := NewTransport()
	transport.DialTLSContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}
	http.DefaultTransport = transport
	router, err := shoutrrr.CreateSender("slack://hook:T00000000-B00000000-" + canary + "@webhook")
	if err != nil {
		return nil, fmt.Errorf("shoutrrr: %w", err)
	}
	return func(context.Context) error { return errors.Join(router.Send(Text, nil)...) }, nil
}

package slack

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/chatwire/chatwire/internal/loopback"
	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/webhook"
)

const name = "slack"

// Client posts to one Slack webhook. Safe for concurrent use; make one for
// each webhook and keep it, because it keeps the pace. It needs no closing.
type Client struct {
	poster *webhook.Poster
	kind   kind
}

var _ webhook.Sender = (*Client)(nil)

// New returns a Client for a webhook URL, with white space and quotes around
// it trimmed. It refuses whatever can be known to be wrong, with a
// *webhook.Error of webhook.CodeInvalidURL that does not print the URL.
//
// On Slack's own hosts the path must be that of a webhook. Any other https
// host is taken for a Slack-compatible server.
func New(webhookURL string, opts ...webhook.Option) (*Client, error) {
	k := incoming
	u, err := webhook.ParseURL(name, webhookURL, func(u *url.URL) (public string, err error) {
		k, public, err = kindOf(u)
		return public, err
	})
	if err != nil {
		return nil, err
	}
	poster, err := webhook.NewPoster(webhook.Service{
		Name:       name,
		PerSecond:  PerSecond,
		Burst:      Burst,
		Convert:    k.payload,
		MaxSize:    MaxText,
		Unit:       "bytes",
		ReadAnswer: k.readAnswer,
	}, u, opts...)
	if err != nil {
		return nil, err
	}
	return &Client{poster, k}, nil
}

// Send posts a portable message. Title, fields, links, image and footer become
// lines of mrkdwn; Receipt.Dropped lists what Slack cannot show. Slack tells
// neither a message's ID nor its thread. See webhook.Sender for errors.
func (c *Client) Send(ctx context.Context, msg webhook.Message) (webhook.Receipt, error) {
	return c.poster.Send(ctx, msg)
}

// Post posts m as it is, after Validate. A workflow trigger takes nothing but
// Text.
func (c *Client) Post(ctx context.Context, m Message) (webhook.Receipt, error) {
	if err := m.Validate(); err != nil {
		return c.poster.Refuse(ctx, err)
	}
	if c.kind == trigger && !textOnly(m) {
		return c.poster.Refuse(ctx, webhook.Violations{{
			Problem: "a workflow trigger takes flat strings: only text can be posted",
		}}.Err(name))
	}
	body, err := plainjson.Marshal(&m)
	if err != nil {
		return c.poster.Refuse(ctx, err)
	}
	return c.poster.Post(ctx, webhook.Payload{Body: body})
}

func textOnly(m Message) bool {
	return len(m.Blocks) == 0 && len(m.Attachments) == 0 && m.Metadata == nil && m.ThreadTS == "" &&
		m.Mrkdwn == Default && m.UnfurlLinks == Default && m.UnfurlMedia == Default &&
		m.Username == "" && m.IconEmoji == "" && m.IconURL == "" && m.Channel == ""
}

// String returns "slack(https://hooks.slack.com/services/…)".
func (c *Client) String() string { return c.poster.String() }

// kind is what stands behind a URL.
type kind int

const (
	incoming kind = iota
	trigger
	responseURL
	compatibleServer
)

// Hosts of Slack's webhooks.
const (
	Host    = "hooks.slack.com"
	GovHost = "hooks.slack-gov.com"
)

// kindOf says what u leads to, and which part of its path is public.
func kindOf(u *url.URL) (kind, string, error) {
	host := strings.ToLower(u.Hostname())
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	first := segments[0]
	if host != Host && host != GovHost {
		if host = "." + host; strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com") {
			return 0, "", errors.New("the URL is one of Slack's, but not of a webhook: that begins with https://" + Host + "/ or https://" + GovHost + "/")
		}
		if strings.HasSuffix(host, ".chat.googleapis.com") || strings.HasSuffix(host, ".chime.aws") {
			return 0, "", errors.New("the URL is that of another service: use gchat.New or chime.New, or chatwire.Open for any")
		}
		if !loopback.Is(u.Hostname()) || first != "services" && first != "triggers" && first != "workflows" {
			return compatibleServer, "", nil
		}
	}
	switch public := "/" + first + "/"; first {
	case "services":
		return need(incoming, public, segments, 4)
	case "triggers", "workflows":
		return need(trigger, public, segments, 4)
	case "app", "actions", "commands":
		return need(responseURL, public, segments, 3)
	default: // the oldest form has no prefix: /T…/B…/secret
		return need(incoming, "/", segments, 3)
	}
}

func need(k kind, public string, segments []string, n int) (kind, string, error) {
	if len(segments) < n || strings.Contains(strings.Join(segments, "/"), "//") {
		return 0, "", errors.New("the webhook URL's path is cut short: copy the whole URL from the app's Incoming Webhooks page")
	}
	return k, public, nil
}

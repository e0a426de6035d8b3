package chime

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/webhook"
)

const name = "chime"

// Host is where Chime's webhooks lived.
const Host = "hooks.chime.aws"

// Client posts to one Chime webhook. Safe for concurrent use; make one for each
// webhook and keep it, because it keeps the pace. It needs no closing.
type Client struct{ poster *webhook.Poster }

var _ webhook.Sender = (*Client)(nil)

// New returns a Client for a webhook URL, with white space and quotes around
// it trimmed. It refuses whatever can be known to be wrong, with a
// *webhook.Error of webhook.CodeInvalidURL that does not print the URL. Any
// https host is taken.
func New(webhookURL string, opts ...webhook.Option) (*Client, error) {
	u, err := webhook.ParseURL(name, webhookURL, checkURL)
	if err != nil {
		return nil, err
	}
	poster, err := webhook.NewPoster(webhook.Service{
		Name:       name,
		PerSecond:  PerSecond,
		Burst:      Burst,
		Convert:    payload,
		MaxSize:    MaxContent,
		Unit:       "bytes",
		ReadAnswer: readAnswer,
	}, u, opts...)
	if err != nil {
		return nil, err
	}
	return &Client{poster}, nil
}

// Send posts a portable message as plain text; Receipt.Dropped lists what
// Chime cannot show. See webhook.Sender for errors.
func (c *Client) Send(ctx context.Context, msg webhook.Message) (webhook.Receipt, error) {
	return c.poster.Send(ctx, msg)
}

// Post posts m as it is, after Validate.
func (c *Client) Post(ctx context.Context, m Message) (webhook.Receipt, error) {
	if err := m.Validate(); err != nil {
		return c.poster.Refuse(ctx, err)
	}
	body, err := plainjson.Marshal(m)
	if err != nil {
		return c.poster.Refuse(ctx, err)
	}
	return c.poster.Post(ctx, webhook.Payload{Body: body})
}

// String returns "chime(https://hooks.chime.aws/incomingwebhooks/…)".
func (c *Client) String() string { return c.poster.String() }

func checkURL(u *url.URL) (string, error) {
	id, ok := strings.CutPrefix(u.Path, "/incomingwebhooks/")
	switch {
	case !ok || id == "" || strings.Contains(id, "/"):
		return "", errors.New("the path is not /incomingwebhooks/…: copy the whole URL from the room's Manage webhooks dialog")
	case u.Query().Get("token") == "":
		return "", errors.New("the URL has lost its token, the part after the question mark")
	}
	return "/incomingwebhooks/", nil
}

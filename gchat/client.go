package gchat

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"

	"github.com/chatwire/chatwire/internal/loopback"
	"github.com/chatwire/chatwire/webhook"
)

const name = "gchat"

// Host is where Google Chat's webhooks live.
const Host = "chat.googleapis.com"

// Client posts to one Google Chat webhook. Safe for concurrent use; make one
// for each webhook and keep it, because it keeps the pace. It needs no closing.
type Client struct {
	poster   *webhook.Poster
	defaults defaults
}

var _ webhook.Sender = (*Client)(nil)

// defaults are the parameters found in the pasted URL. They hold for every
// message that says nothing else.
type defaults struct {
	threadKey   string
	replyOption ReplyOption
}

// New returns a Client for a webhook URL, with white space and quotes around
// it trimmed. It refuses whatever can be known to be wrong, above all a URL
// that was cut at an &, with a *webhook.Error of webhook.CodeInvalidURL that
// does not print the URL. threadKey and messageReplyOption in the URL hold for
// every message that does not say otherwise.
func New(webhookURL string, opts ...webhook.Option) (*Client, error) {
	var d defaults
	u, err := webhook.ParseURL(name, webhookURL, func(u *url.URL) (public string, err error) {
		d, public, err = checkURL(u)
		return public, err
	})
	if err != nil {
		return nil, err
	}
	poster, err := webhook.NewPoster(webhook.Service{
		Name:       name,
		PerSecond:  PerSecond,
		Burst:      Burst,
		Convert:    d.payload,
		ThreadKeys: d.replyOption != ReplyOrFail, // that one opens no thread
		MaxSize:    MaxMessage,
		Unit:       "bytes",
		ReadAnswer: readAnswer,
	}, u, opts...)
	if err != nil {
		return nil, err
	}
	return &Client{poster, d}, nil
}

// Send posts a portable message. Title, fields, links, image and footer become
// lines of text; Receipt.Dropped lists what Google Chat cannot show.
// Receipt.Thread is the thread's name. Message.ID is the requestId, made at
// random when empty. See webhook.Sender for errors.
func (c *Client) Send(ctx context.Context, msg webhook.Message) (webhook.Receipt, error) {
	msg.ID = c.requestID(msg.ID)
	if msg.Thread == "" {
		msg.Thread = c.defaults.threadKey
	}
	return c.poster.Send(ctx, msg)
}

// Post posts m as it is, after Validate. Only what is empty is filled in: the
// RequestID, and the MessageReplyOption of a message with a thread.
func (c *Client) Post(ctx context.Context, m Message) (webhook.Receipt, error) {
	m.RequestID = c.requestID(m.RequestID)
	if len(m.threadViolations()) > 0 { // of which fill would hide some
		return c.poster.Refuse(ctx, m.Validate())
	}
	c.defaults.fill(&m)
	body, err := m.encode()
	if err == nil {
		err = m.violations(len(body)).Err(name)
	} else {
		err = m.Validate()
	}
	if err != nil {
		return c.poster.Refuse(ctx, err)
	}
	return c.poster.Post(ctx, webhook.Payload{Body: body, Query: m.query()})
}

// String returns "gchat(https://chat.googleapis.com/v1/spaces/…)".
func (c *Client) String() string { return c.poster.String() }

func (c *Client) requestID(id string) string {
	switch {
	case !c.poster.IdempotencyKeys():
		return ""
	case id != "":
		return id
	}
	return rand.Text()
}

// fill completes m. Chat ignores a thread that comes without an option, and
// refuses an option that comes without a thread.
func (d defaults) fill(m *Message) {
	if m.Thread == nil && d.threadKey != "" {
		m.Thread = &Thread{ThreadKey: d.threadKey}
	}
	if m.Thread == nil || m.MessageReplyOption != "" {
		return
	}
	m.MessageReplyOption = d.replyOption
	if m.MessageReplyOption == "" {
		m.MessageReplyOption = ReplyFallbackToNewThread
	}
}

// checkURL checks u, takes the parameters of single messages out of it and
// returns the public part of its path.
func checkURL(u *url.URL) (defaults, string, error) {
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch {
	case !strings.EqualFold(u.Hostname(), Host) && !loopback.Is(u.Hostname()):
		return defaults{}, "", errors.New("the host is not " + Host)
	case len(segments) != 4 || segments[0] != "v1" || segments[1] != "spaces" || segments[2] == "" || segments[3] != "messages":
		return defaults{}, "", errors.New("the path is not /v1/spaces/…/messages: copy the whole URL from the space's Apps & integrations page")
	}
	q := u.Query()
	if q.Get("key") == "" || q.Get("token") == "" {
		return defaults{}, "", errors.New("the URL needs key and token after the question mark: it was probably cut at an &, which a shell does unless the URL is quoted")
	}
	d := defaults{threadKey: q.Get("threadKey"), replyOption: ReplyOption(q.Get("messageReplyOption"))}
	for _, own := range []string{"threadKey", "messageReplyOption", "requestId", "messageId"} {
		if q.Has(own) {
			q.Del(own)
			u.RawQuery = q.Encode()
		}
	}
	return d, "/v1/spaces/" + segments[2] + "/messages?", nil
}

// Package chatwire posts messages to chat rooms through webhooks: Slack, Google
// Chat and Amazon Chime behind one [webhook.Sender].
//
// A message handed to Send is delivered, or the caller is told exactly what
// happened to it, and the webhook's secret is never printed.
//
//	sender, err := chatwire.Open(os.Getenv("WEBHOOK_URL"))
//	if err != nil {
//		return err
//	}
//	receipt, err := sender.Send(ctx, webhook.Message{
//		Level: webhook.LevelError,
//		Title: "Disk almost full",
//		Text:  "/var is at 93 %",
//	})
//
// # Where things are
//
// [Open] tells the provider by the URL. Packages slack, gchat and chime make
// clients of one provider each, which also post its own kind of message.
// Package webhook holds the contract: Message, Receipt, Error, the options, and
// Poster, on which users build providers of their own. Package retry holds the
// retry policy, package webhooktest a local server that plays all providers.
//
// # Limits
//
// Each client keeps its provider's pace, so that a burst arrives whole instead
// of being refused, and splits a text over the provider's limit.
//
// # Errors
//
// Every error is a [*webhook.Error] with a Code that is the same for all
// providers, the provider's own word for it, and MaybeDelivered.
//
// # Retries
//
// What is safe to repeat is repeated, with backoff, never before Retry-After.
//
// # Concurrency
//
// Everything is safe for concurrent use. Make one Sender for each room and
// keep it.
package chatwire

import (
	"errors"
	"net/url"
	"strings"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/internal/loopback"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

// Open returns a client for a webhook URL of Slack (GovSlack and workflow
// triggers included), Google Chat or Amazon Chime, or of the local server of
// package webhooktest. A URL of another host is refused, with an error that
// names what is known; for a Slack-compatible server call slack.New.
func Open(webhookURL string, opts ...webhook.Option) (webhook.Sender, error) {
	var open func() (webhook.Sender, error)
	_, err := webhook.ParseURL("chatwire", webhookURL, func(u *url.URL) (string, error) {
		switch providerOf(u) {
		case "slack":
			open = func() (webhook.Sender, error) { return sender(slack.New(webhookURL, opts...)) }
		case "gchat":
			open = func() (webhook.Sender, error) { return sender(gchat.New(webhookURL, opts...)) }
		case "chime":
			open = func() (webhook.Sender, error) { return sender(chime.New(webhookURL, opts...)) }
		default:
			return "", errors.New("the host is none of the known ones (" +
				slack.Host + ", " + slack.GovHost + ", " + gchat.Host + ", " + chime.Host +
				"): for a Slack-compatible server (Mattermost, Rocket.Chat, Discord's /slack) say so with slack.New")
		}
		return "", nil
	})
	if err != nil {
		return nil, err
	}
	return open()
}

// sender keeps a nil client from becoming a Sender that is not nil.
func sender[C webhook.Sender](client C, err error) (webhook.Sender, error) {
	if err != nil {
		return nil, err
	}
	return client, nil
}

// providerOf tells the provider by the host; on loopback, where webhooktest
// plays all of them, by the path.
func providerOf(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	switch {
	case host == slack.Host || host == slack.GovHost:
		return "slack"
	case host == gchat.Host:
		return "gchat"
	case host == chime.Host || strings.HasSuffix(host, ".chime.aws"):
		return "chime"
	}
	if !loopback.Is(host) {
		return ""
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return map[string]string{
		"services": "slack", "triggers": "slack", "workflows": "slack",
		"v1": "gchat", "incomingwebhooks": "chime",
	}[first]
}

package slack_test

import (
	"testing"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		return slack.New(server.SlackURL(), opts...)
	})
}

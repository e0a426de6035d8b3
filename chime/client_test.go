package chime_test

import (
	"testing"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		return chime.New(server.ChimeURL(), opts...)
	})
}

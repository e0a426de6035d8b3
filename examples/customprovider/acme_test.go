package main

import (
	"testing"

	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestAcme(t *testing.T) {
	t.Parallel()
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		return NewAcme(server.URL("acme"), opts...)
	}, webhooktest.WithService(acmeService))
}

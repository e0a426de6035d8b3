package slack_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

// Another provider's webhook is no Slack-compatible server.
func TestNewRefusesOtherServices(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://chat.googleapis.com/v1/spaces/AAA/messages?key=CANARY&token=CANARY",
		"https://hooks.chime.aws/incomingwebhooks/CANARY?token=CANARY",
	} {
		_, err := slack.New(url)
		require.ErrorIs(t, err, webhook.ErrInvalidURL)
		require.ErrorContains(t, err, "another service")
		require.NotContains(t, err.Error(), "CANARY")
	}
}

package gchat_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// A message of one's own ID whose answer was lost conflicts with itself: that
// is a delivery. Another message's ID is not.
func TestOwnRepeatIsNoConflict(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := webhooktest.New(webhooktest.InMemory())
		defer server.Close()
		client, err := gchat.New(server.GChatURL(), webhook.WithHTTPClient(server.Client()), webhook.WithoutIdempotencyKeys())
		require.NoError(t, err)
		m := gchat.Message{Text: "x", MessageID: "client-1"}
		server.DropMidAnswer()
		receipt, err := client.Post(t.Context(), m)
		require.NoError(t, err)
		require.Equal(t, 2, receipt.Attempts)
		require.Len(t, server.Messages(), 1)

		_, err = client.Post(t.Context(), m)
		require.ErrorIs(t, err, webhook.ErrConflict)
	})
}

// The IDs of parts are none that a caller would choose, and the same each time.
func TestPartsKeepTheirIDs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := webhooktest.New(webhooktest.InMemory())
		defer server.Close()
		client, err := gchat.New(server.GChatURL(), webhook.WithHTTPClient(server.Client()))
		require.NoError(t, err)
		long := webhook.Message{ID: "job-1", Text: strings.Repeat("0123456789\n", 6000)}
		_, err = client.Send(t.Context(), long)
		require.NoError(t, err)
		parts := len(server.Messages())
		_, err = client.Send(t.Context(), long) // recognized, all of it
		require.NoError(t, err)
		require.Len(t, server.Messages(), parts)
		_, err = client.Send(t.Context(), webhook.Message{ID: "job-1-2", Text: "another"})
		require.NoError(t, err)
		require.Len(t, server.Messages(), parts+1)
	})
}

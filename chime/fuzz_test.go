package chime_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func FuzzReadAnswer(f *testing.F) {
	for _, body := range []string{
		`{"MessageId":"0f0f0f0f-0000-4000-8000-000000000000","RoomId":"1f0f0f0f-0000-4000-8000-000000000000"}`,
		`{"Message":"Webhook not found"}`, `{"message":"Forbidden"}`, `{"MessageId":7}`, `{"MessageId":null}`, `null`, `[]`, ``, "ok",
		"<html><title>503 Service Unavailable</title></html>", `{"MessageId":"x"`,
	} {
		for _, status := range []int{200, 201, 400, 403, 429, 503} {
			f.Add(status, body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		receipt, err := chime.ReadAnswer(webhook.Answer{StatusCode: status, Header: http.Header{}, Body: []byte(body)})
		var wire struct {
			MessageID string `json:"MessageId"`
		}
		ok := json.Unmarshal([]byte(body), &wire) == nil && wire.MessageID != ""
		if err == nil {
			require.Equal(t, http.StatusOK, status)
			require.NotEmpty(t, receipt.MessageID)
			require.True(t, ok, body)
			return
		}
		var e *webhook.Error
		require.ErrorAs(t, err, &e)
		require.Empty(t, e.Code, "the status decides")
		_ = err.Error()
	})
}

func FuzzInert(f *testing.F) {
	for _, s := range []string{"", "@All", "@Present look", "joe@mail.example", "@@all", "\xff@a", "@\u200ball", "a@\xffb", "é@all"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		requireInert(t, s, chime.Inert(s))
	})
}

// FuzzNew puts a secret between two pieces of a URL.
func FuzzNew(f *testing.F) {
	for _, piece := range [][2]string{
		{"https://hooks.chime.aws/incomingwebhooks/1?token=", "%3D"},
		{"https://hooks.chime.aws/incomingwebhooks/", "?token=t"},
		{"https://hooks.chime.aws/incomingwebhooks/", ""},
		{"https://hooks.chime.aws/", "?token=t\n"},
		{"https://", "@hooks.chime.aws/incomingwebhooks/1?token=t"},
		{"http://hooks.chime.aws/incomingwebhooks/1?token=", ""},
		{"https://hooks.chime.aws/incomingwebhooks/1?token=", "&amp;x"},
		{"https://hooks.chime.aws/incomingwebhooks/1?token=", "#"},
		{"https://hooks.chime.aws/incomingwebhooks/%zz?token=", ""},
		{"", ""},
	} {
		f.Add(piece[0], piece[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		client, err := chime.New(before + webhooktest.Canary + "xyz" + after)
		if err != nil {
			require.Nil(t, client)
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.NotContains(t, err.Error(), webhooktest.Canary)
			return
		}
		// The host may be printed; nothing behind it may.
		_, rest, _ := strings.Cut(client.String(), "://")
		_, path, _ := strings.Cut(rest, "/")
		require.NotContains(t, path, webhooktest.Canary)
	})
}

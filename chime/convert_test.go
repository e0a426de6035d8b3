package chime_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

// golden compares got, as indented JSON, with testdata/<name>.golden.json.
// UPDATE_GOLDEN=1 writes the file instead.
func golden(t *testing.T, name string, got any) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	require.NoError(t, enc.Encode(got))
	path := filepath.Join("testdata", name+".golden.json")
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "UPDATE_GOLDEN=1 go test writes it")
	require.Equal(t, string(want), b.String())
}

// posted is what a golden file keeps of a Send.
type posted struct {
	Body    json.RawMessage `json:"body"`
	Dropped []string        `json:"dropped,omitempty"`
}

func everyField() webhook.Message {
	return webhook.Message{
		Text:     "the-text @All & *more*\nsecond line",
		Title:    "the-title <b>",
		TitleURL: "https://title.example/?a=1&b=<2>",
		Level:    webhook.LevelCritical,
		Fields: []webhook.Field{
			{Name: "Host", Value: "db-1", Short: true},
			{Name: "Owner", Value: "@Present joe@mail.example", Short: true},
			{Name: "Long", Value: "stands alone"},
		},
		Links:  []webhook.Link{{Text: "Runbook", URL: "https://wiki.example/a b"}, {URL: "https://bare.example/"}, {Text: "odd", URL: "javascript:alert(1)"}},
		Image:  webhook.Image{URL: "https://image.example/a.png", Alt: "a graph"},
		Footer: "the-footer & co",
		Time:   time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Thread: "a-thread",
		ID:     "an-id",
	}
}

func TestSendGolden(t *testing.T) {
	t.Parallel()
	for name, msg := range map[string]webhook.Message{
		"text_only":         {Text: "Build 12 passed: @All *a* & <b>\n`c` 🙂"},
		"title_only":        {Title: "Deployed"},
		"every_field":       everyField(),
		"mention_present":   {Text: "look", Mention: webhook.MentionPresent},
		"mention_all":       {Title: "Outage", Text: "all down", Level: webhook.LevelError, Mention: webhook.MentionAll},
		"thread":            {Text: "reply", Thread: "build-12"},
		"literal_markdown":  {Text: "/md # not a heading"},
		"literal_code":      {Title: "/code x", Text: "y"},
		"literal_upper":     {Text: "/MD x"},
		"literal_elsewhere": {Text: "see /md x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				receipt, err := client.Send(t.Context(), msg)
				require.NoError(t, err)
				golden(t, name, posted{server.Requests()[0].Body, receipt.Dropped})
			})
		})
	}
}

func TestSendGoldenLevels(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		bodies := map[webhook.Level]json.RawMessage{}
		for i, level := range []webhook.Level{
			webhook.LevelNone, webhook.LevelInfo, webhook.LevelSuccess, webhook.LevelWarning, webhook.LevelError, webhook.LevelCritical,
		} {
			_, err := client.Send(t.Context(), webhook.Message{Level: level, Title: "title", Text: "text"})
			require.NoError(t, err)
			bodies[level] = server.Requests()[i].Body
		}
		golden(t, "levels", bodies)
	})
}

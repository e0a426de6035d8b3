package slack_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/slack"
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
		Text:     "the-text <!channel> & *more*\nsecond line",
		Title:    "the-title <b>|x",
		TitleURL: "https://title.example/?a=1&b=<2>",
		Level:    webhook.LevelCritical,
		Fields: []webhook.Field{
			{Name: "Host", Value: "db-1", Short: true},
			{Name: "Mount <x>", Value: "/var & more", Short: true},
			{Name: "Long", Value: "stands alone"},
		},
		Links:   []webhook.Link{{Text: "Run|book", URL: "https://wiki.example/a b"}, {URL: "https://bare.example/"}, {Text: "odd", URL: "javascript:alert(1)"}},
		Image:   webhook.Image{URL: "https://image.example/a.png", Alt: "a <graph>"},
		Footer:  "the-footer & co",
		Time:    time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Mention: webhook.MentionNone,
		Thread:  "a-thread",
		ID:      "an-id",
	}
}

func TestSendGolden(t *testing.T) {
	t.Parallel()
	for name, msg := range map[string]webhook.Message{
		"text_only":       {Text: "Build 12 passed: <!channel> *a* & _b_\n`c` 🙂"},
		"title_only":      {Title: "Deployed"},
		"title_url_alone": {Text: "text", TitleURL: "https://title.example/"},
		"every_field":     everyField(),
		"mention_present": {Text: "look", Mention: webhook.MentionPresent},
		"mention_all":     {Title: "Outage", Text: "all down", Level: webhook.LevelError, Mention: webhook.MentionAll},
		"thread_ts":       {Text: "reply", Thread: "1700000000.000100"},
		"thread_no_ts":    {Text: "reply", Thread: "1700000000.0001"},
		"thread_name":     {Text: "reply", Thread: "spaces/A/threads/B"},
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

func TestSendGoldenTrigger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setupTrigger(t)
		receipt, err := client.Send(t.Context(), everyField())
		require.NoError(t, err)
		golden(t, "trigger", posted{server.Requests()[0].Body, receipt.Dropped})
	})
}

// TestSendGoldenCompatible posts to servers that only imitate Slack.
func TestSendGoldenCompatible(t *testing.T) {
	t.Parallel()
	for name, msg := range map[string]webhook.Message{
		"compatible_text_only":   {Text: "@all <!channel> *a* & joe@mail.example"},
		"compatible_every_field": everyField(),
		"compatible_mention_all": {Text: "@here look", Mention: webhook.MentionAll, Thread: "1700000000.000100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, transport := mocked(t, mattermost)
			var body bytes.Buffer
			transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				_, err := body.ReadFrom(r.Body)
				return httpmock.NewStringResponse(http.StatusOK, "ok"), err
			})
			receipt, err := client.Send(t.Context(), msg)
			require.NoError(t, err)
			golden(t, name, posted{body.Bytes(), receipt.Dropped})
		})
	}
}

// TestSentIsValid decodes what Send makes of every level and mention and judges
// it as Post would.
func TestSentIsValid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		for _, mention := range []webhook.Mention{webhook.MentionNone, webhook.MentionPresent, webhook.MentionAll} {
			msg := everyField()
			msg.Mention = mention
			_, err := client.Send(t.Context(), msg)
			require.NoError(t, err)
		}
		for _, r := range server.Requests() {
			var m slack.Message
			require.NoError(t, json.Unmarshal(r.Body, &m))
			require.NoError(t, m.Validate())
			require.Empty(t, m.ThreadTS, "a-thread is no ts")
		}
	})
}

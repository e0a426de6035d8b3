package gchat_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
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
	Query   url.Values      `json:"query"`
	Body    json.RawMessage `json:"body"`
	Dropped []string        `json:"dropped,omitempty"`
}

func everyField() webhook.Message {
	return webhook.Message{
		Text:     "the-text <users/all> & *more* 1 < 2\nsecond line",
		Title:    "the-title <b>|x",
		TitleURL: "https://title.example/?a=1&b=<2>",
		Level:    webhook.LevelCritical,
		Fields: []webhook.Field{
			{Name: "Host", Value: "db-1", Short: true},
			{Name: "Mount <x>", Value: "/var & more", Short: true},
			{Name: "Long", Value: "stands alone"},
		},
		Links:  []webhook.Link{{Text: "Run|book <a/b>", URL: "https://wiki.example/a b"}, {URL: "https://bare.example/"}, {Text: "odd", URL: "javascript:alert(1)"}},
		Image:  webhook.Image{URL: "https://image.example/a.png", Alt: "a <graph>"},
		Footer: "the-footer & co",
		Time:   time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Thread: "a-thread",
		ID:     "an-id",
	}
}

func TestSendGolden(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		pasted string
		msg    webhook.Message
	}{
		"text_only":           {"", webhook.Message{Text: "Build 12 passed: <users/all> *a* & _b_\n`c` 🙂"}},
		"title_only":          {"", webhook.Message{Title: "Deployed"}},
		"every_field":         {"", everyField()},
		"mention_present":     {"", webhook.Message{Text: "look", Mention: webhook.MentionPresent}},
		"mention_all":         {"", webhook.Message{Title: "Outage", Text: "all down", Level: webhook.LevelError, Mention: webhook.MentionAll}},
		"thread_key":          {"", webhook.Message{Text: "reply", Thread: "build & <12>"}},
		"thread_name":         {"", webhook.Message{Text: "reply", Thread: "spaces/A/threads/B"}},
		"thread_nearly_name":  {"", webhook.Message{Text: "reply", Thread: "spaces/A/threads/"}},
		"pasted_thread":       {"&threadKey=pasted&messageReplyOption=REPLY_MESSAGE_OR_FAIL", webhook.Message{Text: "reply"}},
		"pasted_thread_other": {"&threadKey=pasted&messageReplyOption=REPLY_MESSAGE_OR_FAIL", webhook.Message{Text: "reply", Thread: "other"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, _ := setup(t)
				client := open(t, server, server.GChatURL()+tt.pasted)
				server.Fail(http.StatusOK, `{"name":"spaces/A/messages/1"}`, nil) // whatever it is
				tt.msg.ID = "an-id"
				receipt, err := client.Send(t.Context(), tt.msg)
				require.NoError(t, err)
				r := server.Requests()[0]
				golden(t, name, posted{r.Query, r.Body, receipt.Dropped})
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

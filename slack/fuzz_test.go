package slack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// FuzzReadAnswer holds answers against the rules of success that need no
// knowledge of Slack's words.
func FuzzReadAnswer(f *testing.F) {
	for _, body := range []string{
		"ok", "ok\n", "", "invalid_payload", "no_service", "channel_is_archived", "message_limit_exceeded", "No hooks",
		`{"ok":true}`, `{"ok":false,"error":"invalid_auth"}`, `{"retry_after":1,"ok":false,"error":"rate_limited"}`,
		`{"ok":false,"count_hour_ago":1,"count_minute_ago":61,"count_second_ago":9}`,
		`{"message":"You are being rate limited.","retry_after":0.3,"global":false}`,
		`{"id":"web.incoming_webhook.channel.app_error","message":"Couldn't find the channel.","status_code":404}`,
		`{"success":false,"error":"Invalid integration id"}`, `{"ok":false,"retry_after":"1"}`, `{"error":{"code":7}}`,
		"<!DOCTYPE html><html><title>502 Bad Gateway</title></html>", `{"ok":tr`, "\x00\xff", `{"retry_after":1e999}`,
	} {
		for _, status := range []int{200, 204, 400, 403, 429, 500} {
			f.Add(status, body, "1", false)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body, retryAfter string, truncated bool) {
		text := strings.TrimSpace(body)
		// What stands there twice is read either way.
		var wire map[string]json.RawMessage
		once := strings.Count(text, `ok"`) <= 1 && json.Unmarshal([]byte(text), &wire) == nil
		isTrue, isFalse := once && string(wire["ok"]) == "true", once && string(wire["ok"]) == "false"
		for kind, read := range slack.ReadAnswer {
			given := []byte(body)
			_, err := read(webhook.Answer{StatusCode: status, Header: http.Header{"Retry-After": {retryAfter}}, Body: given, Truncated: truncated})
			require.Equal(t, body, string(given), "the body was changed")
			if err == nil {
				require.True(t, status >= 200 && status < 300, "%s: success with %d", kind, status)
				require.False(t, truncated || strings.HasPrefix(text, "<"), "%s: success with a page", kind)
				require.False(t, isFalse, "%s: success with ok:false", kind)
				if kind == "incoming" && (once || wire == nil) {
					require.True(t, text == "ok" && status == 200 || isTrue, "success with %q", body)
				}
				continue
			}
			var e *webhook.Error
			require.ErrorAs(t, err, &e)
			require.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
			require.False(t, kind == "incoming" && status == 200 && text == "ok" && !truncated, "ok is no success")
			if e.Code != "" {
				require.NotEmpty(t, e.Reason, "a code without Slack's word")
			}
		}
	})
}

// FuzzMessage decodes messages, as webhooktest does with those of strangers. A
// valid one is the same after another round.
func FuzzMessage(f *testing.F) {
	for _, body := range []string{
		`{"text":"Build 12 passed"}`,
		`{"text":"log attached","thread_ts":"1700000000.000100","unfurl_links":false,"unfurl_media":null}`,
		`{"text":"done","metadata":{"event_type":"build_done","event_payload":{"build":12}}}`,
		`{"response_type":"ephemeral","replace_original":false,"text":"noted"}`,
		`{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*42* tests","verbatim":true}},{"type":"divider"}]}`,
		`{"attachments":[{"fallback":"f","color":"#336699","blocks":[]}],"mrkdwn":true,"channel":"#ops","username":"u","icon_emoji":":x:"}`,
		`{"blocks":[null,1,"",[],{"type":null}],"attachments":[{}]}`, `{"mrkdwn":1}`, `null`, `[]`, ``, `{"metadata":{}}`, `{"text":"\ud800"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var m slack.Message
		if json.Unmarshal(body, &m) != nil {
			return
		}
		err := m.Validate()
		var broken webhook.Violations
		require.Equal(t, err != nil, errors.As(err, &broken))
		if err != nil {
			require.NotEmpty(t, broken)
			return
		}
		first, err := json.Marshal(&m)
		require.NoError(t, err, "valid, but no JSON")
		var again slack.Message
		require.NoError(t, json.Unmarshal(first, &again))
		require.NoError(t, again.Validate())
		second, err := json.Marshal(&again)
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, second), "%s\n%s", first, second)
	})
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "<!channel>", "&lt;!channel&gt;", "<@U1> & <#C1|x>", "<https://a|b>", "\xff<", "&&amp;;", "\u2028<\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		requireEscaped(t, s, slack.Escape(s))
	})
}

// FuzzNew puts a secret between two pieces of a URL.
func FuzzNew(f *testing.F) {
	for _, piece := range [][2]string{
		{"https://hooks.slack.com/services/T0/B0/", ""},
		{"https://hooks.slack.com/services/T0/", "/\n"},
		{"https://hooks.slack.com/", ""},
		{"https://", "@hooks.slack.com/services/T0/B0/x"},
		{"http://", ".example/hooks"},
		{"https://mattermost.example/hooks/", "?a=b&amp;c"},
		{"https://hooks.slack.com/triggers/T0/1/", "#x"},
		{"https://hooks.slack-gov.com/services/T0/B0/", "%zz"},
		{"https://hooks.slack.com:", "/services/T0/B0/x"},
		{"https://slack.com/api/chat.postMessage?token=", ";"},
		{" '\"<", ">\"' "},
		{"", ""},
		{"https://[::1", "]/services/T0/B0/x"},
	} {
		f.Add(piece[0], piece[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = webhooktest.Canary + "xyz"
		client, err := slack.New(before + secret + after)
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

package gchat_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// FuzzReadAnswer reads Google's answers: messages, and Status in all its forms.
func FuzzReadAnswer(f *testing.F) {
	for _, body := range []string{
		`{"name":"spaces/AAA/messages/BBB.CCC","text":"hello","thread":{"name":"spaces/AAA/threads/BBB"},"space":{"name":"spaces/AAA"}}`,
		`{"name":"spaces/AAA/messages/BBB.CCC","thread":{"name":"spaces/AAA/threads/BBB"},"text":"` + strings.Repeat("x", 100),
		`{"text":{"name":"spaces/X"},"thread":7,"name":"spaces/A"}`,
		`{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"body\" at 'message': Cannot find field.","status":"INVALID_ARGUMENT",` +
			`"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"message","description":"x"}]}]}}`,
		`{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}`,
		`[{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}]`,
		`{"code":503,"message":"The service is currently unavailable.","status":"UNAVAILABLE"}`,
		`{"error":{"code":403,"message":"The API is called without a valid token. ...","status":"PERMISSION_DENIED"}}`,
		`{"error":"invalid_grant"}`, `[]`, `[null]`, `null`, `{"error":null}`, `{"error":{}}`, `{"error":{"code":"x"}}`, ``, `{"name":`,
		"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>",
	} {
		for _, status := range []int{200, 400, 429, 503} {
			f.Add(status, body, false)
			f.Add(status, body, true)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string, truncated bool) {
		given := []byte(body)
		receipt, err := gchat.ReadAnswer(webhook.Answer{StatusCode: status, Header: http.Header{}, Body: given, Truncated: truncated})
		require.Equal(t, body, string(given), "the body was changed")
		if err == nil {
			require.Equal(t, http.StatusOK, status)
			require.True(t, strings.HasPrefix(receipt.MessageID, "spaces/"))
			require.True(t, truncated || json.Valid(given))
			require.True(t, utf8.ValidString(receipt.MessageID+receipt.Thread))
			if !strings.Contains(body, `\`) && utf8.ValidString(body) {
				require.Contains(t, body, `"`+receipt.MessageID+`"`)
				require.Contains(t, body, receipt.Thread)
			}
			return
		}
		var e *webhook.Error
		require.ErrorAs(t, err, &e)
		require.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
		var s *gchat.Status
		if e.Err != nil {
			require.ErrorAs(t, err, &s)
			require.Equal(t, s.Status, e.Reason)
			require.NotEmpty(t, e.Code)
		} else {
			require.Empty(t, e.Code)
		}
		_ = err.Error()
	})
}

var seconds = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})?s$`)

// FuzzRetryInfo compares with the standard library, where both read the same.
func FuzzRetryInfo(f *testing.F) {
	for _, s := range []string{"3.5s", "1s", "0s", "-1s", "1.000340012s", "soon", "", "s", "1.2.3s", "1e3s", "Infs", "315576000000s", strings.Repeat("9", 400) + "s", ".s", "٣s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := gchat.ParseDuration(s)
		require.GreaterOrEqual(t, got, time.Duration(0))
		if seconds.MatchString(s) {
			want, err := time.ParseDuration(s)
			require.NoError(t, err)
			require.InDelta(t, want, got, float64(time.Microsecond))
		}
		if !strings.HasSuffix(s, "s") || strings.ContainsAny(s, "-+eEnNxX _") {
			require.Zero(t, got)
		}
	})
}

func FuzzInert(f *testing.F) {
	for _, s := range []string{"", "<users/all>", "<<users/all>", "<\u200busers/all>", "a < b", "<https://a|b>", "</b>", "<b>\n</i", "\xff<users/\xff>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		requireInert(t, s, gchat.Inert(s))
	})
}

// FuzzMessage decodes messages, as webhooktest does with those of strangers.
func FuzzMessage(f *testing.F) {
	for _, body := range []string{
		`{"text":"hello"}`, `{"text":"a","thread":{"threadKey":"k"}}`, `{"thread":{"name":"spaces/A/threads/B"},"cardsV2":[{"cardId":"c","card":{}}]}`,
		`{"cardsV2":[null,1,[],{}],"fallbackText":"f"}`, `{"thread":{}}`, `null`, `[]`, `{"text":"\ud800"}`, `{"cardsV2":{}}`,
	} {
		f.Add([]byte(body), "REPLY_MESSAGE_OR_FAIL", "client-a")
		f.Add([]byte(body), "", "")
	}
	f.Fuzz(func(t *testing.T, body []byte, option, id string) {
		var m gchat.Message
		if json.Unmarshal(body, &m) != nil {
			return
		}
		m.MessageReplyOption, m.MessageID = gchat.ReplyOption(option), id
		err := m.Validate()
		if err != nil {
			var broken webhook.Violations
			require.ErrorAs(t, err, &broken)
			require.NotEmpty(t, broken)
			return
		}
		encoded, err := json.Marshal(&m)
		require.NoError(t, err, "valid, but no JSON")
		var again gchat.Message
		require.NoError(t, json.Unmarshal(encoded, &again))
		require.Equal(t, m.Text, again.Text)
		require.Equal(t, m.Thread, again.Thread)
		require.Len(t, again.CardsV2, len(m.CardsV2))
	})
}

// FuzzNew puts a secret between two pieces of a URL.
func FuzzNew(f *testing.F) {
	for _, piece := range [][2]string{
		{base + "?key=k&token=", "%3D"},
		{base + "?key=", "&token=t"},
		{base + "?key=", ""},
		{base + "?key=k&amp;token=", ""},
		{base + "?key=k;token=", ""},
		{base + "?key=k&token=", "\n"},
		{base + "?key=k&threadKey=a%20b&token=", "&messageReplyOption=REPLY_MESSAGE_OR_FAIL"},
		{"https://", "@chat.googleapis.com/v1/spaces/A/messages?key=k&token=t"},
		{"http://chat.googleapis.com/v1/spaces/A/messages?key=k&token=", ""},
		{"https://chat.example/v1/spaces/A/messages?key=k&token=", "#"},
		{"https://chat.googleapis.com/v1/rooms/A/messages?key=k&token=", "%zz"},
		{"", ""},
	} {
		f.Add(piece[0], piece[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		client, err := gchat.New(before + webhooktest.Canary + "xyz" + after)
		if err != nil {
			require.Nil(t, client)
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.NotContains(t, err.Error(), webhooktest.Canary)
			return
		}
		// The space may be printed; the query may not.
		_, query, _ := strings.Cut(client.String(), "?")
		require.NotContains(t, query, webhooktest.Canary)
	})
}

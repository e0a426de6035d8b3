package webhooktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chatwire/chatwire/internal/plainjson"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

func slackService() Service {
	s := Service{
		Name:      "slack",
		Path:      "/services/T00000000/B00000000/" + canary(24),
		PerSecond: slack.PerSecond,
		Burst:     slack.Burst,
		Limited:   slackLimited,
	}
	s.Handle = func(r *http.Request, body []byte) Reply {
		if reply, ok := slackURL(s.Path, r.URL.Path); !ok {
			return reply
		}
		if r.Method != http.MethodPost {
			return word(http.StatusMethodNotAllowed, "method_not_allowed")
		}
		return slackMessage(slackBody(r, body))
	}
	return s
}

// slackURL compares the parts of the path, and answers as Slack does when one
// is wrong.
func slackURL(own, path string) (Reply, bool) {
	want, got := strings.Split(own, "/"), strings.Split(path, "/")
	for len(got) < len(want) {
		got = append(got, "")
	}
	switch {
	case got[2] != want[2]:
		return word(http.StatusNotFound, "no_team"), false
	case got[3] != want[3]:
		return word(http.StatusNotFound, "no_service"), false
	case got[4] != want[4]:
		return word(http.StatusForbidden, "invalid_token"), false
	}
	return Reply{}, true
}

func word(status int, token string) Reply {
	return Reply{Status: status, Header: http.Header{"Content-Type": {"text/html"}}, Body: token}
}

// slackBody takes the old form encoding too: payload=<JSON>.
func slackBody(r *http.Request, body []byte) []byte {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		if form, err := url.ParseQuery(string(body)); err == nil && form.Has("payload") {
			return []byte(form.Get("payload"))
		}
	}
	return body
}

func slackMessage(body []byte) Reply {
	var m slack.Message
	if !utf8.Valid(body) || json.Unmarshal(lowerCase(body), &m) != nil {
		return word(http.StatusBadRequest, "invalid_payload")
	}
	if r := []rune(m.Text); len(r) > slack.MaxText {
		m.Text = string(r[:slack.MaxText]) // Slack cuts without a word
	}
	var broken webhook.Violations
	if errors.As(m.Validate(), &broken) {
		return word(http.StatusBadRequest, slackToken(broken[0]))
	}
	return Reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/html"}}, Body: "ok", Message: &Message{
		Text:     m.Text,
		Thread:   m.ThreadTS,
		Notifies: slackMention.Match(unescaped(body)),
	}}
}

// lowerCase leaves out members that encoding/json would take for Slack's, but
// Slack would not: all its names are of lower case.
func lowerCase(body []byte) []byte {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return body
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return name != strings.ToLower(name) })
	exact, err := json.Marshal(fields)
	if err != nil {
		return body
	}
	return exact
}

// unescaped writes JSON without the escapes that encoders are free to use.
func unescaped(body []byte) []byte {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return body
	}
	plain, err := plainjson.Marshal(v)
	if err != nil {
		return body
	}
	return plain
}

var slackMention = regexp.MustCompile(`<!(here|channel|everyone|group|subteam)|<@[UW]`)

// slackToken is Slack's word for a violation.
func slackToken(v webhook.Violation) string {
	switch {
	case v.Pointer == "/text":
		return "no_text"
	case v.Pointer == "/attachments":
		return "too_many_attachments"
	case strings.HasPrefix(v.Pointer, "/blocks"):
		return "invalid_blocks"
	case strings.HasPrefix(v.Pointer, "/attachments"):
		return "invalid_attachments"
	}
	return "invalid_payload"
}

func slackLimited(wait time.Duration) Reply {
	header := retryAfter(wait)
	header.Set("Content-Type", "application/json")
	return Reply{
		Status: http.StatusTooManyRequests,
		Header: header,
		Body:   fmt.Sprintf(`{"retry_after":%s,"ok":false,"error":"rate_limited"}`, header.Get("Retry-After")),
	}
}

// slackTrigger is the webhook that starts a workflow: any flat object of
// strings.
func slackTrigger() Service {
	s := Service{
		Name:      "slack trigger",
		Path:      "/triggers/T00000000/000000000000/" + canary(32),
		PerSecond: slack.PerSecond,
		Burst:     slack.Burst,
		Limited:   slackLimited,
	}
	s.Handle = func(r *http.Request, body []byte) Reply {
		var variables map[string]string
		switch {
		case r.URL.Path != s.Path:
			return Reply{Status: http.StatusUnauthorized, Body: `{"ok":false,"error":"invalid_auth"}`}
		case json.Unmarshal(body, &variables) != nil:
			return Reply{Status: http.StatusBadRequest, Body: `{"ok":false,"error":"invalid_webhook_payload"}`}
		}
		return Reply{Status: http.StatusOK, Body: `{"ok":true}`, Message: &Message{Text: variables["text"]}}
	}
	return s
}

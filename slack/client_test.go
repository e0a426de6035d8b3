package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	t.Parallel()
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		return slack.New(server.SlackURL(), opts...)
	})
}

// setup returns a server without a socket, for virtual time, and a client of
// its incoming webhook.
func setup(t *testing.T, opts ...webhook.Option) (*webhooktest.Server, *slack.Client) {
	t.Helper()
	server := webhooktest.New(webhooktest.InMemory())
	t.Cleanup(server.Close)
	return server, open(t, server, server.SlackURL(), opts...)
}

// setupTrigger is setup with a client of the workflow trigger.
func setupTrigger(t *testing.T) (*webhooktest.Server, *slack.Client) {
	t.Helper()
	server := webhooktest.New(webhooktest.InMemory())
	t.Cleanup(server.Close)
	return server, open(t, server, server.SlackTriggerURL())
}

func open(t *testing.T, server *webhooktest.Server, url string, opts ...webhook.Option) *slack.Client {
	t.Helper()
	client, err := slack.New(url, append([]webhook.Option{webhook.WithHTTPClient(server.Client())}, opts...)...)
	require.NoError(t, err)
	return client
}

// mocked returns a client of a host that does not exist, and the transport
// that plays it.
func mocked(t *testing.T, url string, opts ...webhook.Option) (*slack.Client, *httpmock.MockTransport) {
	t.Helper()
	transport := httpmock.NewMockTransport()
	client, err := slack.New(url, append([]webhook.Option{webhook.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
	require.NoError(t, err)
	return client, transport
}

func asError(t *testing.T, err error) *webhook.Error {
	t.Helper()
	var e *webhook.Error
	require.ErrorAs(t, err, &e)
	return e
}

// requireBytes compares to the byte, where JSON could say the same otherwise.
func requireBytes(t *testing.T, want string, got []byte) {
	t.Helper()
	if string(got) != want {
		require.FailNow(t, "not the same bytes", "want %s\ngot  %s", want, got)
	}
}

// Parts of a URL that must not be printed.
const (
	team   = "T0TEAM000"
	bot    = "B0BOT0000"
	canary = webhooktest.Canary + "xxxxxxxxxxxxxxxxxx"
	good   = "https://hooks.slack.com/services/" + team + "/" + bot + "/" + canary
)

// requireSecret fails if v, printed in any way, shows a part of the URL.
func requireSecret(t *testing.T, v any) {
	t.Helper()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		text := fmt.Sprintf(format, v)
		for _, part := range []string{webhooktest.Canary, team, bot} {
			require.NotContains(t, text, part, format)
		}
	}
	if e, ok := v.(interface{ Unwrap() error }); ok && e.Unwrap() != nil {
		requireSecret(t, e.Unwrap())
	}
}

func TestNewRefusesDamagedURLs(t *testing.T) {
	t.Parallel()
	path := team + "/" + bot + "/" + canary
	for name, tt := range map[string]struct{ url, says string }{
		"Empty":             {"", "empty"},
		"WhiteSpaceOnly":    {" \n\t", "empty"},
		"QuotesOnly":        {`""`, "empty"},
		"BrokenLine":        {"https://hooks.slack.com/services/" + team + "/\n" + bot + "/" + canary, "white space"},
		"SpaceWithin":       {"https://hooks.slack.com/services/" + team + "/" + bot + "/ " + canary, "white space"},
		"HTMLEscaped":       {good + "?a=b&amp;c=d", "&amp;"},
		"HTMLEscapedNumber": {good + "?a=b&#38;c=d", "&#38;"},
		"NoScheme":          {"hooks.slack.com/services/" + path, "https://"},
		"OtherScheme":       {"ftp://hooks.slack.com/services/" + path, "https://"},
		"HTTP":              {"http://hooks.slack.com/services/" + path, "http://"},
		"HTTPCompatible":    {"http://mattermost.example/hooks/" + path, "http://"},
		"NoHost":            {"https:///services/" + path, "no host"},
		"Opaque":            {"https:hooks.slack.com/services/" + path, "no host"},
		"UserInfo":          {"https://" + canary + ":" + canary + "@hooks.slack.com/services/" + path, "user"},
		"UserInfoEvilHost":  {"https://hooks.slack.com@evil.example/services/" + path, "user"},
		"Fragment":          {good + "#" + canary, "fragment"},
		"EmptyFragment":     {good + "#", "fragment"},
		"BadEscape":         {good + "%zz", "cannot be parsed"},
		"CutEscape":         {good + "%4", "cannot be parsed"},
		"ControlCharacter":  {good + "\x01" + canary, "cannot be parsed"},
		"BadPort":           {"https://hooks.slack.com:" + canary + "/services/" + path, "cannot be parsed"},
		"BadQuery":          {good + "?a=" + canary + ";b=c", "query"},
		"LostPath":          {"https://hooks.slack.com", "cut short"},
		"LostPathSlash":     {"https://hooks.slack.com/", "cut short"},
		"ServicesOnly":      {"https://hooks.slack.com/services/", "cut short"},
		"LostBot":           {"https://hooks.slack.com/services/" + team, "cut short"},
		"LostSecret":        {"https://hooks.slack.com/services/" + team + "/" + bot, "cut short"},
		"LostSecretSlash":   {"https://hooks.slack.com/services/" + team + "/" + bot + "/", "cut short"},
		"EmptySegment":      {"https://hooks.slack.com/services/" + team + "//" + canary, "cut short"},
		"LostTriggerSecret": {"https://hooks.slack.com/triggers/" + team + "/123", "cut short"},
		"LostResponseURL":   {"https://hooks.slack.com/actions/" + team, "cut short"},
		"LegacyLostSecret":  {"https://hooks.slack.com/" + team + "/" + bot, "cut short"},
		"GovSlackCut":       {"https://hooks.slack-gov.com/services/" + team, "cut short"},
		"UpperCaseHost":     {"https://HOOKS.SLACK.COM/services/" + team, "cut short"},
		"WebAPI":            {"https://slack.com/api/chat.postMessage?token=" + canary, "not of a webhook"},
		"Workspace":         {"https://acme.slack.com/archives/" + team + "/" + canary, "not of a webhook"},
		"APIHost":           {"https://api.slack.com/apps/" + team + "/" + canary, "not of a webhook"},
		"GovSlackWebAPI":    {"https://slack-gov.com/api/chat.postMessage?token=" + canary, "not of a webhook"},
		"GovSlackWorkspace": {"https://acme.slack-gov.com/archives/" + team + "/" + canary, "not of a webhook"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := slack.New(tt.url)
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.Nil(t, client)
			require.Equal(t, "slack", asError(t, err).Provider)
			require.ErrorContains(t, err, tt.says)
			requireSecret(t, err)
		})
	}
}

func TestNewTrimsURLs(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"Newline":      good + "\n",
		"CRLF":         good + "\r\n",
		"Spaces":       "  " + good + "\t",
		"Quotes":       `"` + good + `"`,
		"SingleQuotes": "'" + good + "'\n",
		"BackTicks":    "`" + good + "`",
		"Typographic":  "“" + good + "”",
		"Angles":       "<" + good + ">",
		"ByteOrder":    "\ufeff" + good + "\u200b",
		"NoBreakSpace": "\u00a0" + good + "\u00a0",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, transport := mocked(t, url)
			transport.RegisterResponder(http.MethodPost, good, httpmock.NewStringResponder(http.StatusOK, "ok"))
			_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
			require.NoError(t, err)
			require.Equal(t, 1, transport.GetTotalCallCount())
		})
	}
}

// TestNewTakes covers every form of URL: where it posts to, what it prints.
func TestNewTakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ url, prints string }{
		"Incoming":    {good, "slack(https://hooks.slack.com/services/…)"},
		"GovSlack":    {"https://hooks.slack-gov.com/services/" + team + "/" + bot + "/" + canary, "slack(https://hooks.slack-gov.com/services/…)"},
		"Legacy":      {"https://hooks.slack.com/" + team + "/" + bot + "/" + canary, "slack(https://hooks.slack.com/…)"},
		"Trigger":     {"https://hooks.slack.com/triggers/" + team + "/123456/" + canary, "slack(https://hooks.slack.com/triggers/…)"},
		"Workflow":    {"https://hooks.slack.com/workflows/" + team + "/A0APP/123/" + canary, "slack(https://hooks.slack.com/workflows/…)"},
		"ResponseURL": {"https://hooks.slack.com/actions/" + team + "/123/" + canary, "slack(https://hooks.slack.com/actions/…)"},
		"Command":     {"https://hooks.slack.com/commands/" + team + "/123/" + canary, "slack(https://hooks.slack.com/commands/…)"},
		"App":         {"https://hooks.slack.com/app/" + team + "/123/" + canary, "slack(https://hooks.slack.com/app/…)"},
		"Mattermost":  {"https://mattermost.example/hooks/" + canary, "slack(https://mattermost.example/…)"},
		"RocketChat":  {"https://rocket.example:3000/hooks/" + bot + "/" + canary, "slack(https://rocket.example:3000/…)"},
		"Discord":     {"https://discord.com/api/webhooks/123/" + canary + "/slack?wait=true", "slack(https://discord.com/…)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, transport := mocked(t, tt.url)
			require.Equal(t, tt.prints, client.String())
			requireSecret(t, client)
			requireSecret(t, *client)
			var to string
			transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				to = r.Method + " " + r.URL.String()
				return httpmock.NewStringResponse(http.StatusOK, "ok"), nil
			})
			_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
			require.NoError(t, err)
			require.Equal(t, "POST "+tt.url, to)
		})
	}
}

func TestNewRefusesOptions(t *testing.T) {
	t.Parallel()
	client, err := slack.New(good, webhook.WithTimeout(-1), nil)
	require.Nil(t, client)
	require.ErrorContains(t, err, "WithTimeout")
	require.ErrorContains(t, err, "nil")
	requireSecret(t, err)
}

// TestPostAsGiven posts what a decoder and encoder would change: the order of
// keys, numbers beyond float64, characters that JSON encoders escape.
func TestPostAsGiven(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		receipt, err := client.Post(t.Context(), slack.Message{
			Text: "<!here> *bold* & <https://x.example|x>\u2028",
			Blocks: []json.RawMessage{
				[]byte(`{"zeta":1,"type":"section","alpha":{"b":12345678901234567890,"a":1.0},"text":{"type":"mrkdwn","text":"a <b> & \u003cc\u003e 🙂"}}`),
				[]byte(`{"type":"brand_new_block","x":[3,2,1],"x":null}`),
			},
			Attachments: []json.RawMessage{[]byte(`{"fallback":"f","color":"#336699"}`)},
			ThreadTS:    "1700000000.000100",
			UnfurlLinks: slack.Off,
			UnfurlMedia: slack.On,
			Mrkdwn:      slack.On,
			Metadata:    &slack.Metadata{EventType: "built", EventPayload: []byte(`{"n":12,"a":"<"}`)},
			Username:    "deploy", IconEmoji: ":ghost:", IconURL: "https://x.example/i.png?a=1&b=2", Channel: "#ops",
		})
		require.NoError(t, err)
		require.Equal(t, "slack", receipt.Provider)
		require.Equal(t, 1, receipt.Attempts)
		require.Empty(t, receipt.Dropped)
		requireBytes(t, `{"text":"<!here> *bold* & <https://x.example|x>\u2028","mrkdwn":true,"blocks":[`+
			`{"zeta":1,"type":"section","alpha":{"b":12345678901234567890,"a":1.0},"text":{"type":"mrkdwn","text":"a <b> & \u003cc\u003e 🙂"}},`+
			`{"type":"brand_new_block","x":[3,2,1],"x":null}],`+
			`"attachments":[{"fallback":"f","color":"#336699"}],"thread_ts":"1700000000.000100",`+
			`"unfurl_links":false,"unfurl_media":true,"metadata":{"event_type":"built","event_payload":{"n":12,"a":"<"}},`+
			`"username":"deploy","icon_emoji":":ghost:","icon_url":"https://x.example/i.png?a=1&b=2","channel":"#ops"}`, server.Requests()[0].Body)
	})
}

func TestPostLeavesUnsetOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		_, err := client.Post(t.Context(), slack.Message{Text: "hello"})
		require.NoError(t, err)
		requireBytes(t, `{"text":"hello"}`, server.Requests()[0].Body)
		require.Equal(t, []string{"application/json"}, server.Requests()[0].Header["Content-Type"])
	})
}

func TestPostValidatesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		receipt, err := client.Post(t.Context(), slack.Message{Text: strings.Repeat("x", slack.MaxText+1)})
		require.ErrorIs(t, err, webhook.ErrTooLarge)
		require.Equal(t, "slack", receipt.Provider)
		_, err = client.Post(t.Context(), slack.Message{})
		require.ErrorIs(t, err, webhook.ErrInvalidMessage)
		require.False(t, webhook.MaybeDelivered(err))
		require.Empty(t, server.Requests())
	})
}

// TestSendSplits shows that no part is over the limit that Slack cuts at, and
// that a text at the limit stays whole.
func TestSendSplits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		_, err := client.Send(t.Context(), webhook.Message{Text: strings.Repeat("x", 40000)})
		require.NoError(t, err)
		require.Len(t, server.Messages(), 1)

		receipt, err := client.Send(t.Context(), webhook.Message{Text: strings.Repeat("&", 40000), Thread: "1700000000.000100"})
		require.NoError(t, err)
		parts := server.Messages()[1:]
		require.Len(t, receipt.Parts, len(parts))
		require.Greater(t, len(parts), 4) // five bytes for each &
		total := 0
		for _, m := range parts {
			require.LessOrEqual(t, len(m.Text), 40000)
			require.Equal(t, "1700000000.000100", m.Thread)
			require.NotRegexp(t, `&(a|am|amp)?$`, m.Text)
			total += strings.Count(m.Text, "&amp;")
		}
		require.Equal(t, 40000, total)
	})
}

func TestTriggerSendsFlatStrings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setupTrigger(t)
		receipt, err := client.Send(t.Context(), everyField())
		require.NoError(t, err)
		require.Contains(t, receipt.Dropped, "thread: a workflow trigger has no threads")
		var variables map[string]string
		require.NoError(t, json.Unmarshal(server.Requests()[0].Body, &variables))
		require.Len(t, variables, 1)
		require.Contains(t, variables["text"], "the-text")

		_, err = client.Post(t.Context(), slack.Message{Text: "plain"})
		require.NoError(t, err)
		requireBytes(t, `{"text":"plain"}`, server.Requests()[1].Body)
	})
}

func TestTriggerRefusesMoreThanText(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]slack.Message{
		"Blocks":      {Text: "x", Blocks: []json.RawMessage{[]byte(`{"type":"divider"}`)}},
		"Attachments": {Text: "x", Attachments: []json.RawMessage{[]byte(`{}`)}},
		"Metadata":    {Text: "x", Metadata: &slack.Metadata{EventType: "e", EventPayload: []byte(`{}`)}},
		"Mrkdwn":      {Text: "x", Mrkdwn: slack.Off},
		"UnfurlLinks": {Text: "x", UnfurlLinks: slack.On},
		"UnfurlMedia": {Text: "x", UnfurlMedia: slack.Off},
		"Thread":      {Text: "x", ThreadTS: "1700000000.000100"},
		"Username":    {Text: "x", Username: "deploy"},
		"Channel":     {Text: "x", Channel: "#ops"},
		"Empty":       {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setupTrigger(t)
				_, err := client.Post(t.Context(), m)
				require.ErrorIs(t, err, webhook.ErrInvalidMessage)
				require.Empty(t, server.Requests())
			})
		})
	}
}

func TestTriggerAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		code   webhook.Code // empty: delivered
		reason string
	}{
		"OK":             {200, `{"ok":true}`, "", ""},
		"Empty":          {200, "", "", ""},
		"Accepted":       {202, "", "", ""},
		"NoContent":      {204, "", "", ""},
		"Text":           {200, "thanks", "", ""},
		"NotOK":          {200, `{"ok":false,"error":"invalid_auth"}`, webhook.CodeUnauthorized, "invalid_auth"},
		"NotOKUnknown":   {200, `{"ok":false,"error":"trigger_exhausted"}`, webhook.CodeBadAnswer, "trigger_exhausted"},
		"NotOKWordless":  {200, `{"ok":false}`, webhook.CodeBadAnswer, ""},
		"NotOKAndOdd":    {200, `{"ok":false,"error":"invalid_auth","message":{"text":"no"}}`, webhook.CodeUnauthorized, "invalid_auth"},
		"NotOKAndString": {200, `{"ok":false,"error":"invalid_auth","retry_after":"1"}`, webhook.CodeUnauthorized, "invalid_auth"},
		"WebPage":        {200, "<html><title>Sign in</title></html>", webhook.CodeBadAnswer, ""},
		"Unauthorized":   {401, `{"ok":false,"error":"invalid_auth"}`, webhook.CodeUnauthorized, "invalid_auth"},
		"BadRequest":     {400, `{"ok":false,"error":"invalid_webhook_payload"}`, webhook.CodeInvalidMessage, "invalid_webhook_payload"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setupTrigger(t)
				server.Fail(tt.status, tt.body, nil)
				receipt, err := client.Send(t.Context(), webhook.Message{Text: "go"})
				require.Equal(t, 1, receipt.Attempts)
				if tt.code == "" {
					require.NoError(t, err)
					return
				}
				e := asError(t, err)
				require.Equal(t, tt.code, e.Code, err)
				require.Equal(t, tt.reason, e.Reason)
				require.Equal(t, tt.status, e.StatusCode)
			})
		})
	}
}

const mattermost = "https://mattermost.example/hooks/" + canary

// TestCompatibleAnswers has the forms in which Mattermost, Rocket.Chat and
// Discord answer.
func TestCompatibleAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		code   webhook.Code // empty: delivered
		detail string
	}{
		"OK":            {200, "ok", "", ""},
		"NoContent":     {204, "", "", ""},
		"Created":       {201, "created", "", ""},
		"RocketChat":    {200, `{"success":true}`, "", ""},
		"DiscordEcho":   {200, `{"id":"1","content":"hello","message_reference":null}`, "", ""},
		"OKTrue":        {200, `{"ok":true}`, "", ""},
		"NotOK":         {200, `{"ok":false,"error":"invalid_token"}`, webhook.CodeUnauthorized, ""},
		"ErrorIn200":    {200, `{"success":false,"error":"Invalid integration id"}`, webhook.CodeBadAnswer, ""},
		"OddErrorIn200": {200, `{"error":{"code":7,"text":"no such hook"}}`, webhook.CodeBadAnswer, ""},
		"WebPage":       {200, "<!DOCTYPE html><title>Log in</title>", webhook.CodeBadAnswer, "Log in"},
		"MattermostError": {
			404, `{"id":"web.incoming_webhook.channel.app_error","message":"Couldn't find the channel.","status_code":404}`,
			webhook.CodeNotFound, "Couldn't find the channel.",
		},
		"DiscordToken": {401, `{"message":"Invalid Webhook Token","code":50027}`, webhook.CodeUnauthorized, "Invalid Webhook Token"},
		"SlackWord":    {403, "invalid_token", webhook.CodeUnauthorized, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, transport := mocked(t, mattermost)
			transport.RegisterResponder(http.MethodPost, mattermost, httpmock.NewStringResponder(tt.status, tt.body))
			_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
			require.Equal(t, 1, transport.GetTotalCallCount())
			if tt.code == "" {
				require.NoError(t, err)
				return
			}
			e := asError(t, err)
			require.Equal(t, tt.code, e.Code, err)
			require.Contains(t, e.Detail, tt.detail)
			requireSecret(t, err)
		})
	}
}

func TestCompatibleRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, transport := mocked(t, "https://discord.example/api/webhooks/1/"+canary+"/slack")
		limited := httpmock.NewStringResponder(http.StatusTooManyRequests, `{"message":"You are being rate limited.","retry_after":2.5,"global":false}`)
		transport.RegisterNoResponder(limited.Then(httpmock.NewStringResponder(http.StatusOK, "ok")))
		receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.NoError(t, err)
		require.Equal(t, 2, receipt.Attempts)
		require.GreaterOrEqual(t, receipt.Waited.Seconds(), 2.5)
		require.Less(t, receipt.Waited.Seconds(), 3.0)
	})
}

// bodyOf returns the message that send made the transport see.
func bodyOf(t *testing.T, url string, send func(ctx context.Context, client *slack.Client) error) slack.Message {
	t.Helper()
	client, transport := mocked(t, url)
	var m slack.Message
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		return httpmock.NewStringResponse(http.StatusOK, "ok"), json.NewDecoder(r.Body).Decode(&m)
	})
	require.NoError(t, send(t.Context(), client))
	return m
}

func TestCompatibleMentions(t *testing.T) {
	t.Parallel()
	send := func(msg webhook.Message) slack.Message {
		return bodyOf(t, mattermost, func(ctx context.Context, client *slack.Client) error {
			_, err := client.Send(ctx, msg)
			return err
		})
	}
	evil := "@all @channel @here (@all) <!channel> write to joe@all.example"
	m := send(webhook.Message{Text: evil, Title: "@all", Fields: []webhook.Field{{Name: "@here", Value: "@channel"}}})
	require.NotRegexp(t, `(^|\W)@(all|channel|here)`, m.Text)
	require.NotContains(t, m.Text, "<!")
	require.Contains(t, m.Text, "joe@all.example", "an e-mail address is no mention")

	require.Equal(t, "@\u200ball hands", send(webhook.Message{Text: "@all hands"}).Text)
	require.Equal(t, "<!channel> @\u200ball hands", send(webhook.Message{Text: "@all hands", Mention: webhook.MentionAll}).Text)
	require.NotContains(t, send(everyField()).Text, "<!date", "only Slack knows dates")
	linked := webhook.Message{Text: "x", Links: []webhook.Link{{Text: "profile", URL: "https://x.example/@all"}}}
	require.Equal(t, "x\n<https://x.example/%40all|profile>", send(linked).Text)
}

// TestCompatibleMentionsBehindLetters has no space before the @, as in
// languages that are written without.
func TestCompatibleMentionsBehindLetters(t *testing.T) {
	t.Parallel()
	m := bodyOf(t, mattermost, func(ctx context.Context, client *slack.Client) error {
		_, err := client.Send(ctx, webhook.Message{Text: "请看@all"})
		return err
	})
	require.Equal(t, "请看@\u200ball", m.Text)
}

func TestCompatibleKeepsNameAndChannel(t *testing.T) {
	t.Parallel()
	want := slack.Message{Text: "x", Username: "deploy", IconEmoji: ":ghost:", IconURL: "https://x.example/i.png", Channel: "@user"}
	got := bodyOf(t, mattermost, func(ctx context.Context, client *slack.Client) error {
		_, err := client.Post(ctx, want)
		return err
	})
	require.Equal(t, want, got)
}

package webhooktest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// setup returns a server without a socket, for virtual time.
func setup(t *testing.T, opts ...webhooktest.Option) *webhooktest.Server {
	t.Helper()
	server := webhooktest.New(append([]webhooktest.Option{webhooktest.InMemory()}, opts...)...)
	t.Cleanup(server.Close)
	return server
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

// curl sends a request without any of this module's clients.
func curl(t *testing.T, server *webhooktest.Server, method, url, contentType, body string) (reply, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", contentType)
	resp, err := server.Client().Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(read)}, err
}

// post posts JSON.
func post(t *testing.T, server *webhooktest.Server, url, body string) reply {
	t.Helper()
	r, err := curl(t, server, http.MethodPost, url, "application/json", body)
	require.NoError(t, err)
	return r
}

// replaceSecret spoils the last character of the canary.
func spoiled(url string) string {
	return strings.Replace(url, webhooktest.Canary+"x", webhooktest.Canary+"y", 1)
}

func repeated(n int, object string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(object+",", n), ",") + "]"
}

// TestSlackRefuses has what a stranger meets who posts to the fake Slack.
func TestSlackRefuses(t *testing.T) {
	t.Parallel()
	own := (*webhooktest.Server).SlackURL
	with := func(old, fresh string) func(*webhooktest.Server) string {
		return func(s *webhooktest.Server) string { return strings.Replace(s.SlackURL(), old, fresh, 1) }
	}
	for name, tt := range map[string]struct {
		method string
		url    func(*webhooktest.Server) string
		body   string
		status int
		word   string
	}{
		"WrongTeam":       {"POST", with("T00000000", "T1"), `{"text":"x"}`, 404, "no_team"},
		"WrongService":    {"POST", with("B00000000", "B1"), `{"text":"x"}`, 404, "no_service"},
		"WrongSecret":     {"POST", func(s *webhooktest.Server) string { return spoiled(s.SlackURL()) }, `{"text":"x"}`, 403, "invalid_token"},
		"LostSecret":      {"POST", with("/"+webhooktest.Canary, "/"), `{"text":"x"}`, 403, "invalid_token"},
		"Method":          {"GET", own, "", 405, "method_not_allowed"},
		"NoBody":          {"POST", own, "", 400, "invalid_payload"},
		"NotJSON":         {"POST", own, "hello", 400, "invalid_payload"},
		"HalfJSON":        {"POST", own, `{"text":"x"`, 400, "invalid_payload"},
		"Array":           {"POST", own, `[{"text":"x"}]`, 400, "invalid_payload"},
		"NotUTF8":         {"POST", own, "{\"text\":\"\xff\"}", 400, "invalid_payload"},
		"TextIsNumber":    {"POST", own, `{"text":7}`, 400, "invalid_payload"},
		"EmptyObject":     {"POST", own, `{}`, 400, "no_text"},
		"EmptyText":       {"POST", own, `{"text":""}`, 400, "no_text"},
		"NullText":        {"POST", own, `{"text":null}`, 400, "no_text"},
		"OtherCase":       {"POST", own, `{"Text":"x"}`, 400, "no_text"},
		"TooManyBlocks":   {"POST", own, `{"blocks":` + repeated(51, `{"type":"divider"}`) + `}`, 400, "invalid_blocks"},
		"BlockNoType":     {"POST", own, `{"text":"x","blocks":[{"text":"y"}]}`, 400, "invalid_blocks"},
		"BlockNoObject":   {"POST", own, `{"text":"x","blocks":[1]}`, 400, "invalid_blocks"},
		"ManyAttachments": {"POST", own, `{"attachments":` + repeated(101, `{"text":"a"}`) + `}`, 400, "too_many_attachments"},
		"BadAttachment":   {"POST", own, `{"attachments":["a"]}`, 400, "invalid_attachments"},
		"BadThread":       {"POST", own, `{"text":"x","thread_ts":"now"}`, 400, "invalid_payload"},
		"ThreadIsNumber":  {"POST", own, `{"text":"x","thread_ts":1700000000.000100}`, 400, "invalid_payload"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := setup(t)
				got, err := curl(t, server, tt.method, tt.url(server), "application/json", tt.body)
				require.NoError(t, err)
				require.Equal(t, tt.status, got.status, got.body)
				require.Equal(t, tt.word, got.body)
				require.Contains(t, got.header.Get("Content-Type"), "text/html", "as Slack mislabels it")
				require.Empty(t, server.Messages())
				require.Len(t, server.Requests(), 1)
				require.Equal(t, tt.status, server.Requests()[0].Status)
			})
		})
	}
}

// TestSlackTakes has the forms that Slack reads.
func TestSlackTakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contentType, body string
		want              webhooktest.Message
	}{
		"Text":         {"application/json", `{"text":"hello"}`, webhooktest.Message{Text: "hello"}},
		"NoType":       {"", `{"text":"hello"}`, webhooktest.Message{Text: "hello"}},
		"Charset":      {"application/json;charset=utf-8", `{"text":"é"}`, webhooktest.Message{Text: "é"}},
		"Unknown":      {"application/json", `{"text":"hello","replace_original":false,"x":[1]}`, webhooktest.Message{Text: "hello"}},
		"Thread":       {"application/json", `{"text":"hello","thread_ts":"1700000000.000100"}`, webhooktest.Message{Text: "hello", Thread: "1700000000.000100"}},
		"Blocks":       {"application/json", `{"blocks":[{"type":"brand_new"}]}`, webhooktest.Message{}},
		"BlocksLimit":  {"application/json", `{"blocks":` + repeated(50, `{"type":"divider"}`) + `}`, webhooktest.Message{}},
		"Form":         {"application/x-www-form-urlencoded", "payload=" + url.QueryEscape(`{"text":"a & b"}`), webhooktest.Message{Text: "a & b"}},
		"FormCharset":  {"application/x-www-form-urlencoded; charset=utf-8", "payload=%7B%22text%22%3A%22x%22%7D&y=z", webhooktest.Message{Text: "x"}},
		"Long":         {"application/json", `{"text":"` + strings.Repeat("é", 40001) + `"}`, webhooktest.Message{Text: strings.Repeat("é", 40000)}},
		"Mention":      {"application/json", `{"text":"<!channel> look"}`, webhooktest.Message{Text: "<!channel> look", Notifies: true}},
		"MentionUser":  {"application/json", `{"text":"<@U012345>"}`, webhooktest.Message{Text: "<@U012345>", Notifies: true}},
		"Escaped":      {"application/json", `{"text":"&lt;!channel&gt;"}`, webhooktest.Message{Text: "&lt;!channel&gt;"}},
		"JSONEscaped":  {"application/json", `{"text":"\u003c!here\u003e"}`, webhooktest.Message{Text: "<!here>", Notifies: true}},
		"MentionBlock": {"application/json", `{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<!here>"}}]}`, webhooktest.Message{Notifies: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := setup(t)
				got, err := curl(t, server, http.MethodPost, server.SlackURL(), tt.contentType, tt.body)
				require.NoError(t, err)
				require.Equal(t, http.StatusOK, got.status)
				require.Equal(t, "ok", got.body)
				tt.want.Provider, tt.want.Time, tt.want.Body = "slack", time.Now(), []byte(tt.body)
				require.Equal(t, []webhooktest.Message{tt.want}, server.Messages())
			})
		})
	}
}

func TestSlackTrigger(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url    func(string) string
		body   string
		status int
		answer string
	}{
		"Flat":        {nil, `{"text":"hello","build":"12"}`, 200, `{"ok":true}`},
		"Empty":       {nil, `{}`, 200, `{"ok":true}`},
		"Nested":      {nil, `{"build":{"n":"12"}}`, 400, `{"ok":false,"error":"invalid_webhook_payload"}`},
		"Number":      {nil, `{"build":12}`, 400, `{"ok":false,"error":"invalid_webhook_payload"}`},
		"NotJSON":     {nil, `build=12`, 400, `{"ok":false,"error":"invalid_webhook_payload"}`},
		"WrongSecret": {spoiled, `{}`, 401, `{"ok":false,"error":"invalid_auth"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := setup(t)
				to := server.SlackTriggerURL()
				if tt.url != nil {
					to = tt.url(to)
				}
				got := post(t, server, to, tt.body)
				require.Equal(t, tt.status, got.status)
				require.Equal(t, tt.answer, got.body)
				require.Len(t, server.Messages(), map[bool]int{true: 1, false: 0}[tt.status == 200])
			})
		})
	}
}

// TestGChatRefuses has what a stranger meets who posts to the fake Google Chat.
func TestGChatRefuses(t *testing.T) {
	t.Parallel()
	without := func(parameter string) func(string) string {
		return func(raw string) string {
			u, _ := url.Parse(raw)
			q := u.Query()
			q.Del(parameter)
			u.RawQuery = q.Encode()
			return u.String()
		}
	}
	wrong := func(parameter string) func(string) string {
		return func(raw string) string {
			u, _ := url.Parse(raw)
			q := u.Query()
			q.Set(parameter, "wrong")
			u.RawQuery = q.Encode()
			return u.String()
		}
	}
	plus := func(query string) func(string) string { return func(raw string) string { return raw + query } }
	own := plus("")
	for name, tt := range map[string]struct {
		url    func(string) string
		body   string
		status int
		word   string
		says   string
	}{
		"KeyLost":        {without("key"), `{"text":"x"}`, 403, "PERMISSION_DENIED", "unregistered callers"},
		"KeyWrong":       {wrong("key"), `{"text":"x"}`, 400, "INVALID_ARGUMENT", "API_KEY_INVALID"},
		"TokenLost":      {without("token"), `{"text":"x"}`, 403, "PERMISSION_DENIED", "valid token"},
		"TokenWrong":     {wrong("token"), `{"text":"x"}`, 403, "PERMISSION_DENIED", "valid token"},
		"NoBody":         {own, ``, 400, "INVALID_ARGUMENT", "Invalid JSON"},
		"NotJSON":        {own, `hello`, 400, "INVALID_ARGUMENT", "Invalid JSON"},
		"HalfJSON":       {own, `{"text":"x"`, 400, "INVALID_ARGUMENT", "Invalid JSON"},
		"NotUTF8":        {own, "{\"text\":\"\xff\"}", 400, "INVALID_ARGUMENT", "Invalid JSON"},
		"TextIsNumber":   {own, `{"text":7}`, 400, "INVALID_ARGUMENT", "Invalid JSON"},
		"EmptyObject":    {own, `{}`, 400, "INVALID_ARGUMENT", "empty"},
		"EmptyText":      {own, `{"text":""}`, 400, "INVALID_ARGUMENT", "empty"},
		"UnknownField":   {own, `{"text":"x","body":"y"}`, 400, "INVALID_ARGUMENT", "fieldViolations"},
		"OtherCase":      {own, `{"Text":"x"}`, 400, "INVALID_ARGUMENT", "Unknown name"},
		"Slacks":         {own, `{"text":"x","attachments":[]}`, 400, "INVALID_ARGUMENT", "Unknown name"},
		"TooLong":        {own, `{"text":"` + strings.Repeat("x", 31990) + `"}`, 400, "INVALID_ARGUMENT", "too long"},
		"CardNoObject":   {own, `{"cardsV2":["x"]}`, 400, "INVALID_ARGUMENT", "/cardsV2/0"},
		"LonelyOption":   {plus("&messageReplyOption=REPLY_MESSAGE_OR_FAIL"), `{"text":"x"}`, 400, "INVALID_ARGUMENT", "thread"},
		"BadMessageID":   {plus("&messageId=custom-1"), `{"text":"x"}`, 400, "INVALID_ARGUMENT", "client-"},
		"BadThreadName":  {own, `{"text":"x","thread":{"name":"T1"}}`, 400, "INVALID_ARGUMENT", "thread"},
		"UnknownKey":     {plus("&messageReplyOption=REPLY_MESSAGE_OR_FAIL"), `{"text":"x","thread":{"threadKey":"k"}}`, 404, "NOT_FOUND", "not found"},
		"UnknownName":    {plus("&messageReplyOption=REPLY_MESSAGE_OR_FAIL"), `{"text":"x","thread":{"name":"spaces/A/threads/B"}}`, 404, "NOT_FOUND", "not found"},
		"LongThreadKeys": {own, `{"text":"x","thread":{"threadKey":"` + strings.Repeat("k", 4001) + `"}}`, 400, "INVALID_ARGUMENT", "4000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := setup(t)
				got := post(t, server, tt.url(server.GChatURL()), tt.body)
				require.Equal(t, tt.status, got.status, got.body)
				var answer struct {
					Error struct {
						Code    int    `json:"code"`
						Status  string `json:"status"`
						Message string `json:"message"`
					} `json:"error"`
				}
				require.NoError(t, json.Unmarshal([]byte(got.body), &answer))
				require.Equal(t, tt.status, answer.Error.Code)
				require.Equal(t, tt.word, answer.Error.Status)
				require.NotEmpty(t, answer.Error.Message)
				require.Contains(t, got.body, tt.says)
				require.Empty(t, server.Messages())
			})
		})
	}
}

// TestGChatWrongPath is answered with a web page, as by Google.
func TestGChatWrongPath(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		got := post(t, server, strings.Replace(server.GChatURL(), "AAAAAAAAAAA", "B", 1), `{"text":"x"}`)
		require.Equal(t, http.StatusNotFound, got.status)
		require.Contains(t, got.body, "<title>")
		got, err := curl(t, server, http.MethodGet, server.GChatURL(), "", "")
		require.NoError(t, err)
		require.GreaterOrEqual(t, got.status, 400)
		require.Empty(t, server.Messages())
	})
}

// TestGChatAnswers with the names it gave, and what was sent.
func TestGChatAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		got := post(t, server, server.GChatURL(), `{"text":"<users/all>","fallbackText":"f","cardsV2":[{"cardId":"c","card":{}}]}`)
		require.Equal(t, http.StatusOK, got.status)
		m := server.Messages()[0]
		require.JSONEq(t, fmt.Sprintf(`{"name":%q,"thread":{"name":%q},"space":{"name":"spaces/AAAAAAAAAAA"},`+
			`"text":"<users/all>","fallbackText":"f","cardsV2":[{"cardId":"c","card":{}}]}`, m.ID, m.Thread), got.body)
		require.True(t, m.Notifies)
		require.Equal(t, "gchat", m.Provider)
		post(t, server, server.GChatURL(), `{"text":"\u003cusers/all\u003e"}`)
		require.True(t, server.Messages()[1].Notifies, "JSON's escapes are read like what they stand for")
		post(t, server, server.GChatURL(), `{"text":"hello","thread":{"threadKey":"<users/all>"}}`)
		require.False(t, server.Messages()[2].Notifies, "nobody is mentioned in the text")
	})
}

// TestGChatThreads: without an option the thread is ignored.
func TestGChatThreads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		send := func(option, thread string) string {
			query := ""
			if option != "" {
				query = "&messageReplyOption=" + option
			}
			got := post(t, server, server.GChatURL()+query, `{"text":"x","thread":`+thread+`}`)
			require.Equal(t, http.StatusOK, got.status, got.body)
			messages := server.Messages()
			return messages[len(messages)-1].Thread
		}
		const fallback, orFail, key = "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD", "REPLY_MESSAGE_OR_FAIL", `{"threadKey":"k"}`
		ignored := send("", key)
		require.NotEqual(t, ignored, send("", key))
		opened := send(fallback, key)
		require.NotEqual(t, ignored, opened)
		require.Equal(t, opened, send(fallback, key))
		require.Equal(t, opened, send(orFail, key))
		require.Equal(t, opened, send(orFail, `{"name":"`+opened+`"}`))
		require.NotEqual(t, opened, send(fallback, `{"threadKey":"other"}`))
		require.NotEqual(t, opened, send(fallback, `{"name":"spaces/AAAAAAAAAAA/threads/gone"}`))
	})
}

// TestGChatRecognizes repeated request and message IDs.
func TestGChatRecognizes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		first := post(t, server, server.GChatURL()+"&requestId=1", `{"text":"x"}`)
		again := post(t, server, server.GChatURL()+"&requestId=1", `{"text":"other"}`)
		require.Equal(t, first.body, again.body)
		require.Len(t, server.Messages(), 1)
		post(t, server, server.GChatURL()+"&requestId=2", `{"text":"x"}`)
		require.Len(t, server.Messages(), 2)

		require.Equal(t, http.StatusOK, post(t, server, server.GChatURL()+"&messageId=client-1", `{"text":"x"}`).status)
		conflict := post(t, server, server.GChatURL()+"&messageId=client-1", `{"text":"x"}`)
		require.Equal(t, http.StatusConflict, conflict.status)
		require.Contains(t, conflict.body, "ALREADY_EXISTS")
		require.Len(t, server.Messages(), 3)
		// What was refused is not remembered.
		post(t, server, server.GChatURL()+"&requestId=3", `{}`)
		require.Equal(t, http.StatusOK, post(t, server, server.GChatURL()+"&requestId=3", `{"text":"x"}`).status)
	})
}

// TestChimeRefuses has what a stranger meets who posts to the fake Chime.
func TestChimeRefuses(t *testing.T) {
	t.Parallel()
	own := func(url string) string { return url }
	for name, tt := range map[string]struct {
		method string
		url    func(string) string
		body   string
		status int
	}{
		"WrongID":      {"POST", spoiled, `{"Content":"x"}`, 404},
		"TokenWrong":   {"POST", func(url string) string { return url + "y" }, `{"Content":"x"}`, 403},
		"TokenLost":    {"POST", func(url string) string { before, _, _ := strings.Cut(url, "?"); return before }, `{"Content":"x"}`, 403},
		"Method":       {"GET", own, "", 405},
		"NoBody":       {"POST", own, "", 400},
		"NotJSON":      {"POST", own, "hello", 400},
		"NotUTF8":      {"POST", own, "{\"Content\":\"\xff\"}", 400},
		"EmptyObject":  {"POST", own, `{}`, 400},
		"EmptyContent": {"POST", own, `{"Content":""}`, 400},
		"OtherCase":    {"POST", own, `{"content":"x"}`, 400},
		"Slacks":       {"POST", own, `{"text":"x"}`, 400},
		"Number":       {"POST", own, `{"Content":7}`, 400},
		"TooLarge":     {"POST", own, `{"Content":"` + strings.Repeat("x", 4097) + `"}`, 413},
		"BytesCount":   {"POST", own, `{"Content":"` + strings.Repeat("é", 2049) + `"}`, 413},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := setup(t)
				got, err := curl(t, server, tt.method, tt.url(server.ChimeURL()), "application/json", tt.body)
				require.NoError(t, err)
				require.Equal(t, tt.status, got.status, got.body)
				var answer map[string]string
				require.NoError(t, json.Unmarshal([]byte(got.body), &answer))
				require.NotEmpty(t, answer["Message"])
				require.Empty(t, server.Messages())
			})
		})
	}
}

func TestChimeAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		for i, content := range []string{"hello", "(@all) look", "mail@all.example", strings.Repeat("x", 4096)} {
			got := post(t, server, server.ChimeURL(), `{"Content":"`+content+`"}`)
			require.Equal(t, http.StatusOK, got.status)
			require.JSONEq(t, fmt.Sprintf(`{"MessageId":"message-%d","RoomId":"room-1"}`, i+1), got.body)
			m := server.Messages()[i]
			require.Equal(t, content, m.Text)
			require.Equal(t, i == 1, m.Notifies)
			require.Equal(t, fmt.Sprintf("message-%d", i+1), m.ID)
		}
	})
}

// TestRateLimits lets a burst pass, answers 429 as the provider does, and takes
// the next one when it said so.
func TestRateLimits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url    func(*webhooktest.Server) string
		body   string
		burst  int
		answer string
		header string
	}{
		"Slack":   {(*webhooktest.Server).SlackURL, `{"text":"x"}`, 5, `{"retry_after":1,"ok":false,"error":"rate_limited"}`, "1"},
		"Trigger": {(*webhooktest.Server).SlackTriggerURL, `{}`, 5, `{"retry_after":1,"ok":false,"error":"rate_limited"}`, "1"},
		"GoogleChat": {
			(*webhooktest.Server).GChatURL, `{"text":"x"}`, 1,
			`{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED"}}`, "",
		},
		"Chime": {(*webhooktest.Server).ChimeURL, `{"Content":"x"}`, 1, `{"Message":"Too many requests"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := setup(t, webhooktest.WithRateLimits())
				for range tt.burst {
					require.Equal(t, http.StatusOK, post(t, server, tt.url(server), tt.body).status)
				}
				for range 3 { // asking does not make it longer
					got := post(t, server, tt.url(server), tt.body)
					require.Equal(t, http.StatusTooManyRequests, got.status)
					require.JSONEq(t, tt.answer, got.body)
					require.Equal(t, tt.header, got.header.Get("Retry-After"))
				}
				require.Len(t, server.Messages(), tt.burst)
				<-time.After(999 * time.Millisecond)
				require.Equal(t, http.StatusTooManyRequests, post(t, server, tt.url(server), tt.body).status)
				<-time.After(time.Millisecond)
				require.Equal(t, http.StatusOK, post(t, server, tt.url(server), tt.body).status)
				require.Equal(t, http.StatusTooManyRequests, post(t, server, tt.url(server), tt.body).status)
				<-time.After(time.Hour) // the burst is saved up, but no more
				for range tt.burst {
					require.Equal(t, http.StatusOK, post(t, server, tt.url(server), tt.body).status)
				}
				require.Equal(t, http.StatusTooManyRequests, post(t, server, tt.url(server), tt.body).status)
			})
		})
	}
}

func TestNoRateLimitsByDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		for range 50 {
			require.Equal(t, http.StatusOK, post(t, server, server.ChimeURL(), `{"Content":"x"}`).status)
		}
	})
}

func TestReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t, webhooktest.WithRateLimits())
		require.Equal(t, http.StatusOK, post(t, server, server.ChimeURL(), `{"Content":"x"}`).status)
		require.Equal(t, http.StatusTooManyRequests, post(t, server, server.ChimeURL(), `{"Content":"x"}`).status)
		server.Fail(http.StatusTeapot, "", nil)
		server.Reset()
		require.Empty(t, server.Messages())
		require.Empty(t, server.Requests())
		require.Equal(t, http.StatusOK, post(t, server, server.ChimeURL(), `{"Content":"x"}`).status, "a fault or the rate limit is left")
		require.Len(t, server.Messages(), 1)
	})
}

// TestRequests records everything but the secrets.
func TestRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		start := time.Now()
		post(t, server, server.GChatURL()+"&requestId=1&messageReplyOption=x", `{"text":"one"}`)
		<-time.After(time.Second)
		post(t, server, server.SlackURL(), `{"text":"two"}`)
		post(t, server, server.ChimeURL(), `{"Content":"three"}`)
		post(t, server, server.SlackTriggerURL(), `{"four":"4"}`)
		_, err := curl(t, server, http.MethodPut, strings.Replace(server.SlackURL(), "services", "elsewhere", 1), "text/plain", "five")
		require.NoError(t, err)

		requests := server.Requests()
		require.Len(t, requests, 5)
		for i, want := range []webhooktest.Request{
			{Provider: "gchat", Method: "POST", Query: url.Values{"requestId": {"1"}, "messageReplyOption": {"x"}}, Body: []byte(`{"text":"one"}`), Status: 400, Time: start},
			{Provider: "slack", Method: "POST", Query: url.Values{}, Body: []byte(`{"text":"two"}`), Status: 200, Time: start.Add(time.Second)},
			{Provider: "chime", Method: "POST", Query: url.Values{}, Body: []byte(`{"Content":"three"}`), Status: 200, Time: start.Add(time.Second)},
			{Provider: "slack", Method: "POST", Query: url.Values{}, Body: []byte(`{"four":"4"}`), Status: 200, Time: start.Add(time.Second)},
			{Method: "PUT", Query: url.Values{}, Body: []byte("five"), Status: 404, Time: start.Add(time.Second)},
		} {
			got := requests[i]
			require.NotEmpty(t, got.Header.Get("Content-Type"))
			got.Header = nil
			require.Equal(t, want, got)
		}
		require.NotContains(t, fmt.Sprintf("%+v %+v", requests, server.Messages()), webhooktest.Canary)
	})
}

// late sends a first request that is answered after a minute, and a second one
// that is answered at once.
func late(t *testing.T, server *webhooktest.Server) (first chan error) {
	t.Helper()
	server.Delay(time.Minute)
	first = make(chan error, 1)
	go func() {
		resp, err := server.Client().Post(server.SlackURL(), "application/json", strings.NewReader(`{"text":"first"}`))
		if err == nil {
			err = resp.Body.Close()
		}
		first <- err
	}()
	<-time.After(time.Second)
	post(t, server, server.SlackURL(), `{"text":"second"}`)
	return first
}

// TestRequestsInOrder of their coming, also when one is answered late.
func TestRequestsInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		require.NoError(t, <-late(t, server))
		require.Contains(t, string(server.Requests()[0].Body), "first")
		require.Contains(t, string(server.Requests()[1].Body), "second")
		require.Contains(t, server.Messages()[0].Text, "second", "a room has them in the order accepted")
	})
}

// TestRequestsWaiting for their answer have come in too.
func TestRequestsWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		first := late(t, server)
		requests := len(server.Requests())
		require.NoError(t, <-first)
		require.Equal(t, 2, requests)
	})
}

// TestURLsHoldTheCanary where a secret would stand, and nowhere else.
func TestURLsHoldTheCanary(t *testing.T) {
	t.Parallel()
	server := webhooktest.New()
	defer server.Close()
	for _, raw := range []string{server.SlackURL(), server.SlackTriggerURL(), server.GChatURL(), server.ChimeURL()} {
		u, err := url.Parse(raw)
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1", u.Hostname())
		require.Contains(t, u.RequestURI(), webhooktest.Canary)
	}
	require.Panics(t, func() { server.URL("teams") })
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := webhooktest.New(webhooktest.TLS())
	defer server.Close()
	require.True(t, strings.HasPrefix(server.SlackURL(), "https://"))
	require.Equal(t, http.StatusOK, post(t, server, server.SlackURL(), `{"text":"x"}`).status)
	stranger := &http.Client{Transport: &http.Transport{}}
	_, err := stranger.Post(server.SlackURL(), "application/json", strings.NewReader(`{"text":"x"}`)) //nolint:bodyclose // there is none
	require.ErrorContains(t, err, "certificate")
}

// TestServersShareNothing, not even a service added by the same option.
func TestServersShareNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		option := webhooktest.WithService(func() webhooktest.Service {
			count := 0
			return webhooktest.Service{
				Name: "acme", Path: "/acme/" + webhooktest.Canary, PerSecond: 1, Burst: 2,
				Handle: func(_ *http.Request, body []byte) webhooktest.Reply {
					count++
					return webhooktest.Reply{Status: http.StatusCreated, Body: strconv.Itoa(count), Message: &webhooktest.Message{Text: string(body)}}
				},
			}
		})
		one, two := setup(t, option, webhooktest.WithRateLimits()), setup(t, option)
		one.Fail(http.StatusTeapot, "", nil)
		require.Equal(t, "1", post(t, two, two.URL("acme"), "a").body)
		require.Equal(t, "2", post(t, two, two.URL("acme"), "b").body)
		require.Equal(t, http.StatusTeapot, post(t, one, one.URL("acme"), "c").status)
		require.Equal(t, "1", post(t, one, one.URL("acme"), "d").body)
		require.Len(t, one.Messages(), 1)
		require.Equal(t, "acme", one.Messages()[0].Provider)

		post(t, one, one.URL("acme"), "e")
		limited := post(t, one, one.URL("acme"), "f")
		require.Equal(t, http.StatusTooManyRequests, limited.status)
		require.Equal(t, "1", limited.header.Get("Retry-After"))
	})
}

// TestNotifiesOfOtherClients: the JSON of encoding/json, as most Go programs
// write it, escapes the bracket of a mention.
func TestNotifiesOfOtherClients(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := setup(t)
		body, err := json.Marshal(map[string]string{"text": "<!channel> a ticket's title"})
		require.NoError(t, err)
		post(t, server, server.SlackURL(), string(body))
		require.True(t, server.Messages()[0].Notifies, "the room was notified, and the server did not tell")
	})
}

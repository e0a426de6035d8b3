package gchat_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	t.Parallel()
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		return gchat.New(server.GChatURL(), opts...)
	})
}

// setup returns a server without a socket, for virtual time, and a client of
// its space.
func setup(t *testing.T, opts ...webhook.Option) (*webhooktest.Server, *gchat.Client) {
	t.Helper()
	server := webhooktest.New(webhooktest.InMemory())
	t.Cleanup(server.Close)
	return server, open(t, server, server.GChatURL(), opts...)
}

func open(t *testing.T, server *webhooktest.Server, url string, opts ...webhook.Option) *gchat.Client {
	t.Helper()
	client, err := gchat.New(url, append([]webhook.Option{webhook.WithHTTPClient(server.Client())}, opts...)...)
	require.NoError(t, err)
	return client
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

// The secrets of a URL; the token ends in an escaped =, as real ones do.
const (
	key   = webhooktest.Canary + "key-key-key-key"
	token = webhooktest.Canary + "token_token-token%3D"
	base  = "https://chat.googleapis.com/v1/spaces/AAAAbbbb/messages"
	good  = base + "?key=" + key + "&token=" + token
)

// requireSecret fails if v, printed in any way, shows a part of the URL.
func requireSecret(t *testing.T, v any) {
	t.Helper()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		require.NotContains(t, fmt.Sprintf(format, v), webhooktest.Canary, format)
	}
	if e, ok := v.(interface{ Unwrap() error }); ok && e.Unwrap() != nil {
		requireSecret(t, e.Unwrap())
	}
}

func TestNewRefusesDamagedURLs(t *testing.T) {
	t.Parallel()
	query := "?key=" + key + "&token=" + token
	for name, tt := range map[string]struct{ url, says string }{
		"Empty":            {"", "empty"},
		"BrokenLine":       {base + "?key=" + key + "&\ntoken=" + token, "white space"},
		"SpaceWithin":      {base + "?key=" + key + " &token=" + token, "white space"},
		"HTMLEscaped":      {base + "?key=" + key + "&amp;token=" + token, "&amp;"},
		"HTMLNumber":       {base + "?key=" + key + "&#38;token=" + token, "&#38;"},
		"CutAtQuestion":    {base, "cut at an &"},
		"CutAtAmpersand":   {base + "?key=" + key, "cut at an &"},
		"KeyLost":          {base + "?token=" + token, "cut at an &"},
		"TokenEmpty":       {base + "?key=" + key + "&token=", "cut at an &"},
		"KeyEmpty":         {base + "?key=&token=" + token, "cut at an &"},
		"Semicolon":        {base + "?key=" + key + ";token=" + token, "query"},
		"BadEscapeInQuery": {base + "?key=" + key + "&token=" + webhooktest.Canary + "%3", "query"},
		"BadEscapeInPath":  {"https://chat.googleapis.com/v1/spaces/" + webhooktest.Canary + "%zz/messages" + query, "cannot be parsed"},
		"HTTP":             {strings.Replace(good, "https", "http", 1), "http://"},
		"NoScheme":         {strings.TrimPrefix(good, "https://"), "https://"},
		"UserInfo":         {"https://" + webhooktest.Canary + "@chat.googleapis.com/v1/spaces/A/messages" + query, "user"},
		"Fragment":         {good + "#" + webhooktest.Canary, "fragment"},
		"OtherHost":        {"https://chat.example/v1/spaces/A/messages" + query, "chat.googleapis.com"},
		"SubHost":          {"https://chat.googleapis.com.evil.example/v1/spaces/A/messages" + query, "chat.googleapis.com"},
		"SpacePage":        {"https://chat.google.com/room/" + webhooktest.Canary + query, "chat.googleapis.com"},
		"LostPath":         {"https://chat.googleapis.com/" + query, "/v1/spaces/"},
		"LostMessages":     {"https://chat.googleapis.com/v1/spaces/" + webhooktest.Canary + query, "/v1/spaces/"},
		"LostSpace":        {"https://chat.googleapis.com/v1/spaces//messages" + query, "/v1/spaces/"},
		"OtherVersion":     {"https://chat.googleapis.com/v2/spaces/A/messages" + query, "/v1/spaces/"},
		"LongerPath":       {base + "/" + webhooktest.Canary + query, "/v1/spaces/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := gchat.New(tt.url)
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.Nil(t, client)
			require.Equal(t, "gchat", asError(t, err).Provider)
			require.ErrorContains(t, err, tt.says)
			requireSecret(t, err)
		})
	}
}

// TestNewTakes posts to the URL with key and token as they were pasted.
func TestNewTakes(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"AsIs":          good,
		"Newline":       good + "\n",
		"Quotes":        `"` + good + `"`,
		"Spaces":        "  " + good + "\t",
		"UpperCaseHost": strings.Replace(good, "chat.googleapis.com", "CHAT.googleapis.com", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := request(t, url, gchat.Message{Text: "hello"})
			require.Equal(t, "/v1/spaces/AAAAbbbb/messages", got.URL.Path)
			require.True(t, strings.HasPrefix(got.URL.RawQuery, "key="+key+"&token="+token+"&requestId="), "the query was changed")
		})
	}
}

// request posts m to url and returns the request that arrives there, with its
// body read.
func request(t *testing.T, url string, m gchat.Message, opts ...webhook.Option) *http.Request {
	t.Helper()
	transport := httpmock.NewMockTransport()
	var got *http.Request
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		got = r.Clone(r.Context())
		got.Body = io.NopCloser(bytes.NewReader(body))
		return httpmock.NewStringResponse(http.StatusOK, `{"name":"spaces/AAAAbbbb/messages/1.1"}`), err
	})
	client, err := gchat.New(url, append([]webhook.Option{webhook.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
	require.NoError(t, err)
	require.Equal(t, "gchat(https://"+strings.Split(strings.TrimLeft(url, " \""), "/")[2]+"/v1/spaces/AAAAbbbb/messages?…)", client.String())
	requireSecret(t, client)
	requireSecret(t, *client)
	receipt, err := client.Post(t.Context(), m)
	require.NoError(t, err)
	require.Equal(t, "spaces/AAAAbbbb/messages/1.1", receipt.MessageID)
	return got
}

func TestNewRefusesOptions(t *testing.T) {
	t.Parallel()
	client, err := gchat.New(good, webhook.WithRate(0, 1))
	require.Nil(t, client)
	require.ErrorContains(t, err, "WithRate")
	requireSecret(t, err)
}

// TestQuery has what goes into the URL for each message.
func TestQuery(t *testing.T) {
	t.Parallel()
	const pasted = good + "&threadKey=pasted+key&messageReplyOption=REPLY_MESSAGE_OR_FAIL"
	fallback, orFail := string(gchat.ReplyFallbackToNewThread), string(gchat.ReplyOrFail)
	byKey, byName := &gchat.Thread{ThreadKey: "k"}, &gchat.Thread{Name: "spaces/A/threads/B"}
	for name, tt := range map[string]struct {
		url    string
		m      gchat.Message
		want   url.Values
		thread *gchat.Thread
	}{
		"Plain":          {good, gchat.Message{}, url.Values{}, nil},
		"Key":            {good, gchat.Message{Thread: byKey}, url.Values{"messageReplyOption": {fallback}}, byKey},
		"Name":           {good, gchat.Message{Thread: byName}, url.Values{"messageReplyOption": {fallback}}, byName},
		"OwnOption":      {good, gchat.Message{Thread: byKey, MessageReplyOption: gchat.ReplyOrFail}, url.Values{"messageReplyOption": {orFail}}, byKey},
		"UnknownOption":  {good, gchat.Message{Thread: byKey, MessageReplyOption: "REPLY_NEXT_YEAR"}, url.Values{"messageReplyOption": {"REPLY_NEXT_YEAR"}}, byKey},
		"MessageID":      {good, gchat.Message{MessageID: "client-a1"}, url.Values{"messageId": {"client-a1"}}, nil},
		"PastedBoth":     {pasted, gchat.Message{}, url.Values{"messageReplyOption": {orFail}}, &gchat.Thread{ThreadKey: "pasted key"}},
		"PastedButOwn":   {pasted, gchat.Message{Thread: byKey, MessageReplyOption: gchat.ReplyFallbackToNewThread}, url.Values{"messageReplyOption": {fallback}}, byKey},
		"PastedButKey":   {pasted, gchat.Message{Thread: byKey}, url.Values{"messageReplyOption": {orFail}}, byKey},
		"PastedKey":      {good + "&threadKey=k", gchat.Message{}, url.Values{"messageReplyOption": {fallback}}, byKey},
		"PastedOption":   {good + "&messageReplyOption=REPLY_MESSAGE_OR_FAIL", gchat.Message{}, url.Values{}, nil},
		"PastedIDs":      {good + "&requestId=old&messageId=client-old", gchat.Message{}, url.Values{}, nil},
		"PastedOthers":   {good + "&prettyPrint=false", gchat.Message{}, url.Values{"prettyPrint": {"false"}}, nil},
		"PastedTwoKinds": {good + "&prettyPrint=false&threadKey=k", gchat.Message{}, url.Values{"prettyPrint": {"false"}, "messageReplyOption": {fallback}}, byKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.m.Text, tt.m.RequestID = "hello", "request-1"
			got := request(t, tt.url, tt.m)
			want := url.Values{"key": {key}, "token": {strings.Replace(token, "%3D", "=", 1)}, "requestId": {"request-1"}}
			maps.Copy(want, tt.want)
			require.Equal(t, want, got.URL.Query())
			var sent gchat.Message
			require.NoError(t, json.NewDecoder(got.Body).Decode(&sent))
			require.Equal(t, tt.thread, sent.Thread)
		})
	}
}

// TestPostAsGiven posts what a decoder and encoder would change.
func TestPostAsGiven(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		receipt, err := client.Post(t.Context(), gchat.Message{
			Text: "<users/all> *bold* & <https://x.example|x>",
			CardsV2: []json.RawMessage{
				[]byte(`{"zeta":1,"cardId":"c","card":{"sections":[{"widgets":[{"textParagraph":{"text":"<b>x</b> \u003c & 12345678901234567890"}}]}],"n":1.0}}`),
				[]byte(`{"cardId":"d","card":{}}`),
			},
			FallbackText: "instead <of> cards",
			Thread:       &gchat.Thread{ThreadKey: "key & <key>"},
			MessageID:    "client-1",
		})
		require.NoError(t, err)
		require.Equal(t, "gchat", receipt.Provider)
		require.NotEmpty(t, receipt.MessageID)
		require.NotEmpty(t, receipt.Thread)
		requireBytes(t, `{"text":"<users/all> *bold* & <https://x.example|x>","cardsV2":[`+
			`{"zeta":1,"cardId":"c","card":{"sections":[{"widgets":[{"textParagraph":{"text":"<b>x</b> \u003c & 12345678901234567890"}}]}],"n":1.0}},`+
			`{"cardId":"d","card":{}}],"fallbackText":"instead <of> cards","thread":{"threadKey":"key & <key>"}}`, server.Requests()[0].Body)
	})
}

func TestPostValidatesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		for _, m := range []gchat.Message{
			{},
			{Text: strings.Repeat("x", gchat.MaxMessage)},
			{Text: "x", MessageReplyOption: gchat.ReplyOrFail},
			{Text: "x", Thread: &gchat.Thread{}},
			{Text: "x", CardsV2: []json.RawMessage{[]byte(`{`)}},
			{Text: "x", RequestID: "\xff"},
		} {
			receipt, err := client.Post(t.Context(), m)
			require.Error(t, err)
			require.Equal(t, m.Validate(), err)
			require.Equal(t, webhook.Receipt{Provider: "gchat"}, receipt)
		}
		require.Empty(t, server.Requests())
	})
}

// requestIDs returns the requestId of every request.
func requestIDs(server *webhooktest.Server) []string {
	var ids []string
	for _, r := range server.Requests() {
		ids = append(ids, r.Query.Get("requestId"))
	}
	return ids
}

// TestRequestID is one for each message and all of its attempts.
func TestRequestID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		for range 2 {
			server.Fail(http.StatusServiceUnavailable, "", nil)
			server.Fail(http.StatusTooManyRequests, "", nil)
			_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
			require.NoError(t, err)
		}
		_, err := client.Post(t.Context(), gchat.Message{Text: "hello"})
		require.NoError(t, err)
		_, err = client.Send(t.Context(), webhook.Message{Text: "hello", ID: "my own & id"})
		require.NoError(t, err)
		_, err = client.Post(t.Context(), gchat.Message{Text: "hello", RequestID: "mine"})
		require.NoError(t, err)

		ids := requestIDs(server)
		require.Len(t, ids, 9)
		require.Equal(t, ids[:3], slices.Repeat(ids[:1], 3), "one for all attempts")
		require.Equal(t, ids[3:6], slices.Repeat(ids[3:4], 3))
		require.Greater(t, len(ids[0]), 20, "it can be guessed")
		require.NotEqual(t, ids[0], ids[3])
		require.NotEqual(t, ids[3], ids[6])
		require.Equal(t, []string{"my own & id", "mine"}, ids[7:])
	})
}

func TestWithoutIdempotencyKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t, webhook.WithoutIdempotencyKeys())
		server.DropMidAnswer()
		receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello", ID: "an-id"})
		require.NoError(t, err)
		require.True(t, receipt.MaybeDuplicate)
		_, err = client.Post(t.Context(), gchat.Message{Text: "hello", RequestID: "mine"})
		require.NoError(t, err)
		require.Equal(t, []string{"", "", ""}, requestIDs(server))
		require.Len(t, server.Messages(), 3, "without a requestId, the repetition posts again")
	})
}

// TestLostAnswer is what the requestId is for.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		server.DropMidAnswer()
		receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.NoError(t, err)
		require.Equal(t, 2, receipt.Attempts)
		require.Len(t, server.Requests(), 2)
		require.Len(t, server.Messages(), 1)
		require.Equal(t, server.Messages()[0].ID, receipt.MessageID)
		require.Equal(t, server.Messages()[0].Thread, receipt.Thread)
	})
}

// TestLostAnswerWithMessageID: without a requestId, the message's own ID keeps
// it from being posted twice.
func TestLostAnswerWithMessageID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t, webhook.WithoutIdempotencyKeys())
		server.DropMidAnswer()
		_, err := client.Post(t.Context(), gchat.Message{Text: "hello", MessageID: "client-1"})
		require.Len(t, server.Messages(), 1)
		require.Len(t, server.Requests(), 2)
		if err != nil {
			require.ErrorIs(t, err, webhook.ErrConflict)
			require.True(t, webhook.MaybeDelivered(err))
		}
	})
}

// TestThreads posts into threads by key and by the name a receipt told.
func TestThreads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		send := func(thread string) string {
			receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello", Thread: thread})
			require.NoError(t, err)
			messages := server.Messages()
			require.Equal(t, messages[len(messages)-1].Thread, receipt.Thread)
			return receipt.Thread
		}
		one := send("build-1")
		require.NotEmpty(t, one)
		two := send("build-2")
		require.NotEqual(t, one, two)
		require.Equal(t, one, send("build-1"))
		require.Equal(t, two, send(two), "by its name")
		fresh := send("")
		require.NotEqual(t, one, fresh)
		require.NotEqual(t, two, fresh)
		require.NotEqual(t, fresh, send(""))
	})
}

func TestReplyOrFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		for _, thread := range []gchat.Thread{{ThreadKey: "unknown"}, {Name: "spaces/AAAAAAAAAAA/threads/unknown"}} {
			server.Reset()
			_, err := client.Post(t.Context(), gchat.Message{Text: "hello", Thread: &thread, MessageReplyOption: gchat.ReplyOrFail})
			require.ErrorIs(t, err, webhook.ErrNotFound)
			require.Equal(t, "NOT_FOUND", asError(t, err).Reason)
			require.Len(t, server.Requests(), 1)
			require.Empty(t, server.Messages())
		}
	})
}

// TestSharedPacer gives two webhooks of one space one pace.
func TestSharedPacer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := webhooktest.New(webhooktest.InMemory(), webhooktest.WithRateLimits())
		defer server.Close()
		pacer, err := webhook.NewPacer(gchat.PerSecond, gchat.Burst)
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 2 {
			client := open(t, server, server.GChatURL(), webhook.WithPacer(pacer))
			for range 10 {
				wg.Go(func() {
					_, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
					require.NoError(t, err)
				})
			}
		}
		wg.Wait()
		requests := server.Requests()
		require.Len(t, requests, 20, "each goes once, none is refused")
		slices.SortFunc(requests, func(a, b webhooktest.Request) int { return a.Time.Compare(b.Time) })
		for i := range requests[1:] {
			require.GreaterOrEqual(t, requests[i+1].Time.Sub(requests[i].Time), time.Second)
		}
		require.Less(t, requests[19].Time.Sub(requests[0].Time), 20*time.Second)
	})
}

// TestSplit keeps the parts of a message in one thread, whoever opened it.
func TestSplit(t *testing.T) {
	t.Parallel()
	plain := strings.Repeat("a line of a log, 40 bytes with its end.\n", 2500)
	for name, tt := range map[string]struct{ thread, text string }{
		"NoThread": {"", plain},
		"Key":      {"build-1", plain},
		"Name":     {"spaces/AAAAAAAAAAA/threads/T1", plain},
		// Escaped in JSON, a key is longer than it looks; and a text without
		// line ends fills its parts to the last byte.
		"QuotedKey": {`{}:{alertname="DiskFull",instance="db-1:9100",job="node",severity="critical"}`, strings.Repeat("x", 100_000)},
		// Google's answer repeats the text with < and > in six bytes each,
		// and so grows beyond what is read of it.
		"LongEcho": {"", strings.Repeat("<<<<<<<<<<<<<<<<<<<<>>>>>>>>>>>>>>>>>>>\n", 2500)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				_, err := client.Send(t.Context(), webhook.Message{Text: "opens thread T1"})
				require.NoError(t, err)
				receipt, err := client.Send(t.Context(), webhook.Message{Text: tt.text, Thread: tt.thread})
				require.NoError(t, err)
				parts := server.Messages()[1:]
				require.Len(t, parts, 4)
				require.Len(t, receipt.Parts, 4)
				for i, m := range parts {
					require.LessOrEqual(t, len(m.Body), 32000)
					require.True(t, strings.HasPrefix(m.Text, fmt.Sprintf("(%d/4)\n", i+1)), m.Text[:20])
					require.Equal(t, parts[0].Thread, m.Thread, "part %d stands elsewhere", i+1)
					require.Equal(t, m.ID, receipt.Parts[i].MessageID)
				}
				if name != "LongEcho" || receipt.Thread != "" { // there its name may lie beyond what is read
					require.Equal(t, parts[0].Thread, receipt.Thread)
				}
				for _, r := range server.Requests() {
					require.Equal(t, bytes.Contains(r.Body, []byte(`"thread":{`)), r.Query.Has("messageReplyOption"), "one is useless without the other")
				}
				ids := requestIDs(server)
				slices.Sort(ids)
				require.Len(t, slices.Compact(ids), 5, "each part has a requestId of its own")
			})
		})
	}
}

// TestSplitPasted has thread and option in the pasted URL: the parts heed them
// as a whole message does.
func TestSplitPasted(t *testing.T) {
	t.Parallel()
	for name, pasted := range map[string]string{
		"Key":       "&threadKey=pasted",
		"KeyOrFail": "&threadKey=pasted&messageReplyOption=REPLY_MESSAGE_OR_FAIL",
		"OrFail":    "&messageReplyOption=REPLY_MESSAGE_OR_FAIL",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				opened, err := client.Send(t.Context(), webhook.Message{Text: "opens", Thread: "pasted"})
				require.NoError(t, err)
				client = open(t, server, server.GChatURL()+pasted)
				receipt, err := client.Send(t.Context(), webhook.Message{Text: strings.Repeat("0123456789\n", 6000)})
				require.NoError(t, err)
				require.Len(t, receipt.Parts, 3)
				for _, part := range receipt.Parts {
					require.Equal(t, receipt.Thread, part.Thread)
				}
				require.Equal(t, strings.Contains(pasted, "threadKey"), receipt.Thread == opened.Thread)
			})
		})
	}
}

// TestSplitIntoLostThread: a thread that is gone is replaced by one new one,
// not by one for each part.
func TestSplitIntoLostThread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, client := setup(t)
		receipt, err := client.Send(t.Context(), webhook.Message{
			Text: strings.Repeat("0123456789\n", 6000), Thread: "spaces/AAAAAAAAAAA/threads/gone",
		})
		require.NoError(t, err)
		require.Len(t, receipt.Parts, 3)
		for _, part := range receipt.Parts {
			require.Equal(t, receipt.Thread, part.Thread)
		}
	})
}

// TestLongEcho is a success whose answer is longer than what is read of it.
func TestLongEcho(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		receipt, err := client.Post(t.Context(), gchat.Message{Text: strings.Repeat("<", 31000)})
		require.NoError(t, err)
		require.Equal(t, 1, receipt.Attempts)
		require.Equal(t, server.Messages()[0].ID, receipt.MessageID)

		// In the order that a real answer was seen in.
		server.Fail(http.StatusOK, `{"name":"spaces/A/messages/B.B","text":"`+strings.Repeat("x", 70000)+`","thread":{"name":"spaces/A/threads/B"}}`, nil)
		receipt, err = client.Post(t.Context(), gchat.Message{Text: "hello"})
		require.NoError(t, err)
		require.Equal(t, "spaces/A/messages/B.B", receipt.MessageID)

		server.Fail(http.StatusOK, `{"thread":{"name":"spaces/A/threads/B"},"name":"spaces/A/messages/B.B","text":"`+strings.Repeat("x", 70000)+`"}`, nil)
		receipt, err = client.Post(t.Context(), gchat.Message{Text: "hello"})
		require.NoError(t, err)
		require.Equal(t, "spaces/A/threads/B", receipt.Thread)
	})
}

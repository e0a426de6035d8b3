package chime_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	t.Parallel()
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		return chime.New(server.ChimeURL(), opts...)
	})
}

// setup returns a server without a socket, for virtual time, and a client of
// its room.
func setup(t *testing.T, opts ...webhook.Option) (*webhooktest.Server, *chime.Client) {
	t.Helper()
	server := webhooktest.New(webhooktest.InMemory())
	t.Cleanup(server.Close)
	client, err := chime.New(server.ChimeURL(), append([]webhook.Option{webhook.WithHTTPClient(server.Client())}, opts...)...)
	require.NoError(t, err)
	return server, client
}

func asError(t *testing.T, err error) *webhook.Error {
	t.Helper()
	var e *webhook.Error
	require.ErrorAs(t, err, &e)
	return e
}

// requireBytes compares to the byte; long texts are not shown.
func requireBytes(t *testing.T, want string, got []byte) {
	t.Helper()
	if string(got) != want {
		require.FailNow(t, "not the same bytes", "want %.500s\ngot  %.500s", want, got)
	}
}

// Parts of a URL that must not be printed.
const (
	id    = webhooktest.Canary + "-0000-0000-0000-000000000000"
	token = webhooktest.Canary + "dG9rZW4|MXxhYmM%3D"
	good  = "https://hooks.chime.aws/incomingwebhooks/" + id + "?token=" + token
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
	for name, tt := range map[string]struct{ url, says string }{
		"Empty":        {"", "empty"},
		"BrokenLine":   {strings.Replace(good, "?", "\n?", 1), "white space"},
		"SpaceWithin":  {strings.Replace(good, "?", "? ", 1), "white space"},
		"HTMLEscaped":  {good + "&amp;x=y", "&amp;"},
		"TokenLost":    {"https://hooks.chime.aws/incomingwebhooks/" + id, "token"},
		"TokenEmpty":   {"https://hooks.chime.aws/incomingwebhooks/" + id + "?token=", "token"},
		"IDLost":       {"https://hooks.chime.aws/incomingwebhooks/?token=" + token, "/incomingwebhooks/"},
		"PathLost":     {"https://hooks.chime.aws/?token=" + token, "/incomingwebhooks/"},
		"LongerPath":   {"https://hooks.chime.aws/incomingwebhooks/" + id + "/x?token=" + token, "/incomingwebhooks/"},
		"OtherPath":    {"https://hooks.chime.aws/webhooks/" + id + "?token=" + token, "/incomingwebhooks/"},
		"HTTP":         {strings.Replace(good, "https", "http", 1), "http://"},
		"NoScheme":     {strings.TrimPrefix(good, "https://"), "https://"},
		"UserInfo":     {strings.Replace(good, "//", "//"+webhooktest.Canary+"@", 1), "user"},
		"Fragment":     {good + "#" + webhooktest.Canary, "fragment"},
		"BadEscape":    {strings.Replace(good, "?", "%zz?", 1), "cannot be parsed"},
		"BadInQuery":   {good + "%3", "query"},
		"Semicolon":    {good + ";x", "query"},
		"ControlChars": {good + "\x7f" + webhooktest.Canary, "cannot be parsed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := chime.New(tt.url)
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.Nil(t, client)
			require.Equal(t, "chime", asError(t, err).Provider)
			require.ErrorContains(t, err, tt.says)
			requireSecret(t, err)
		})
	}
}

// TestNewTakes posts to the URL as it was pasted, its query verbatim.
func TestNewTakes(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"AsIs":    good,
		"Newline": good + "\n",
		"Quotes":  `"` + good + `"`,
		"BotHost": strings.Replace(good, "hooks.chime.aws", "hooks.a.chime.aws", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := httpmock.NewMockTransport()
			var to, body string
			transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				read, err := io.ReadAll(r.Body)
				to, body = r.Method+" "+r.URL.String(), string(read)
				return httpmock.NewStringResponse(http.StatusOK, `{"MessageId":"m-1","RoomId":"r-1"}`), err
			})
			client, err := chime.New(url, webhook.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			receipt, err := client.Post(t.Context(), chime.Markdown("**a** & <b>"))
			require.NoError(t, err)
			require.Equal(t, "m-1", receipt.MessageID)
			require.Equal(t, "POST "+strings.Trim(url, "\"\n"), to)
			requireBytes(t, `{"Content":"/md **a** & <b>"}`, []byte(body))
			require.Regexp(t, `^chime\(https://hooks(\.a)?\.chime\.aws/incomingwebhooks/…\)$`, client.String())
			requireSecret(t, client)
			requireSecret(t, *client)
		})
	}
}

func TestNewRefusesOptions(t *testing.T) {
	t.Parallel()
	client, err := chime.New(good, webhook.WithHTTPClient(nil))
	require.Nil(t, client)
	require.ErrorContains(t, err, "WithHTTPClient")
	requireSecret(t, err)
}

func TestPostValidatesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		_, err := client.Post(t.Context(), chime.Message{})
		require.ErrorIs(t, err, webhook.ErrInvalidMessage)
		receipt, err := client.Post(t.Context(), chime.Message{Content: strings.Repeat("x", 4097)})
		require.ErrorIs(t, err, webhook.ErrTooLarge)
		require.Equal(t, webhook.Receipt{Provider: "chime"}, receipt)
		require.Empty(t, server.Requests())
	})
}

// TestPostMentions: unlike Send, Post means what it says.
func TestPostMentions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		for _, content := range []string{"@All look", "/md # look @Present", "/code x"} {
			_, err := client.Post(t.Context(), chime.Message{Content: content})
			require.NoError(t, err)
			messages := server.Messages()
			require.Equal(t, content, messages[len(messages)-1].Text)
		}
		require.True(t, server.Messages()[0].Notifies)
	})
}

// TestSize sends texts around 4,096 bytes, of characters of one to four bytes.
func TestSize(t *testing.T) {
	t.Parallel()
	for name, char := range map[string]string{"1": "x", "2": "é", "3": "€", "4": "🙂", "AtSign": "@"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				fits := strings.Repeat(char, 4096/len(char)) + strings.Repeat("x", 4096%len(char))
				receipt, err := client.Send(t.Context(), webhook.Message{Text: fits})
				require.NoError(t, err)
				require.Empty(t, receipt.Parts)
				requireBytes(t, fits, []byte(server.Messages()[0].Text))
				require.Len(t, server.Messages()[0].Text, 4096)

				receipt, err = client.Send(t.Context(), webhook.Message{Text: fits + "."})
				require.NoError(t, err)
				require.Len(t, receipt.Parts, 2)
				whole := ""
				for i, m := range server.Messages()[1:] {
					require.LessOrEqual(t, len(m.Text), 4096)
					require.True(t, utf8.ValidString(m.Text), "cut inside a character")
					text, ok := strings.CutPrefix(m.Text, fmt.Sprintf("(%d/2)\n", i+1))
					require.True(t, ok, m.Text[:10])
					whole += text
				}
				requireBytes(t, fits+".", []byte(whole))
			})
		})
	}
}

// TestLostAnswer: Chime recognizes no repetition, and the receipt says so.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t)
		server.DropMidAnswer()
		receipt, err := client.Send(t.Context(), webhook.Message{Text: "hello"})
		require.NoError(t, err)
		require.True(t, receipt.MaybeDuplicate)
		require.Equal(t, "message-2", receipt.MessageID)
		require.Len(t, server.Messages(), 2)
	})
}

package chatwire_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire"
	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = webhooktest.Canary + "xxxxxxxxxxxx"

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

// TestOpen tells the provider by the URL, and posts to that URL.
func TestOpen(t *testing.T) {
	t.Parallel()
	const gchatURL = "https://chat.googleapis.com/v1/spaces/A/messages?key=" + secret + "&token=" + secret + "%3D"
	for name, tt := range map[string]struct {
		url  string
		want webhook.Sender
	}{
		"Slack":         {"https://hooks.slack.com/services/T0/B0/" + secret, &slack.Client{}},
		"SlackUpper":    {"https://HOOKS.Slack.com/services/T0/B0/" + secret, &slack.Client{}},
		"SlackPort":     {"https://hooks.slack.com:443/services/T0/B0/" + secret, &slack.Client{}},
		"SlackPasted":   {" 'https://hooks.slack.com/services/T0/B0/" + secret + "'\n", &slack.Client{}},
		"SlackLegacy":   {"https://hooks.slack.com/T0/B0/" + secret, &slack.Client{}},
		"GovSlack":      {"https://hooks.slack-gov.com/services/T0/B0/" + secret, &slack.Client{}},
		"SlackTrigger":  {"https://hooks.slack.com/triggers/T0/123/" + secret, &slack.Client{}},
		"SlackWorkflow": {"https://hooks.slack.com/workflows/T0/A0/1/" + secret, &slack.Client{}},
		"ResponseURL":   {"https://hooks.slack.com/actions/T0/123/" + secret, &slack.Client{}},
		"GoogleChat":    {gchatURL, &gchat.Client{}},
		"Chime":         {"https://hooks.chime.aws/incomingwebhooks/1?token=" + secret, &chime.Client{}},
		"ChimeBot":      {"https://hooks.a.chime.aws/incomingwebhooks/1?token=" + secret, &chime.Client{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := httpmock.NewMockTransport()
			var to string
			transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				to = r.URL.String()
				return httpmock.NewStringResponse(http.StatusForbidden, ""), nil
			})
			sender, err := chatwire.Open(tt.url, webhook.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			require.IsType(t, tt.want, sender)
			requireSecret(t, sender)
			_, err = sender.Send(t.Context(), webhook.Message{Text: "hello", ID: "id"})
			require.ErrorIs(t, err, webhook.ErrForbidden)
			requireSecret(t, err)
			want, _, _ := strings.Cut(strings.Trim(tt.url, " '\n"), "&requestId")
			require.True(t, strings.HasPrefix(to, want), "posted elsewhere")
		})
	}
}

// TestOpenEmulator finds the services of a webhooktest server by their paths.
func TestOpenEmulator(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(*webhooktest.Server) string{
		"slack":         (*webhooktest.Server).SlackURL,
		"slack trigger": (*webhooktest.Server).SlackTriggerURL,
		"gchat":         (*webhooktest.Server).GChatURL,
		"chime":         (*webhooktest.Server).ChimeURL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := webhooktest.New() // 127.0.0.1; in memory it is localhost
			defer server.Close()
			sender, err := chatwire.Open(url(server), webhook.WithHTTPClient(server.Client()))
			require.NoError(t, err)
			receipt, err := sender.Send(t.Context(), webhook.Message{Text: "hello"})
			require.NoError(t, err)
			require.Equal(t, strings.Fields(name)[0], receipt.Provider)
			require.Equal(t, receipt.Provider, server.Messages()[0].Provider)

			synctest.Test(t, func(t *testing.T) {
				server := webhooktest.New(webhooktest.InMemory())
				defer server.Close()
				sender, err := chatwire.Open(url(server), webhook.WithHTTPClient(server.Client()))
				require.NoError(t, err)
				_, err = sender.Send(t.Context(), webhook.Message{Text: "hello"})
				require.NoError(t, err)
			})
		})
	}
}

// TestOpenRefuses returns nothing that could be taken for a Sender.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ url, provider, says string }{
		"Empty":          {"", "chatwire", "empty"},
		"Spaces":         {" \n", "chatwire", "empty"},
		"NoScheme":       {"hooks.slack.com/services/T0/B0/" + secret, "chatwire", "https://"},
		"HTTP":           {"http://hooks.slack.com/services/T0/B0/" + secret, "chatwire", "http://"},
		"Mattermost":     {"https://mattermost.example/hooks/" + secret, "chatwire", "slack.New"},
		"Discord":        {"https://discord.com/api/webhooks/1/" + secret + "/slack", "chatwire", "slack.New"},
		"EvilSubdomain":  {"https://hooks.slack.com.evil.example/services/T0/B0/" + secret, "chatwire", "slack.New"},
		"EvilSuffix":     {"https://evilchime.aws/incomingwebhooks/1?token=" + secret, "chatwire", "slack.New"},
		"SlackWebAPI":    {"https://slack.com/api/chat.postMessage?token=" + secret, "chatwire", "slack.New"},
		"LoopbackOther":  {"http://127.0.0.1:1/hooks/" + secret, "chatwire", "slack.New"},
		"LoopbackRoot":   {"http://localhost/", "chatwire", "slack.New"},
		"SlackCut":       {"https://hooks.slack.com/services/T0/" + secret, "slack", "cut short"},
		"GoogleChatCut":  {"https://chat.googleapis.com/v1/spaces/A/messages?key=" + secret, "gchat", "cut at an &"},
		"ChimeCut":       {"https://hooks.chime.aws/incomingwebhooks/" + secret, "chime", "token"},
		"HTMLEscaped":    {"https://chat.googleapis.com/v1/spaces/A/messages?key=" + secret + "&amp;token=t", "chatwire", "&amp;"},
		"UserInfo":       {"https://" + secret + "@hooks.slack.com/services/T0/B0/x", "chatwire", "user"},
		"BadEscape":      {"https://hooks.slack.com/services/T0/B0/" + secret + "%zz", "chatwire", "cannot be parsed"},
		"LoopbackIsCut":  {"http://127.0.0.1:1/services/" + secret, "slack", "cut short"},
		"LoopbackNotV1s": {"http://127.0.0.1:1/v1/" + secret, "gchat", "/v1/spaces/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sender, err := chatwire.Open(tt.url)
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.True(t, sender == nil, "a Sender that is not nil") //nolint:testifylint // require.Nil takes a nil pointer in it for nil
			require.ErrorContains(t, err, tt.says)
			requireSecret(t, err)
			var e *webhook.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.provider, e.Provider)
		})
	}
}

func TestOpenUnknownHostNamesTheKnown(t *testing.T) {
	t.Parallel()
	_, err := chatwire.Open("https://mattermost.example/hooks/" + secret)
	for _, name := range []string{"hooks.slack.com", "hooks.slack-gov.com", "chat.googleapis.com", "hooks.chime.aws", "slack.New", "Mattermost"} {
		require.ErrorContains(t, err, name)
	}
}

// TestOpenRefusesOptions for each provider, as a nil interface.
func TestOpenRefusesOptions(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://hooks.slack.com/services/T0/B0/" + secret,
		"https://chat.googleapis.com/v1/spaces/A/messages?key=" + secret + "&token=" + secret,
		"https://hooks.chime.aws/incomingwebhooks/1?token=" + secret,
	} {
		sender, err := chatwire.Open(url, webhook.WithTimeout(0))
		require.ErrorContains(t, err, "WithTimeout")
		require.True(t, sender == nil, "a Sender that is not nil") //nolint:testifylint // as above
		requireSecret(t, err)
	}
}

// FuzzOpen puts a secret between two pieces of a URL.
func FuzzOpen(f *testing.F) {
	for _, piece := range [][2]string{
		{"https://hooks.slack.com/services/T0/B0/", ""},
		{"https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=", "%3D"},
		{"https://hooks.chime.aws/incomingwebhooks/1?token=", "\n"},
		{"https://mattermost.example/hooks/", ""},
		{"http://127.0.0.1:80/v1/", ""},
		{"http://localhost/services/", "#"},
		{"https://", ".chime.aws/"},
		{"", ""},
	} {
		f.Add(piece[0], piece[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		sender, err := chatwire.Open(before + secret + after)
		require.Equal(t, err != nil, sender == nil)
		if err != nil {
			require.ErrorIs(t, err, webhook.ErrInvalidURL)
			require.NotContains(t, err.Error(), webhooktest.Canary)
		}
	})
}

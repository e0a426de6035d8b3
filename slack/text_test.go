package slack_test

import (
	"encoding/json"
	"html"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

var entity = regexp.MustCompile(`&(amp|lt|gt);`)

// requireEscaped fails if escaped can be anything but the literal s.
func requireEscaped(t *testing.T, s, escaped string) {
	t.Helper()
	require.NotContains(t, escaped, "<")
	require.NotContains(t, escaped, ">")
	require.NotContains(t, entity.ReplaceAllString(escaped, ""), "&")
	// Slack knows three entities; what it shows must be s.
	require.Equal(t, s, strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(escaped))
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                       "",
		"plain *text*":           "plain *text*",
		"<!channel>":             "&lt;!channel&gt;",
		"a & b && c":             "a &amp; b &amp;&amp; c",
		"&lt;!here&gt;":          "&amp;lt;!here&amp;gt;",
		"&amp;":                  "&amp;amp;",
		"<@U1|x> <#C1> <!date^>": "&lt;@U1|x&gt; &lt;#C1&gt; &lt;!date^&gt;",
	} {
		require.Equal(t, want, slack.Escape(s))
		requireEscaped(t, s, slack.Escape(s))
	}
}

// evil makes texts of what Slack reads as markup.
type evil struct{ *rand.Rand }

func (e evil) text() string {
	pieces := []string{
		"<", ">", "&", "|", "!", "@", "#", "^", ";", "\n", " ", "<!channel>", "<!here|x>", "<@U012345>", "<#C1>", "<!subteam^S1>",
		"<https://evil.example|https://bank.example>", "&lt;", "&amp;lt;!channel&gt;", "channel", "*", "_", "`", "```", "é", "🙂", "\u2028", "@all",
	}
	var b strings.Builder
	for range 1 + e.IntN(12) {
		b.WriteString(pieces[e.IntN(len(pieces))])
	}
	return b.String() + "."
}

func TestEscapeProperty(t *testing.T) {
	t.Parallel()
	e := evil{rand.New(rand.NewPCG(1, 2))}
	for range 5000 {
		s := e.text()
		requireEscaped(t, s, slack.Escape(s))
		require.Equal(t, s, html.UnescapeString(slack.Escape(s)))
	}
}

// ours are the only pairs of brackets that a Send writes itself.
var ours = regexp.MustCompile(`<https://ok\.example/[^<>|]*(\|[^<>|]*)?>|<!date\^[^<>]*>`)

// TestSendIsLiteral sends markup in every field: all that is left of brackets
// are the links and the date asked for.
func TestSendIsLiteral(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t, webhook.WithoutPacing())
		e := evil{rand.New(rand.NewPCG(3, 4))}
		for range 300 {
			_, err := client.Send(t.Context(), webhook.Message{
				Text: e.text(), Title: e.text(), TitleURL: "https://ok.example/" + e.text(),
				Fields: []webhook.Field{{Name: e.text(), Value: e.text(), Short: true}, {Name: e.text(), Value: e.text()}},
				Links:  []webhook.Link{{Text: e.text(), URL: "https://ok.example/?" + e.text()}, {Text: e.text(), URL: e.text()}},
				Image:  webhook.Image{URL: "https://ok.example/i.png", Alt: e.text()},
				Footer: e.text(), Time: everyField().Time, Level: webhook.LevelInfo, Thread: e.text(),
			})
			require.NoError(t, err)
			_, err = client.Send(t.Context(), webhook.Message{Text: e.text()})
			require.NoError(t, err)
		}
		for _, r := range server.Requests() {
			var m slack.Message
			require.NoError(t, json.Unmarshal(r.Body, &m))
			rest := ours.ReplaceAllString(m.Text, "")
			require.NotContains(t, rest, "<", m.Text)
			require.NotContains(t, rest, ">", m.Text)
			require.NotContains(t, entity.ReplaceAllString(m.Text, ""), "&", m.Text)
		}
		for _, m := range server.Messages() {
			require.False(t, m.Notifies, m.Text)
		}
	})
}

package gchat_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
)

const zeroWidthSpace = "\u200b"

// live is what Google Chat would read as a mention, an emoji or a link.
var live = regexp.MustCompile(`<([/:|]|[^\x{200b}>\n][^>\n]*[/:|])`)

// requireInert fails if inert has live markup, or shows anything but s.
func requireInert(t *testing.T, s, inert string) {
	t.Helper()
	require.NotRegexp(t, live, inert)
	require.NotContains(t, inert, "<users/")
	require.NotContains(t, inert, "<customEmojis/")
	require.NotContains(t, inert, "<https:")
	visible := func(s string) string { return strings.ReplaceAll(s, zeroWidthSpace, "") }
	require.Equal(t, visible(s), visible(inert))
}

func TestInert(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                    "",
		"a < b && c > d":      "a < b && c > d",
		"a <b> c":             "a <b> c",
		"<users/all>":         "<\u200busers/all>",
		"<<users/all>":        "<\u200b<\u200busers/all>",
		"<users/1> <users/2>": "<\u200busers/1> <\u200busers/2>",
		"<https://evil|bank>": "<\u200bhttps://evil|bank>",
		"<mailto:a@b|c>":      "<\u200bmailto:a@b|c>",
		"<customEmojis/1>":    "<\u200bcustomEmojis/1>",
		"<users/all":          "<\u200busers/all",
		"< users/all>":        "<\u200b users/all>",
		"</b>":                "<\u200b/b>",
		"1 < 2\n3/4":          "1 < 2\n3/4",
		"<b> a/b":             "<b> a/b",
		"&lt;users/all&gt;":   "&lt;users/all&gt;", // shown as written
	} {
		require.Equal(t, want, gchat.Inert(s))
		requireInert(t, s, gchat.Inert(s))
	}
}

// evil makes texts of what Google Chat reads as markup.
type evil struct{ *rand.Rand }

func (e evil) text() string {
	pieces := []string{
		"<", ">", "|", "/", ":", "&", "\n", " ", zeroWidthSpace, "users/all", "<users/all>", "<users/123456>", "users", "<customEmojis/x>",
		"<https://evil.example|https://bank.example>", "https://plain.example", "*", "_", "`", "```", "é", "🙂", "&lt;users/all&gt;",
	}
	var b strings.Builder
	for range 1 + e.IntN(12) {
		b.WriteString(pieces[e.IntN(len(pieces))])
	}
	return b.String() + "."
}

func TestInertProperty(t *testing.T) {
	t.Parallel()
	e := evil{rand.New(rand.NewPCG(1, 2))}
	for range 5000 {
		s := e.text()
		requireInert(t, s, gchat.Inert(s))
	}
}

// dangerous is what must not arise either where pieces meet: a mention, an emoji,
// a URL in brackets.
var dangerous = regexp.MustCompile(`<(users|customEmojis)/|<[A-Za-z][A-Za-z0-9+.-]*:[^*\s]`)

// ours are the links that a Send writes because it was asked to; a link ends at
// its first >.
var ours = regexp.MustCompile(`<https://(ok|plain)\.example[^<>|]*(\|[^>]*)?>`)

// TestSendIsLiteral sends markup in every field: all that is live are the links
// asked for.
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
				Footer: e.text(), Time: everyField().Time, Level: webhook.LevelInfo, Thread: "a-thread",
			})
			require.NoError(t, err)
			_, err = client.Send(t.Context(), webhook.Message{Text: e.text()})
			require.NoError(t, err)
		}
		require.Len(t, server.Messages(), 600)
		for _, m := range server.Messages() {
			require.False(t, m.Notifies, m.Text)
			require.NotRegexp(t, dangerous, ours.ReplaceAllString(m.Text, "[link]"))
		}
	})
}

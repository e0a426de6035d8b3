package chime_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhook"
)

const zeroWidthSpace = "\u200b"

// mention is an @ that is not, as in an e-mail address, behind a letter or
// digit of ASCII, and before a letter or digit of any script.
var mention = regexp.MustCompile(`(^|[^A-Za-z0-9])@[\pL\p{Nd}]`)

// requireInert fails if inert has a live mention, or shows anything but s.
func requireInert(t *testing.T, s, inert string) {
	t.Helper()
	require.NotRegexp(t, mention, inert)
	visible := func(s string) string { return strings.ReplaceAll(s, zeroWidthSpace, "") }
	require.Equal(t, visible(s), visible(inert))
}

func TestInert(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                 "",
		"@All":             "@\u200bAll",
		"@all @Present":    "@\u200ball @\u200bPresent",
		"(@All) @joe":      "(@\u200bAll) @\u200bjoe",
		"joe@mail.example": "joe@mail.example",
		"@@All":            "@@\u200bAll",
		"a @ b @":          "a @ b @",
		"x\n@All":          "x\n@\u200bAll",
		"_@All":            "_@\u200bAll",
		"@\u200bAll":       "@\u200bAll",
		"@é":               "@\u200bé",
		"\xff@All":         "\xff@\u200bAll",
	} {
		require.Equal(t, want, chime.Inert(s), s)
		requireInert(t, s, chime.Inert(s))
	}
}

// TestInertBehindLetters has no space before the @, as in languages that are
// written without.
func TestInertBehindLetters(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"请看@All", "é@All", "٣@Present"} {
		requireInert(t, s, chime.Inert(s))
	}
}

// TestSendIsLiteral sends commands and mentions in every field.
func TestSendIsLiteral(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := setup(t, webhook.WithoutPacing())
		pieces := []string{"/md ", "/code ", "@All", "@Present", "@all", "@joe", "@", "/", "\n", " ", zeroWidthSpace, "*", "é", "🙂", "md", "https://x.example"}
		random := rand.New(rand.NewPCG(1, 2))
		evil := func() string {
			var b strings.Builder
			for range 1 + random.IntN(8) {
				b.WriteString(pieces[random.IntN(len(pieces))])
			}
			return b.String() + "."
		}
		for range 300 {
			_, err := client.Send(t.Context(), webhook.Message{
				Text: evil(), Title: evil(),
				Fields: []webhook.Field{{Name: evil(), Value: evil(), Short: true}, {Name: evil(), Value: evil()}},
				Links:  []webhook.Link{{Text: evil(), URL: "https://ok.example"}, {Text: evil(), URL: evil()}},
				Image:  webhook.Image{URL: "https://ok.example/i.png", Alt: evil()},
				Footer: evil(), Time: everyField().Time, Thread: evil(),
			})
			require.NoError(t, err)
			_, err = client.Send(t.Context(), webhook.Message{Text: evil()})
			require.NoError(t, err)
		}
		require.Len(t, server.Messages(), 600)
		for _, m := range server.Messages() {
			require.False(t, m.Notifies, m.Text)
			require.NotRegexp(t, `(?i)^/(md|code)`, m.Text)
		}
	})
}

// TestMentionInURL: a URL is the caller's text too.
func TestMentionInURL(t *testing.T) {
	t.Parallel()
	const url = "https://x.example/@All"
	for name, msg := range map[string]webhook.Message{
		"Link":     {Text: "text", Links: []webhook.Link{{Text: "label", URL: url}}},
		"TitleURL": {Title: "title", TitleURL: url},
		"Image":    {Text: "text", Image: webhook.Image{URL: url}},
		"NoURL":    {Text: "text", Links: []webhook.Link{{Text: "label", URL: "not a URL @All"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := setup(t)
				_, err := client.Send(t.Context(), msg)
				require.NoError(t, err)
				require.False(t, server.Messages()[0].Notifies, server.Messages()[0].Text)
			})
		})
	}
}

package webhook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

var loud = webhook.Markup{
	Escape: strings.ToUpper,
	Bold:   func(s string) string { return "[b]" + s + "[/b]" },
	Link:   func(label, target string) string { return "[" + label + "](" + target + ")" },
	Time:   func(t time.Time) string { return t.UTC().Format("15h04") },
	All:    "!all",
}

func TestRender(t *testing.T) {
	t.Parallel()
	when := time.Date(2026, 11, 21, 9, 30, 0, 0, time.FixedZone("CET", 3600))
	for name, c := range map[string]struct {
		msg     webhook.Message
		plain   string
		loud    string
		dropped []string // of loud
	}{
		"TextOnly": {msg: webhook.Message{Text: "a\nb", Thread: "t", ID: "i"}, plain: "a\nb", loud: "A\nB"},
		"Title": {
			msg:   webhook.Message{Title: "one\ntwo", TitleURL: "https://x.example/a b", Text: "text"},
			plain: "one two: https://x.example/a%20b\ntext",
			loud:  "[b][ONE TWO](https://x.example/a%20b)[/b]\nTEXT",
		},
		"LevelWithoutTitle": {msg: webhook.Message{Level: webhook.LevelSuccess, Text: "done"}, plain: "✅ done", loud: "✅ DONE"},
		"Fields": {
			msg: webhook.Message{Fields: []webhook.Field{
				{Name: "a", Value: "1", Short: true},
				{Name: "b", Value: "2", Short: true},
				{Name: "c", Value: "3", Short: true},
				{Name: "d", Value: "4"},
				{Value: "5"},
				{Name: "e"},
			}},
			plain: "a: 1  ·  b: 2\nc: 3\nd: 4\n5\ne:",
			loud:  "[b]A:[/b] 1  ·  [b]B:[/b] 2\n[b]C:[/b] 3\n[b]D:[/b] 4\n5\n[b]E:[/b]",
		},
		"Links": {
			msg: webhook.Message{Text: "t", Links: []webhook.Link{
				{Text: "ok", URL: "HTTPS://x.example/?a=b&c=<|>"},
				{URL: "http://y.example/"},
				{Text: "rel", URL: "/rel"},
				{Text: "js", URL: "javascript:alert(1)"},
				{Text: "user", URL: "https://me:pw@x.example/"},
				{Text: "no url"},
			}},
			plain: "t\nok: https://x.example/?a=b&c=%3C%7C%3E\nhttp://y.example/\nrel: /rel\njs: javascript:alert(1)\nuser: https://me:pw@x.example/\nno url",
			loud:  "T\n[OK](https://x.example/?a=b&c=%3C%7C%3E)\n[](http://y.example/)\nREL: /REL\nJS: JAVASCRIPT:ALERT(1)\nUSER: HTTPS://ME:PW@X.EXAMPLE/\nNO URL",
			dropped: []string{
				"links/2/url: not an absolute http or https URL, shown as text",
				"links/3/url: not an absolute http or https URL, shown as text",
				"links/4/url: not an absolute http or https URL, shown as text",
			},
		},
		"ImageFooterTime": {
			msg:   webhook.Message{Image: webhook.Image{URL: "https://x.example/i.png"}, Footer: "foot", Time: when},
			plain: "image: https://x.example/i.png\nfoot · 2026-11-21 08:30 UTC",
			loud:  "[IMAGE](https://x.example/i.png)\nFOOT · 08h30",
		},
		"MentionPresent": {
			msg: webhook.Message{Text: "x", Mention: webhook.MentionPresent}, plain: "x", loud: "!all X",
			dropped: []string{"mention: those present cannot be notified alone, all were"},
		},
		"TitleURLAlone": {
			msg: webhook.Message{Text: "x", TitleURL: "https://x.example/"}, plain: "x\nhttps://x.example/", loud: "X\n[](https://x.example/)",
			dropped: []string{"title_url: there is no title to link, shown below the text"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, _ := webhook.Markup{}.Render(c.msg)
			require.Equal(t, c.plain, text)
			text, dropped := loud.Render(c.msg)
			require.Equal(t, c.loud, text)
			require.Equal(t, c.dropped, dropped)
		})
	}
}

func FuzzWebURL(f *testing.F) {
	for _, seed := range []string{"https://x.example/", "http://x/<|>\"'`", "javascript:x", "https://a b/", "//x", "https://x/\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, ok := webhook.WebURL(s)
		if !ok {
			return
		}
		require.False(t, strings.ContainsAny(clean, " <>|\"'`\t\r\n"), "%q", clean)
		again, ok := webhook.WebURL(clean)
		require.True(t, ok, "%q", clean)
		require.Equal(t, clean, again)
	})
}

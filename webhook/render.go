package webhook

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Markup is how a provider writes text, for [Markup.Render]. Every function
// may be nil; the zero Markup writes plain text.
type Markup struct {
	// Escape makes literal text inert. Nil leaves it as it is.
	Escape func(s string) string
	// Bold emphasizes text that is already escaped.
	Bold func(escaped string) string
	// Link writes a link; label is already escaped, target an absolute http
	// or https URL without white space, quotes, <, > and |. Nil writes
	// "label: target".
	Link func(label, target string) string
	// Time writes a point in time. Nil writes "2006-01-02 15:04 UTC".
	Time func(t time.Time) string
	// Present and All notify people. Where Present is empty, All is used and
	// listed as dropped; where both are, the mention is dropped.
	Present, All string
}

// Render writes m as lines of text: mention, title, text, fields, links, image,
// footer. A message of text alone is just its text. dropped lists what had to
// be shown otherwise than asked; Thread and ID are the caller's business.
func (k Markup) Render(m Message) (text string, dropped []string) {
	if m.TextOnly() {
		return k.escape(m.Text), nil
	}
	r := renderer{Markup: k}
	mention := r.mention(m.Mention)
	emoji := m.Level.Emoji()
	m.Title = strings.TrimSpace(oneLine(m.Title))
	body := k.escape(m.Text)
	if m.Title == "" {
		if m.TitleURL != "" {
			r.drop("title_url: there is no title to link, shown below the text")
			m.Links = append([]Link{{URL: m.TitleURL}}, m.Links...)
		}
		r.line(join(" ", mention, emoji, body))
	} else {
		title := k.escape(m.Title)
		if m.TitleURL != "" {
			title = r.link("title_url", title, m.TitleURL)
		}
		if k.Bold != nil {
			title = k.Bold(title)
		}
		r.line(join(" ", mention, emoji, title))
		r.line(body)
	}
	r.fields(m.Fields)
	for i, l := range m.Links {
		label := k.escape(oneLine(l.Text))
		r.line(r.link(fmt.Sprintf("links/%d/url", i), label, l.URL))
	}
	if !m.Image.IsZero() {
		alt := m.Image.Alt
		if alt == "" {
			alt = "image"
		}
		r.line(r.link("image/url", k.escape(oneLine(alt)), m.Image.URL))
	}
	footer := k.escape(oneLine(m.Footer))
	if !m.Time.IsZero() {
		footer = join(" · ", footer, r.time(m.Time))
	}
	r.line(footer)
	return strings.Join(r.lines, "\n"), r.dropped
}

type renderer struct {
	Markup
	lines   []string
	dropped []string
}

func (r *renderer) line(s string) {
	if s != "" {
		r.lines = append(r.lines, s)
	}
}

func (r *renderer) drop(s string) { r.dropped = append(r.dropped, s) }

func (k Markup) escape(s string) string {
	if k.Escape == nil {
		return s
	}
	return k.Escape(s)
}

func (r *renderer) mention(m Mention) string {
	switch {
	case m == MentionNone:
		return ""
	case m == MentionPresent && r.Present != "":
		return r.Present
	case m == MentionPresent && r.All != "":
		r.drop("mention: those present cannot be notified alone, all were")
		return r.All
	case m == MentionAll && r.All != "":
		return r.All
	}
	r.drop("mention: there are none here")
	return ""
}

// fields writes "Name: value" lines; neighbors that are both short share one.
func (r *renderer) fields(fields []Field) {
	short := ""
	for _, f := range fields {
		text := r.escape(f.Value)
		if name := r.escape(oneLine(f.Name)); name != "" {
			name += ":"
			if r.Bold != nil {
				name = r.Bold(name)
			}
			text = join(" ", name, text)
		}
		switch {
		case !f.Short:
			r.line(short)
			r.line(text)
			short = ""
		case short != "":
			r.line(short + "  ·  " + text)
			short = ""
		default:
			short = text
		}
	}
	r.line(short)
}

// link writes a link, or label and target as text when target is none.
func (r *renderer) link(pointer, label, target string) string {
	clean, ok := WebURL(target)
	switch {
	case !ok && target != "":
		r.drop(pointer + ": not an absolute http or https URL, shown as text")
		return join(": ", label, r.escape(oneLine(target)))
	case !ok:
		return label
	case r.Link != nil:
		return r.Link(label, clean)
	}
	return join(": ", label, clean)
}

func (r *renderer) time(t time.Time) string {
	if r.Time != nil {
		return r.Time(t)
	}
	return UTC(t)
}

// UTC writes t as "2006-01-02 15:04 UTC".
func UTC(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// WebURL reports whether s is an absolute http or https URL, and returns it
// with the characters that a chat's markup could stumble over (white space,
// quotes, <, >, |, and back-ticks) percent-encoded.
func WebURL(s string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, unsafe) || u.User != nil || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https") {
		return "", false
	}
	return urlEscaper.Replace(u.String()), true
}

// unsafe are the characters that urlEscaper takes out.
const unsafe = " <>|\"'`\n\r\t"

var urlEscaper = strings.NewReplacer(
	" ", "%20", "<", "%3C", ">", "%3E", "|", "%7C", `"`, "%22", "'", "%27", "`", "%60", "\n", "%0A", "\r", "%0D", "\t", "%09")

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
}

// join joins what is not empty.
func join(sep string, parts ...string) string {
	all := parts[:0]
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, sep)
}

package webhook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Message is what every provider can show. Only Text is needed, and a message
// of Text alone is sent as plain text.
//
// All strings are literal: whatever a provider would read as markup or as a
// mention is made inert, so "<!channel>", "<users/all>" or "@All" in a
// ticket's title notifies nobody. Only Mention does.
//
// What a provider cannot show is converted to the next best thing and listed
// in Receipt.Dropped. The json names are those of the pointers in
// [Violation].
type Message struct {
	// Text is the body. Line breaks are kept. A text over the provider's
	// limit is split; see [WithOverflow].
	Text string `json:"text,omitempty"`
	// Title stands above the text, emphasized, on one line.
	Title string `json:"title,omitempty"`
	// TitleURL makes the title a link: an absolute http or https URL.
	TitleURL string `json:"title_url,omitempty"`
	// Level marks how serious the message is. Defaults to none.
	Level Level `json:"level,omitempty"`
	// Fields are short facts: host, severity, owner.
	Fields []Field `json:"fields,omitempty"`
	// Links stand below the text.
	Links []Link `json:"links,omitempty"`
	// Image is shown where the provider fetches images, otherwise linked.
	Image Image `json:"image,omitzero"`
	// Footer is small print: the name of the sending system.
	Footer string `json:"footer,omitempty"`
	// Time is when the reported thing happened. Shown beside the footer.
	Time time.Time `json:"time,omitzero"`
	// Mention notifies people. Defaults to none.
	Mention Mention `json:"mention,omitempty"`
	// Thread keeps messages together: a key of the caller's choice, at most
	// 4,000 characters. Google Chat takes any key, or the name of a thread
	// ("spaces/…/threads/…"); Slack only a message's ts; Chime none.
	Thread string `json:"thread,omitempty"`
	// ID makes a repeated Send of the same message recognizable to providers
	// that can (Google Chat): a second message with the same ID is not shown.
	// At most 128 bytes. Made at random when empty.
	ID string `json:"id,omitempty"`
}

// Field is one named fact of a [Message].
type Field struct {
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
	// Short lets it share a line with its neighbor where there is room.
	Short bool `json:"short,omitempty"`
}

// Link is a labeled link of a [Message].
type Link struct {
	Text string `json:"text,omitempty"`
	// URL is absolute, http or https. Another one is shown as plain text.
	URL string `json:"url"`
}

// Image is a picture of a [Message].
type Image struct {
	// URL is absolute, http or https, reachable for the provider.
	URL string `json:"url,omitempty"`
	// Alt describes the picture to those who do not see it.
	Alt string `json:"alt,omitempty"`
}

// IsZero reports whether there is no image.
func (i Image) IsZero() bool { return i == Image{} }

// Level is how serious a message is.
type Level string

// The levels. The zero value shows none.
const (
	LevelNone     Level = ""
	LevelInfo     Level = "info"
	LevelSuccess  Level = "success"
	LevelWarning  Level = "warning"
	LevelError    Level = "error"
	LevelCritical Level = "critical"
)

// Emoji returns the sign a text-only rendering puts before the title, empty
// for [LevelNone].
func (l Level) Emoji() string {
	switch l {
	case LevelInfo:
		return "ℹ️"
	case LevelSuccess:
		return "✅"
	case LevelWarning:
		return "⚠️"
	case LevelError:
		return "❌"
	case LevelCritical:
		return "🚨"
	case LevelNone:
	}
	return ""
}

func (l Level) valid() bool { return l == LevelNone || l.Emoji() != "" }

// Mention is whom a message notifies, beyond what the room's members set up.
type Mention string

// The mentions. The zero value notifies nobody.
const (
	MentionNone    Mention = ""
	MentionPresent Mention = "present" // those who are active now
	MentionAll     Mention = "all"     // every member of the room
)

// MaxThread is the longest Message.Thread, in characters.
const MaxThread = 4000

// MaxID is the longest Message.ID, in bytes.
const MaxID = 128

// Validate reports every rule that m breaks, as [Violations] inside an
// [Error]: nothing to show, a level or mention that does not exist, an
// overlong thread or ID. Sizes of shown text are the provider's business.
func (m *Message) Validate() error {
	return m.violations().Err("")
}

func (m *Message) violations() Violations {
	var v Violations
	if m.empty() {
		v = append(v, Violation{Pointer: "/text", Problem: "the message has nothing to show: set text, title, fields, links or image"})
	}
	if !m.Level.valid() {
		v = append(v, Violation{Pointer: "/level", Problem: fmt.Sprintf("unknown level %.20q: use info, success, warning, error or critical", string(m.Level))})
	}
	switch m.Mention {
	case MentionNone, MentionPresent, MentionAll:
	default:
		v = append(v, Violation{Pointer: "/mention", Problem: fmt.Sprintf("unknown mention %.20q: use present or all", string(m.Mention))})
	}
	if n := utf8.RuneCountInString(m.Thread); n > MaxThread {
		v = append(v, TooLarge("/thread", n, MaxThread, "characters"))
	}
	if len(m.ID) > MaxID {
		v = append(v, TooLarge("/id", len(m.ID), MaxID, "bytes"))
	}
	return v
}

// TextOnly reports whether m is nothing but text, which providers send as
// plain text.
func (m *Message) TextOnly() bool {
	return m.Title == "" && m.TitleURL == "" && m.Level == LevelNone && len(m.Fields) == 0 && len(m.Links) == 0 &&
		m.Image.IsZero() && m.Footer == "" && m.Time.IsZero() && m.Mention == MentionNone
}

// empty reports whether nobody would see anything.
func (m *Message) empty() bool {
	if visible(m.Text) || visible(m.Title) || visible(m.Footer) || visible(m.Image.URL) {
		return false
	}
	for _, f := range m.Fields {
		if visible(f.Name) || visible(f.Value) {
			return false
		}
	}
	for _, l := range m.Links {
		if visible(l.Text) || visible(l.URL) {
			return false
		}
	}
	return true
}

func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) || r == utf8.RuneError
	})
}

// clean returns m with invalid UTF-8 replaced by U+FFFD, its slices copied if
// they had to change, and the pointers of the fields that had any.
func (m Message) clean() (Message, []string) {
	var dropped []string
	fix := func(pointer, s string) string {
		if utf8.ValidString(s) {
			return s
		}
		dropped = append(dropped, pointer+": bytes that are not valid UTF-8 are shown as \uFFFD")
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	m.Text = fix("text", m.Text)
	m.Title = fix("title", m.Title)
	m.TitleURL = fix("title_url", m.TitleURL)
	m.Footer = fix("footer", m.Footer)
	m.Image.URL = fix("image/url", m.Image.URL)
	m.Image.Alt = fix("image/alt", m.Image.Alt)
	m.Thread = fix("thread", m.Thread)
	m.ID = fix("id", m.ID)
	copied := false
	for i, f := range m.Fields {
		if utf8.ValidString(f.Name) && utf8.ValidString(f.Value) {
			continue
		}
		if !copied {
			m.Fields, copied = slices.Clone(m.Fields), true
		}
		at := "fields/" + strconv.Itoa(i)
		m.Fields[i].Name, m.Fields[i].Value = fix(at+"/name", f.Name), fix(at+"/value", f.Value)
	}
	copied = false
	for i, l := range m.Links {
		if utf8.ValidString(l.Text) && utf8.ValidString(l.URL) {
			continue
		}
		if !copied {
			m.Links, copied = slices.Clone(m.Links), true
		}
		at := "links/" + strconv.Itoa(i)
		m.Links[i] = Link{fix(at+"/text", l.Text), fix(at+"/url", l.URL)}
	}
	return m, dropped
}

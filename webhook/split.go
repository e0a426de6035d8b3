package webhook

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// split cuts msg into parts that fit. All parts carry title and level; the
// first one mentions; fields, links, image and footer follow the text, as they
// do in a message that fits.
func (p *Poster) split(msg Message) ([]part, error) {
	s := splitter{poster: p, head: Message{
		Title: msg.Title, TitleURL: msg.TitleURL, Level: msg.Level, Thread: msg.Thread, ID: msg.ID,
	}}
	if s.head.Thread == "" && p.service.ThreadKeys {
		s.head.Thread = rand.Text()
		if msg.ID != "" { // sent once more, the message finds its thread again
			s.head.Thread = derivedID(msg.ID, 0)
		}
	}
	s.current = s.head
	if msg.Title == "" {
		s.head.TitleURL = "" // a link of its own then, once
	}
	s.current.Mention = msg.Mention
	if len(msg.Text) > MaxParts*p.maxBytes() || !s.text(msg.Text) {
		return nil, p.tooManyParts(msg, s.stuck)
	}
	fit := s.list(len(msg.Fields), func(m *Message, i, j int) {
		m.Fields = append(slices.Clip(m.Fields), msg.Fields[i:j]...)
	}, func(i int) bool { return s.field(msg.Fields[i]) }) &&
		s.list(len(msg.Links), func(m *Message, i, j int) {
			m.Links = append(slices.Clip(m.Links), msg.Links[i:j]...)
		}, nil) &&
		s.whole(func(m *Message) { m.Image = msg.Image }) &&
		s.whole(func(m *Message) { m.Footer, m.Time = msg.Footer, msg.Time })
	if !fit {
		return nil, p.tooManyParts(msg, s.stuck)
	}
	s.flush()
	if len(s.done) > MaxParts {
		return nil, p.tooManyParts(msg, false)
	}
	parts := make([]part, len(s.done))
	for i, m := range s.done {
		m = numbered(m, i+1, len(s.done))
		payload, err := p.service.Convert(m)
		if err != nil {
			return nil, err
		}
		parts[i] = part{payload, m}
	}
	return parts, nil
}

// tooManyParts says why msg cannot be split: a piece that fits nowhere, or
// too many of them.
func (p *Poster) tooManyParts(msg Message, stuck bool) error {
	size := len(msg.Text)
	if payload, err := p.service.Convert(msg); err == nil {
		size = payload.Size
	}
	if stuck {
		return p.tooLarge(msg, size)
	}
	err := p.tooLarge(msg, size)
	if e, ok := err.(*Error); ok { //nolint:errorlint // made on the line above
		e.Advice = fmt.Sprintf("it would need more than %d parts; nothing was sent", MaxParts)
	}
	return err
}

// splitter fills one part after another.
type splitter struct {
	poster  *Poster
	head    Message // what every part carries
	current Message
	filled  bool // current has more than the head
	done    []Message
	stuck   bool // something does not fit into a part of its own
}

// threadRoom stands for the name of a thread that the first part may open.
var threadRoom = strings.Repeat("t", 80)

// fits reports whether m fits with the widest number it can get, and with the
// thread that it may be moved to instead of its own.
func (s *splitter) fits(m Message) bool {
	m = numbered(m, MaxParts, MaxParts)
	if !s.poster.fitsMessage(m) {
		return false
	}
	m.Thread = threadRoom
	return s.poster.fitsMessage(m)
}

// flush closes the current part.
func (s *splitter) flush() {
	if s.filled {
		s.done = append(s.done, s.current)
	}
	s.current, s.filled = s.head, false
}

// text spreads text over as many parts as it needs.
func (s *splitter) text(text string) bool {
	for text != "" {
		with := func(n int) Message {
			m := s.current
			m.Text = text[:n]
			if n < len(text) && text[n] == '\n' {
				m.Text = strings.TrimSuffix(m.Text, "\r")
			}
			return m
		}
		n := longestPrefix(text, s.poster.maxBytes(), func(n int) bool { return s.fits(with(n)) })
		if n <= 0 {
			s.stuck = true
			return false
		}
		n = niceCut(text, n)
		s.current, s.filled = with(n), true
		if text = text[n:]; text == "" {
			return true
		}
		s.flush()
		if len(s.done) > MaxParts {
			return false
		}
		text = trimLineEnd(text)
	}
	return true
}

// list adds n items, as many to each part as fit. add adds the items from i to
// before j; cut spreads one that does not fit into a part of its own, and may
// be nil.
func (s *splitter) list(n int, add func(m *Message, i, j int), cut func(i int) bool) bool {
	for i := 0; i < n; {
		with := func(k int) Message {
			m := s.current
			add(&m, i, i+k)
			return m
		}
		// How many more fit: found by doubling and halving, because every
		// question converts a whole part.
		most := 1
		for i+most < n && s.fits(with(most)) {
			most *= 2
		}
		most = min(most, n-i)
		k := sort.Search(most, func(k int) bool { return !s.fits(with(k + 1)) })
		switch {
		case k > 0:
			s.current, s.filled = with(k), true
			i += k
		case s.filled:
			s.flush()
			if len(s.done) > MaxParts {
				return false
			}
		case cut != nil && cut(i):
			i++
		default:
			s.stuck = s.stuck || cut == nil
			return false
		}
	}
	return true
}

// field spreads a field that is too long for a part over several.
func (s *splitter) field(f Field) bool {
	for f.Value != "" {
		with := func(n int) Message {
			m := s.current
			m.Fields = append(slices.Clip(m.Fields), Field{f.Name, f.Value[:n], f.Short})
			return m
		}
		n := longestPrefix(f.Value, s.poster.maxBytes(), func(n int) bool { return s.fits(with(n)) })
		if n <= 0 {
			s.stuck = true
			return false
		}
		n = niceCut(f.Value, n)
		s.current, s.filled = with(n), true
		if f.Value = trimLineEnd(f.Value[n:]); f.Value == "" {
			return true
		}
		s.flush()
		if len(s.done) > MaxParts {
			return false
		}
	}
	s.stuck = true // a name alone that does not fit
	return false
}

// whole adds what cannot be cut.
func (s *splitter) whole(set func(*Message)) bool {
	m := s.current
	set(&m)
	if !s.fits(m) && s.filled {
		s.flush()
		m = s.current
		set(&m)
	}
	if !s.fits(m) {
		s.stuck = true
		return false
	}
	s.filled = s.filled || !sameContent(m, s.current)
	s.current = m
	return true
}

func sameContent(a, b Message) bool {
	return len(a.Links) == len(b.Links) && a.Image == b.Image && a.Footer == b.Footer && a.Time.Equal(b.Time)
}

// numbered marks m as part i of n: in its title, or before its text.
func numbered(m Message, i, n int) Message {
	mark := fmt.Sprintf("(%d/%d)", i, n)
	switch {
	case m.Title != "":
		m.Title += " " + mark
	case m.Text != "":
		m.Text = mark + "\n" + m.Text
	default:
		m.Text = mark
	}
	if i > 1 && m.ID != "" {
		m.ID = derivedID(m.ID, i)
	}
	return m
}

// derivedID makes an ID from the caller's, the same each time, that no caller
// would choose.
func derivedID(id string, i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", id, i))
	return hex.EncodeToString(sum[:16])
}

// longestPrefix returns the length of the longest prefix of s, cut between
// runes, for which fits is true, at most limit bytes; -1 if there is none.
// fits must not become true again for a longer prefix.
func longestPrefix(s string, limit int, fits func(n int) bool) int {
	if len(s) <= limit && fits(len(s)) {
		return len(s)
	}
	low, high := -1, min(len(s), limit)+1 // fits(low), not fits(high)
	for high-low > 1 {
		n := runeStart(s, low+(high-low)/2)
		if n <= low { // no rune begins in the lower half
			n = nextRune(s, low+(high-low)/2)
			if n >= high {
				break
			}
		}
		if fits(n) {
			low = n
		} else {
			high = n
		}
	}
	return low
}

// runeStart moves n back to where a rune begins.
func runeStart(s string, n int) int {
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

func nextRune(s string, n int) int {
	for n < len(s) && !utf8.RuneStart(s[n]) {
		n++
	}
	return n
}

// niceCut moves a cut at n back to a place where a reader would cut: a line
// end, else a space, else between two characters; never inside a URL, an
// entity such as "&amp;", or a character of several runes.
func niceCut(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	if s[n] == '\n' {
		return n
	}
	if i := strings.LastIndexByte(s[:n], '\n'); i > n/3 {
		return i
	}
	if i := strings.LastIndexFunc(s[:n], unicode.IsSpace); i > n/2 {
		_, size := utf8.DecodeRuneInString(s[i:])
		return i + size
	}
	word := 1 + strings.LastIndexFunc(s[:n], unicode.IsSpace)
	if i := strings.Index(s[word:], "://"); i >= 0 && word+i < n && word > 0 {
		return word
	}
	if i := strings.LastIndexByte(s[:n], '&'); i > 0 && n-i < 10 {
		if end := strings.IndexByte(s[i:], ';'); end >= 0 && i+end >= n && end < 10 {
			n = i
		}
	}
	for cut := n; cut > 0 && n-cut < 64; {
		before, size := utf8.DecodeLastRuneInString(s[:cut])
		after, _ := utf8.DecodeRuneInString(s[cut:])
		if !joined(before, after) {
			return cut
		}
		cut -= size
	}
	return n
}

// joined reports whether two runes belong to one character: combining marks,
// emoji sequences, flags, CR LF.
func joined(before, after rune) bool {
	const zeroWidthJoiner = '\u200d'
	regional := func(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
	return unicode.Is(unicode.M, after) || after == zeroWidthJoiner || before == zeroWidthJoiner ||
		after >= 0x1F3FB && after <= 0x1F3FF || regional(before) && regional(after) ||
		before == '\r' && after == '\n'
}

// trimLineEnd takes off the line end at which a part was cut.
func trimLineEnd(s string) string {
	return strings.TrimPrefix(strings.TrimPrefix(s, "\r"), "\n")
}

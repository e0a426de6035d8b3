package webhook

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDetail bounds Error.Detail.
const maxDetail = 1024

// minSecret is the length from which a piece of a URL counts as secret. Shorter
// ones ("v1", "hooks") are no credentials, and would mutilate innocent text.
const minSecret = 8

// redacted stands where a secret was.
const redacted = "[redacted]"

var lowerHex = regexp.MustCompile("%[0-9A-F]{2}")

// jsonEscapes are those that encoders use in strings although they need not.
var jsonEscapes = strings.NewReplacer("=", `\u003d`, "&", `\u0026`, "+", `\u002b`, "<", `\u003c`, ">", `\u003e`)

// scrubber removes the secret pieces of one URL from text. The pieces live in
// closures for the same reason as in [URL].
type scrubber struct {
	text  func(string) string
	shown func([]byte) bool
}

// bytes returns b itself when it shows no secret, as it never should.
func (s scrubber) bytes(b []byte) []byte {
	if !s.shown(b) {
		return b
	}
	return []byte(s.text(string(b)))
}

// newScrubber returns the scrubber for u. What public contains may be printed.
func newScrubber(u *url.URL, public string) scrubber {
	var pieces []string
	add := func(s string) {
		bare := strings.TrimRight(s, "=") // padding is often escaped some other way
		forms := []string{s, url.PathEscape(s), url.QueryEscape(s), bare}
		for _, form := range forms[1:3] {
			forms = append(forms, lowerHex.ReplaceAllStringFunc(form, strings.ToLower))
		}
		for _, form := range append(forms, jsonEscapes.Replace(s), strings.ReplaceAll(s, "/", `\/`)) {
			if len(form) >= minSecret && !strings.Contains(public, form) && !slices.Contains(pieces, form) {
				pieces = append(pieces, form)
			}
		}
	}
	for piece := range strings.SplitSeq(strings.Trim(u.Path, "/"), "/") {
		add(piece)
	}
	for piece := range strings.SplitSeq(strings.Trim(u.EscapedPath(), "/"), "/") {
		add(piece)
	}
	for _, values := range u.Query() {
		for _, v := range values {
			add(v)
		}
	}
	for piece := range strings.SplitSeq(u.RawQuery, "&") {
		if k, v, _ := strings.Cut(piece, "="); v != "" {
			add(v)
		} else {
			add(k) // a secret without a name
		}
	}
	// Longest first, so that a piece within another leaves nothing behind.
	slices.SortFunc(pieces, func(a, b string) int { return len(b) - len(a) })
	return scrubber{
		text: func(s string) string {
			for _, piece := range pieces {
				s = strings.ReplaceAll(s, piece, redacted)
			}
			return s
		},
		shown: func(b []byte) bool {
			return slices.ContainsFunc(pieces, func(piece string) bool { return bytes.Contains(b, []byte(piece)) })
		},
	}
}

// detail makes foreign text fit for Error.Detail.
func (s scrubber) detail(text string) string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s.text(text))
	if len(text) <= maxDetail {
		return text
	}
	const mark = "…"
	cut := maxDetail - len(mark)
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + mark
}

// cause makes a transport's error fit to be wrapped. *url.Error repeats the
// whole URL and is taken off; any other error whose text, or that of anything
// it wraps, shows the secret is replaced by its scrubbed text.
func (s scrubber) cause(err error) error {
	if err == nil {
		return nil
	}
	var ue *url.Error
	if errors.As(err, &ue) {
		if error(ue) == err { //nolint:errorlint // the outermost error itself is meant
			return s.cause(ue.Err)
		}
		return s.replace(err)
	}
	if s.shows(err) {
		return s.replace(err)
	}
	return err
}

// shows reports whether err or anything it wraps prints a secret.
func (s scrubber) shows(err error) bool {
	if err == nil {
		return false
	}
	if text := err.Error(); s.text(text) != text {
		return true
	}
	switch e := err.(type) { //nolint:errorlint // this walks the tree itself
	case interface{ Unwrap() error }:
		return s.shows(e.Unwrap())
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(e.Unwrap(), s.shows)
	}
	return false
}

func (s scrubber) replace(err error) error {
	e := &scrubbedError{text: s.text(err.Error())}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded} {
		if errors.Is(err, known) {
			e.known = append(e.known, known)
		}
	}
	return e
}

// scrubbedError stands for an error that showed a secret.
type scrubbedError struct {
	text  string
	known []error
}

func (e *scrubbedError) Error() string   { return e.text }
func (e *scrubbedError) Unwrap() []error { return e.known }

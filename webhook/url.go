package webhook

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"unicode"

	"github.com/chatwire/chatwire/internal/loopback"
)

// URL holds a webhook's URL, which is its whole credential, as a secret. Every
// way of printing it (fmt verbs, text, JSON, slog) shows scheme, host and the
// public part only: "https://hooks.slack.com/services/…". [URL.Reveal] is the
// one way out. The secret sits behind a function, so that printing a struct
// which holds a URL in an unexported field does not show it either.
//
// A URL can be decoded from text or JSON, for configuration files. The zero
// value is no URL.
type URL struct {
	public string
	reveal func() secret
}

type secret struct {
	raw    string
	parsed *url.URL
}

// ParseURL cleans raw and checks what holds for every webhook: https (http is
// accepted for loopback addresses only), a host, no user, no fragment. White
// space and quotes around raw, the commonest paste mistakes, are trimmed.
//
// Then check, which may be nil, adds what provider knows of its URLs. It may
// change u, and returns the beginning of the path that may be printed
// ("/services/"). The error, an [Error] with [CodeInvalidURL], names the
// damage and never repeats the URL; check's error must not either.
func ParseURL(provider, raw string, check func(u *url.URL) (public string, err error)) (URL, error) {
	u, err := parseURL(raw)
	public := ""
	if err == nil && check != nil {
		public, err = check(u)
	}
	if err != nil {
		return URL{}, &Error{Provider: provider, Code: CodeInvalidURL, Err: err}
	}
	return newURL(u, public), nil
}

// newURL keeps u; prints its origin, public, and an ellipsis.
func newURL(u *url.URL, public string) URL {
	raw := u.String()
	if public == "" {
		public = "/"
	}
	return URL{
		public: u.Scheme + "://" + u.Host + public + "…",
		reveal: func() secret { return secret{raw, u} },
	}
}

func parseURL(raw string) (*url.URL, error) {
	raw = trimURL(raw)
	switch {
	case raw == "":
		return nil, errors.New("the webhook URL is empty")
	case strings.ContainsFunc(raw, isGap):
		return nil, errors.New("the webhook URL contains white space: was a line broken when it was copied?")
	case strings.Contains(raw, "&amp;") || strings.Contains(raw, "&#38;"):
		return nil, errors.New("the webhook URL contains &amp; or &#38; where & belongs: it was copied from HTML")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil: // its text repeats the URL
		return nil, errors.New("the webhook URL cannot be parsed: look for a bad % escape, a stray bracket or a control character")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the webhook URL must begin with https://")
	case u.Hostname() == "":
		return nil, errors.New("the webhook URL has no host")
	case u.Scheme == "http" && !loopback.Is(u.Hostname()):
		return nil, errors.New("the webhook URL is http://, which would send the secret in clear: use https:// (http is for loopback addresses only)")
	case u.User != nil:
		return nil, errors.New("the webhook URL has a user or password before the host: remove it")
	case u.Fragment != "" || strings.HasSuffix(raw, "#"):
		return nil, errors.New("the webhook URL has a fragment (#…): remove it")
	}
	if _, err := url.ParseQuery(u.RawQuery); err != nil {
		return nil, errors.New("the webhook URL's query cannot be read: look for a semicolon or a bad % escape")
	}
	return u, nil
}

func trimURL(raw string) string {
	return strings.TrimFunc(raw, func(r rune) bool {
		return r <= ' ' || isGap(r) || strings.ContainsRune("\"'`<>“”‘’", r)
	})
}

// isGap reports white space, and what looks like nothing at all.
func isGap(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
}

// Reveal returns the URL with its secret.
func (u URL) Reveal() string {
	if u.reveal == nil {
		return ""
	}
	return u.reveal().raw
}

// IsZero reports whether there is no URL.
func (u URL) IsZero() bool { return u.reveal == nil }

// String returns the public part.
func (u URL) String() string { return u.public }

// GoString returns the public part.
func (u URL) GoString() string { return fmt.Sprintf("webhook.URL(%q)", u.public) }

// Format prints the public part for every verb.
func (u URL) Format(f fmt.State, verb rune) {
	text := u.public
	if verb == 'v' && f.Flag('#') {
		text = u.GoString()
	} else if verb == 'q' {
		text = fmt.Sprintf("%q", text)
	}
	_, _ = io.WriteString(f, text)
}

// MarshalText returns the public part: a URL cannot be stored by accident.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.public), nil }

// UnmarshalText reads a URL as [ParseURL] does, without knowing its provider.
func (u *URL) UnmarshalText(text []byte) error {
	parsed, err := ParseURL("webhook", string(text), nil)
	if err != nil {
		return err
	}
	*u = parsed
	return nil
}

// LogValue returns the public part.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.public) }

func (u URL) target() *url.URL {
	if u.reveal == nil {
		return &url.URL{}
	}
	return u.reveal().parsed
}

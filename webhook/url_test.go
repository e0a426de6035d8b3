package webhook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

// sprint prints v with every verb and flag that matters.
func sprint(v any) string {
	var b strings.Builder
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		fmt.Fprintf(&b, format+"\n", v)
	}
	return b.String()
}

func TestURLIsPrintedWithoutItsSecret(t *testing.T) {
	t.Parallel()
	u := canaryURL(t)
	require.Equal(t, "https://toy.example/hooks/…", u.String())
	require.Contains(t, u.Reveal(), "CANARY")

	type config struct {
		Exported webhook.URL `json:"exported"`
		hidden   webhook.URL
	}
	holder := &config{u, u}
	_ = holder.hidden
	var log bytes.Buffer
	for _, logger := range []*slog.Logger{slog.New(slog.NewJSONHandler(&log, nil)), slog.New(slog.NewTextHandler(&log, nil))} {
		logger.Info("x", "url", u, "in", holder, "poster", poster(t, toy(0), &room{}))
	}
	encoded, err := json.Marshal(holder)
	require.NoError(t, err)
	text, err := u.MarshalText()
	require.NoError(t, err)
	// require prints what it compares, as a failed test of a user's would.
	diff := &recorder{}
	require.Equal(diff, &config{}, holder)
	require.Nil(diff, poster(t, toy(0), &room{}))
	require.NotEmpty(t, diff.text)

	all := sprint(u) + sprint(holder) + sprint(*holder) + sprint(poster(t, toy(0), &room{})) +
		log.String() + string(encoded) + string(text) + diff.text
	require.NotContains(t, strings.ToUpper(all), "CANARY")
	require.NotContains(t, strings.ToLower(all), fmt.Sprintf("%x", "CANARY"))
}

// recorder is a require.TestingT that keeps what it is told.
type recorder struct{ text string }

func (r *recorder) Errorf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) }
func (r *recorder) FailNow()                          {}

func TestParseURLMendsPastes(t *testing.T) {
	t.Parallel()
	want := "https://host.example/a/b?c=d%3D"
	for _, raw := range []string{
		want, " " + want, want + "\n", want + "\r\n", "\t" + want + " \n", `"` + want + `"`, "'" + want + "'\n",
		"`" + want + "`", "<" + want + ">", "“" + want + "”", "\ufeff" + want, want + "\u00a0",
	} {
		u, err := webhook.ParseURL("toy", raw, nil)
		require.NoError(t, err, "%q", raw)
		require.Equal(t, want, u.Reveal())
		require.Equal(t, "https://host.example/…", u.String(), "without a check, the whole path is secret")
	}
}

func TestParseURLNamesTheDamage(t *testing.T) {
	t.Parallel()
	for raw, damage := range map[string]string{
		"":                                     "empty",
		" \n":                                  "empty",
		"https://h.example/CANARY CANARY":      "white space",
		"https://h.example/CANARY\nCANARY":     "white space",
		"https://h.example/CANARY\u00a0CANARY": "white space",
		"https://h.example/CANARY\u200bCANARY": "white space",
		"https://h.example/?a=CANARY&amp;b=c":  "&amp;",
		"https://h.example/?a=CANARY&#38;b=c":  "&#38;",
		"https://h.example/CANARY%zz":          "% escape",
		"https://h.example/CANARY\x01x":        "control character",
		"http://h.example/CANARY":              "https",
		"http://127.0.0.1.evil.example/CANARY": "https",
		"ftp://h.example/CANARY":               "https://",
		"h.example/CANARY":                     "https://",
		"T000/B000/CANARY":                     "https://",
		"https:///CANARY":                      "no host",
		"https:CANARY":                         "no host",
		"https://me:CANARY@h.example/":         "user",
		"https://h.example/CANARY#frag":        "fragment",
		"https://h.example/CANARY#":            "fragment",
		"https://h.example/?a=CANARY;b=c":      "query",
		"https://h.example/?a=CANARY%zz":       "query",
	} {
		_, err := webhook.ParseURL("toy", raw, nil)
		e := asError(t, err)
		require.Equal(t, webhook.CodeInvalidURL, e.Code, "%q", raw)
		require.ErrorContains(t, err, damage, "%q", raw)
		require.Equal(t, "toy", e.Provider)
		require.NotContains(t, printed(err), "CANARY")
	}
	for _, raw := range []string{"http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:8080/x", "http://LOCALHOST/x"} {
		_, err := webhook.ParseURL("toy", raw, nil)
		require.NoError(t, err, raw)
	}
	_, err := webhook.ParseURL("toy", "https://h.example/", func(*url.URL) (string, error) { return "", errBoom })
	require.ErrorIs(t, err, errBoom)
	require.ErrorIs(t, err, webhook.ErrInvalidURL)
}

func TestURLInConfiguration(t *testing.T) {
	t.Parallel()
	var config struct {
		Room webhook.URL `json:"room"`
	}
	require.NoError(t, json.Unmarshal([]byte(`{"room":"https://h.example/CANARY"}`), &config))
	require.Equal(t, "https://h.example/CANARY", config.Room.Reveal())
	require.ErrorIs(t, json.Unmarshal([]byte(`{"room":"nonsense"}`), &config), webhook.ErrInvalidURL)

	var zero webhook.URL
	require.True(t, zero.IsZero())
	require.Empty(t, zero.Reveal()+zero.String())
	_, err := webhook.NewPoster(toy(0), zero)
	require.ErrorIs(t, err, webhook.ErrInvalidURL)
}

// Whatever a provider or a transport says, the secret is taken out of it.
func TestErrorsAreScrubbed(t *testing.T) {
	t.Parallel()
	for name, transport := range map[string]roundTrip{
		"Reason": func(r *http.Request) (*http.Response, error) { return answer(400, r.URL.String(), nil), nil },
		"Page": func(r *http.Request) (*http.Response, error) {
			return answer(502, "<title>"+r.URL.Path+"</title>", nil), nil
		},
		"Location": func(r *http.Request) (*http.Response, error) {
			return answer(302, "", http.Header{"Location": {r.URL.String()}}), nil
		},
		"URLError": func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: errBoom}
		},
		"Wrapped": func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("x: %w", &url.Error{Op: "Post", URL: r.URL.String(), Err: errBoom})
		},
		"Text": func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("cannot reach " + r.URL.RequestURI())
		},
		"Joined": func(r *http.Request) (*http.Response, error) {
			return nil, errors.Join(errBoom, errors.New(r.URL.Query().Get("token")))
		},
		"Unescaped": func(r *http.Request) (*http.Response, error) {
			return answer(400, r.URL.Query().Get("token"), nil), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			s := toy(0)
			s.ReadAnswer = func(a webhook.Answer) (webhook.Receipt, error) {
				text := string(a.Body)
				return webhook.Receipt{}, &webhook.Error{Reason: text, Detail: text, Err: errors.New(text)}
			}
			p := poster(t, s, transport, webhook.WithLogger(slog.New(slog.NewTextHandler(&log, nil))), noRetry)
			_, err := p.Send(t.Context(), webhook.Message{Text: "x"})
			require.Error(t, err)
			require.NotContains(t, printed(err)+log.String(), "CANARY")
			require.NotEmpty(t, log.String())
		})
	}
}

// Wherever an answer is cut, no piece of the secret is left.
func TestSecretAcrossACut(t *testing.T) {
	t.Parallel()
	for filler := range 260 {
		p := poster(t, toy(0), roundTrip(func(r *http.Request) (*http.Response, error) {
			return answer(404, strings.Repeat(".", filler)+r.URL.String(), nil), nil
		}), webhook.WithoutPacing())
		_, err := p.Send(t.Context(), webhook.Message{Text: "x"})
		require.NotContains(t, printed(err), "CANA", "filler %d", filler)
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"https://h.example/", "\"https://h.example/x\"\n", "http://[::1]:1/%41", "https://h/?a=b&c=d", "https://%zz/", "://", "https://h/#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := webhook.ParseURL("toy", "https://h.example/CANARYCANARY/"+raw, nil)
		if err != nil {
			require.NotContains(t, err.Error(), "CANARY")
		}
		require.NotContains(t, u.String(), "CANARY")
		u, err = webhook.ParseURL("toy", raw, nil)
		if err == nil { // what was accepted is accepted again, and means the same
			again, err := webhook.ParseURL("toy", u.Reveal(), nil)
			require.NoError(t, err)
			require.Equal(t, u.Reveal(), again.Reveal())
		}
	})
}

package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/webhook"
)

// split sends msg to a room of the given size, and returns what it shows.
func split(tb testing.TB, size int, msg webhook.Message, opts ...webhook.Option) ([]string, webhook.Receipt, error) {
	tb.Helper()
	r := &room{}
	p := poster(tb, toy(size), r, append([]webhook.Option{webhook.WithoutPacing()}, opts...)...)
	receipt, err := p.Send(context.Background(), msg)
	for _, text := range r.texts {
		require.LessOrEqual(tb, utf8.RuneCountInString(text), size)
		require.True(tb, utf8.ValidString(text), "%q", text)
	}
	return r.texts, receipt, err
}

func TestSplitCutsWhereAReaderWould(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		size int
		want []string
	}{
		"Fits":          {"12345", 5, []string{"12345"}},
		"LineEnd":       {"first line\nsecond line", 20, []string{"(1/2)\nfirst line", "(2/2)\nsecond line"}},
		"CRLF":          {"first line\r\nsecond line", 20, []string{"(1/2)\nfirst line", "(2/2)\nsecond line"}},
		"Space":         {"some words that follow", 23, []string{"some words that follow"}},
		"Words":         {"some words that follow on", 22, []string{"(1/2)\nsome words ", "(2/2)\nthat follow on"}},
		"NoBorder":      {"abcdefghijklmnopqrstuvwxyz", 18, []string{"(1/3)\nabcdefghij", "(2/3)\nklmnopqrst", "(3/3)\nuvwxyz"}},
		"NotInAURL":     {"abcdefg https://x.example/", 26, []string{"abcdefg https://x.example/"}},
		"URL":           {"please go to https://x.example/a now", 32, []string{"(1/2)\nplease go to ", "(2/2)\nhttps://x.example/a now"}},
		"NotInAnEntity": {"0123456789 12&amp;4567890", 22, []string{"(1/2)\n0123456789 ", "(2/2)\n12&amp;4567890"}},
		"Entity":        {"01234567890&amp;1234567", 22, []string{"(1/2)\n01234567890", "(2/2)\n&amp;1234567"}},
		"NotInAnEmoji":  {"0123456789👩‍🚀123456789", 20, []string{"(1/2)\n0123456789", "(2/2)\n👩‍🚀123456789"}},
		"NotInAFlag":    {"01234567890🇩🇪1234567890", 20, []string{"(1/2)\n01234567890", "(2/2)\n🇩🇪1234567890"}},
		"Combining":     {"01234567890e\u0301123456789", 20, []string{"(1/2)\n01234567890", "(2/2)\ne\u0301123456789"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			texts, receipt, err := split(t, c.size, webhook.Message{Text: c.text})
			require.NoError(t, err)
			require.Equal(t, c.want, texts)
			if len(c.want) > 1 {
				require.Len(t, receipt.Parts, len(c.want))
				require.Equal(t, len(c.want), receipt.Attempts)
				require.Equal(t, "id", receipt.MessageID)
			}
		})
	}
}

func TestSplitKeepsTheOtherFields(t *testing.T) {
	t.Parallel()
	msg := webhook.Message{
		Title: "Title", Mention: webhook.MentionAll, Text: strings.Repeat("line\n", 20) + "end",
		Fields: []webhook.Field{{Name: "Host", Value: "db-1"}, {Name: "Long", Value: strings.Repeat("v", 100)}},
		Links:  []webhook.Link{{Text: "one", URL: "https://one.example/"}, {Text: "two", URL: "https://two.example/"}},
		Footer: "footer",
	}
	texts, _, err := split(t, 70, msg)
	require.NoError(t, err)
	whole := strings.Join(texts, "\n")
	require.Equal(t, 1, strings.Count(whole, "@all"), "more than one part notifies")
	require.Equal(t, 20, strings.Count(whole, "line"))
	require.Equal(t, 100, strings.Count(whole, "v"))
	order := -1
	for _, piece := range []string{"@all", "line", "end", "Host: db-1", "Long: v", "one: https://one.example/", "two: https://two.example/", "footer"} {
		at := strings.Index(whole, piece)
		require.Greater(t, at, order, "%q is missing or out of place in\n%s", piece, whole)
		order = at
	}
	for i, text := range texts {
		require.Contains(t, text, fmt.Sprintf("Title (%d/%d)", i+1, len(texts)))
	}
}

func TestSplitRefusesWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		msg     webhook.Message
		pointer string
	}{
		"ElevenParts":  {webhook.Message{Text: strings.Repeat("0123456789", 23)}, "/text"},
		"Megabytes":    {webhook.Message{Text: strings.Repeat("0123456789", 1<<20)}, "/text"},
		"LongTitle":    {webhook.Message{Title: strings.Repeat("t", 50), Text: "x"}, "/title"},
		"LongLink":     {webhook.Message{Text: "x", Links: []webhook.Link{{URL: "https://x.example/" + strings.Repeat("p", 50)}}}, "/links/0"},
		"ManyFields":   {webhook.Message{Fields: fields(30)}, "/fields/0"},
		"LongFieldKey": {webhook.Message{Text: "x", Fields: []webhook.Field{{Name: strings.Repeat("n", 60), Value: "v"}}}, "/fields/0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			texts, receipt, err := split(t, 30, c.msg)
			require.ErrorIs(t, err, webhook.ErrTooLarge)
			require.Empty(t, texts, "something was sent")
			require.Equal(t, webhook.Receipt{Provider: "toy"}, receipt)
			var broken webhook.Violations
			require.ErrorAs(t, err, &broken)
			require.Equal(t, c.pointer, broken[0].Pointer)
			require.Equal(t, 30, broken[0].Limit)
			require.Greater(t, broken[0].Size, 30)
			require.False(t, webhook.MaybeDelivered(err))
		})
	}
}

func fields(n int) []webhook.Field {
	list := make([]webhook.Field, n)
	for i := range list {
		list[i] = webhook.Field{Name: "name-of-it", Value: "value-of-it"}
	}
	return list
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("0123456789 ", 30)
	texts, receipt, err := split(t, 100, webhook.Message{Title: "T", Text: text}, webhook.WithOverflow(webhook.Truncate))
	require.NoError(t, err)
	require.Equal(t, []string{"T\n" + text[:55] + "\n… (truncated: 275 more characters)"}, texts)
	require.Equal(t, []string{"text: cut off after 55 of 330 characters"}, receipt.Dropped)

	_, _, err = split(t, 30, webhook.Message{Title: strings.Repeat("t", 50), Text: "x"}, webhook.WithOverflow(webhook.Truncate))
	require.ErrorIs(t, err, webhook.ErrTooLarge)
}

func TestReject(t *testing.T) {
	t.Parallel()
	texts, _, err := split(t, 10, webhook.Message{Text: "01234567890"}, webhook.WithOverflow(webhook.Reject))
	require.Empty(t, texts)
	require.EqualError(t, err, "toy: too_large: /text: too large: 11 characters, at most 10")
}

func TestAPartThatFailsSaysWhatWasDelivered(t *testing.T) {
	t.Parallel()
	r := &room{}
	n := 0
	p := poster(t, toy(20), roundTrip(func(req *http.Request) (*http.Response, error) {
		if n++; n == 2 {
			return answer(http.StatusGone, "", nil), nil
		}
		return r.RoundTrip(req)
	}), webhook.WithoutPacing())
	receipt, err := p.Send(t.Context(), webhook.Message{Text: "first line\nsecond line\nthird line"})
	e := asError(t, err)
	require.Equal(t, webhook.CodeGone, e.Code)
	require.True(t, e.MaybeDelivered)
	require.Equal(t, 2, e.Attempts)
	require.ErrorContains(t, err, "part 2 of 3 failed, those before it were delivered")
	require.Len(t, receipt.Parts, 1)
	require.Equal(t, []string{"(1/3)\nfirst line"}, r.texts)
}

// Parts that cannot all go before the deadline are not begun.
func TestPartsAreNotBegunInVain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &room{}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		_, err := poster(t, toy(20), r).Send(ctx, webhook.Message{Text: "first line\nsecond line\nthird line"})
		require.ErrorIs(t, err, webhook.ErrRateLimited)
		require.False(t, webhook.MaybeDelivered(err))
		require.Empty(t, r.texts)
	})
}

// A burst that goes at once is not refused for its parts.
func TestPartsWithinTheBurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		receipt, err := poster(t, toy(20), &room{}, webhook.WithRate(1, 3)).
			Send(ctx, webhook.Message{Text: "first line\nsecond line\nthird line"})
		require.NoError(t, err)
		require.Len(t, receipt.Parts, 3)
	})
}

// The time it takes to split must not grow with the square of the message.
func TestSplitOfManyPieces(t *testing.T) {
	t.Parallel()
	links := make([]webhook.Link, 20_000)
	for i := range links {
		links[i] = webhook.Link{Text: "l", URL: "https://x.example/"}
	}
	for _, m := range []webhook.Message{{Fields: fields(20_000)}, {Text: "x", Links: links}} {
		converted := 0
		s := toy(30_000)
		convert := s.Convert
		s.Convert = func(m webhook.Message) (webhook.Payload, error) {
			converted++
			return convert(m)
		}
		_, err := poster(t, s, &room{}, webhook.WithoutPacing()).Send(t.Context(), m)
		require.ErrorIs(t, err, webhook.ErrTooLarge)
		require.Less(t, converted, 1000)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("first line\nsecond line & more", uint8(20))
	f.Add("👩‍🚀🇩🇪e\u0301 https://x.example/?a=b&c=d &amp; \r\n\r\n", uint8(15))
	f.Add("\n\n\n\n", uint8(10))
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		if !utf8.ValidString(text) || size < 10 {
			return
		}
		texts, receipt, err := split(t, int(size), webhook.Message{Text: text})
		if err != nil {
			require.Empty(t, texts)
			return
		}
		// Nothing but the line ends at which it was cut may be missing.
		got := ""
		for i, part := range texts {
			mark := fmt.Sprintf("(%d/%d)\n", i+1, len(texts))
			if len(texts) > 1 {
				require.True(t, strings.HasPrefix(part, mark), "%q", part)
				part = strings.TrimPrefix(part, mark)
			}
			got += part
		}
		ends := strings.NewReplacer("\r", "", "\n", "")
		require.Equal(t, ends.Replace(text), ends.Replace(got))
		require.Len(t, texts, max(1, len(receipt.Parts)))
	})
}

package webhooktest

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatwire/chatwire/webhook"
)

func (s *suite) delivery(t *testing.T) {
	s.virtual(t, "Plain", func(sc *scene) {
		receipt, _ := sc.send(sc.t.Context(), delivered)
		if receipt.Provider == "" {
			sc.t.Error("Receipt.Provider is empty")
		}
		if m := sc.server.Messages(); len(m) == 1 && !strings.Contains(m[0].Text, "hello") {
			sc.t.Errorf("the room shows %q", m[0].Text)
		}
	})
	s.virtual(t, "EveryField", func(sc *scene) {
		sc.sendMessage(sc.t.Context(), webhook.Message{
			Text: "the-text", Title: "the-title", TitleURL: "https://title.example/", Level: webhook.LevelCritical,
			Fields: []webhook.Field{{Name: "the-name", Value: "the-value"}},
			Links:  []webhook.Link{{Text: "the-link", URL: "https://link.example/"}},
			Image:  webhook.Image{URL: "https://image.example/a.png", Alt: "the-alt"},
			Footer: "the-footer", Time: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC),
			Thread: "a-thread", ID: "an-id",
		}, delivered)
		var all []byte
		for _, m := range sc.server.Messages() {
			all = append(all, m.Body...)
		}
		body := string(all)
		for _, word := range []string{
			"the-text", "the-title", "title.example", "the-name", "the-value", "the-link", "link.example", "image.example", "the-footer",
		} {
			if !strings.Contains(body, word) {
				sc.t.Errorf("%q did not reach the room: %s", word, body)
			}
		}
	})
	s.virtual(t, "Mention", func(sc *scene) {
		receipt, _ := sc.sendMessage(sc.t.Context(), webhook.Message{Text: "hello", Mention: webhook.MentionAll}, delivered)
		dropped := slices.ContainsFunc(receipt.Dropped, func(d string) bool { return strings.HasPrefix(d, "mention:") })
		if m := sc.server.Messages(); len(m) == 1 && m[0].Notifies == dropped {
			sc.t.Errorf("the mention notifies: %t, and is listed as dropped: %t", m[0].Notifies, dropped)
		}
	})
	s.virtual(t, "LiteralText", func(sc *scene) {
		evil := "<!channel> <!here> <!everyone> <@U012345> <users/all> <users/123> @All @Present @all @here " +
			"<https://evil.example|https://bank.example> &lt;!channel&gt; *x* _y_ `z`"
		sc.sendMessage(sc.t.Context(), webhook.Message{
			Text: evil, Title: evil, Fields: []webhook.Field{{Name: evil, Value: evil}},
			Links: []webhook.Link{{Text: evil, URL: "https://ok.example"}, {Text: "x", URL: evil}}, Footer: evil,
		}, delivered)
		sc.sendMessage(sc.t.Context(), webhook.Message{Text: evil}, want{attempts: 1, room: 2})
		for _, m := range sc.server.Messages() {
			if m.Notifies {
				sc.t.Errorf("literal text notifies people: %s", m.Body)
			}
		}
	})
	s.virtual(t, "CallersMessageUntouched", func(sc *scene) {
		msg := webhook.Message{
			Text:   "bad \xff text",
			Fields: []webhook.Field{{Name: "n", Value: "v\xff"}},
			Links:  []webhook.Link{{Text: "l\xff", URL: "https://x.example"}},
		}
		before := fmt.Sprintf("%#v", msg)
		sc.sendMessage(sc.t.Context(), msg, delivered)
		if after := fmt.Sprintf("%#v", msg); after != before {
			sc.t.Errorf("Send changed the caller's message:\n%s\n%s", before, after)
		}
	})
}

func (s *suite) text(t *testing.T) {
	refused := func(text string, code webhook.Code) func(sc *scene) {
		return func(sc *scene) {
			sc.sendMessage(sc.t.Context(), webhook.Message{Text: text}, want{code: code, noRequest: true})
		}
	}
	s.virtual(t, "Empty", refused("", webhook.CodeInvalidMessage))
	s.virtual(t, "WhiteSpace", refused(" \n\t ", webhook.CodeInvalidMessage))
	s.virtual(t, "ControlCharactersOnly", refused("\x00\x01\x1b\x7f", webhook.CodeInvalidMessage))
	s.virtual(t, "UnknownLevel", func(sc *scene) {
		sc.sendMessage(sc.t.Context(), webhook.Message{Text: "x", Level: "loud"}, want{code: webhook.CodeInvalidMessage, noRequest: true})
	})
	s.virtual(t, "InvalidUTF8", func(sc *scene) {
		receipt, _ := sc.sendMessage(sc.t.Context(), webhook.Message{Text: "disk \xff\xfe full"}, delivered)
		if len(receipt.Dropped) == 0 {
			sc.t.Error("bytes were replaced, but Dropped does not say so")
		}
		if m := sc.server.Messages(); len(m) == 1 && (!strings.Contains(m[0].Text, "full") || !strings.Contains(m[0].Text, "\uFFFD")) {
			sc.t.Errorf("the room shows %q", m[0].Text)
		}
	})
	s.virtual(t, "ControlCharactersWithin", func(sc *scene) {
		sc.sendMessage(sc.t.Context(), webhook.Message{Text: "a\x1b[31mred\x1b[0m\r\n\x00b"}, delivered)
	})
	s.virtual(t, "TenMegabytes", func(sc *scene) {
		receipt, err := sc.sender.Send(sc.t.Context(), webhook.Message{Text: strings.Repeat("0123456789\n", 1<<20)})
		sc.showError(err)
		switch {
		case err == nil && len(sc.server.Messages()) == 1 && len(receipt.Parts) == 0: // no limit at all
		case err == nil:
			sc.t.Errorf("10 MB were delivered in %d parts", len(receipt.Parts))
		case !isCode(err, webhook.CodeTooLarge) || len(sc.server.Requests()) > 0:
			sc.t.Errorf("want too_large and no request, got %d requests and %v", len(sc.server.Requests()), err)
		}
	})
	s.virtual(t, "SplitLosesNothing", s.splitLosesNothing)
	s.virtual(t, "SplitKeepsTheOtherFields", s.splitKeepsFields)
	s.virtual(t, "PartThatFails", s.partFails)
	s.virtual(t, "ManyBrackets", func(sc *scene) { // text that is dear to make inert
		_, err := sc.sender.Send(sc.t.Context(), webhook.Message{Text: strings.Repeat("<", 1<<20)})
		sc.showError(err)
	})
	s.virtual(t, "Truncate", func(sc *scene) {
		receipt, err := sc.sender.Send(sc.t.Context(), webhook.Message{Text: longText()})
		sc.showError(err)
		if err != nil || len(sc.server.Messages()) != 1 || len(receipt.Parts) > 0 {
			sc.t.Fatalf("want one message, got %d: %v", len(sc.server.Messages()), err)
		}
		text := sc.server.Messages()[0].Text
		if whole := strings.Contains(text, lastLine); whole == (len(receipt.Dropped) > 0) || !whole && !strings.Contains(text, "truncated") {
			sc.t.Errorf("cut: %t, Dropped: %q, end: %q", !whole, receipt.Dropped, text[max(0, len(text)-100):])
		}
	}, webhook.WithOverflow(webhook.Truncate))
	s.virtual(t, "Reject", func(sc *scene) {
		_, err := sc.sender.Send(sc.t.Context(), webhook.Message{Text: longText()})
		sc.showError(err)
		if n := len(sc.server.Requests()); err == nil && n != 1 || err != nil && (n != 0 || !isCode(err, webhook.CodeTooLarge)) {
			sc.t.Errorf("%d requests, error %v", n, err)
		}
	}, webhook.WithOverflow(webhook.Reject))
}

const (
	lines    = 1200
	lastLine = "line 01199 "
)

// longText is over the limits of all providers that have one worth the name,
// and within ten parts of the smallest.
func longText() string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "line %05d é🙂 & < > done\n", i)
	}
	return b.String()
}

// splitLosesNothing checks that every line arrives once, in order, in parts
// that are numbered.
func (s *suite) splitLosesNothing(sc *scene) {
	receipt, err := sc.sender.Send(sc.t.Context(), webhook.Message{Text: longText()})
	sc.showError(err)
	if err != nil {
		sc.t.Fatalf("a long text was not delivered: %v", err)
	}
	messages := sc.server.Messages()
	if n := max(1, len(receipt.Parts)); n != len(messages) {
		sc.t.Errorf("the receipt tells of %d parts, the room has %d messages", n, len(messages))
	}
	var all strings.Builder
	for i, m := range messages {
		if mark := fmt.Sprintf("(%d/%d)", i+1, len(messages)); len(messages) > 1 && !strings.Contains(m.Text, mark) {
			sc.t.Errorf("part %d does not say %s", i+1, mark)
		}
		all.WriteString(m.Text + "\n")
	}
	text := all.String()
	from := 0
	for i := range lines {
		line := fmt.Sprintf("line %05d é🙂", i)
		at := strings.Index(text[from:], line)
		if at < 0 || strings.Count(text, line) != 1 {
			sc.t.Fatalf("%q does not stand once and in its place", line)
		}
		from += at
	}
	if n := strings.Count(text, "done"); n != lines {
		sc.t.Errorf("%d of %d line ends arrived", n, lines)
	}
}

// splitKeepsFields checks that what is beside a long text arrives once, and
// that one part at most notifies.
func (s *suite) splitKeepsFields(sc *scene) {
	msg := webhook.Message{Text: longText(), Title: "the-title", Mention: webhook.MentionAll, Footer: "the-footer"}
	words := []string{"the-footer"}
	for i := range 5 {
		field, link := fmt.Sprintf("value-%d-", i), fmt.Sprintf("https://link-%d.example/", i)
		msg.Fields = append(msg.Fields, webhook.Field{Name: "name", Value: field})
		msg.Links = append(msg.Links, webhook.Link{Text: "link", URL: link})
		words = append(words, field, link)
	}
	_, err := sc.sender.Send(sc.t.Context(), msg)
	sc.showError(err)
	if err != nil {
		sc.t.Fatalf("not delivered: %v", err)
	}
	var all strings.Builder
	notified := 0
	for _, m := range sc.server.Messages() {
		all.WriteString(m.Text + "\n")
		if m.Notifies {
			notified++
		}
		if !strings.Contains(m.Text, "the-title") {
			sc.t.Errorf("a part has no title: %.60q", m.Text)
		}
	}
	if notified > 1 {
		sc.t.Errorf("%d parts notify", notified)
	}
	for _, word := range words {
		if n := strings.Count(all.String(), word); n != 1 {
			sc.t.Errorf("%q stands there %d times", word, n)
		}
	}
}

// partFails checks what is told when the second part of a message is refused.
func (s *suite) partFails(sc *scene) {
	sc.server.Delay(0)
	sc.server.Fail(http.StatusGone, "", nil)
	receipt, err := sc.sender.Send(sc.t.Context(), webhook.Message{Text: longText()})
	sc.showError(err)
	if err == nil && len(receipt.Parts) == 0 {
		return // it takes any length at once
	}
	e, ok := asError(err)
	if !ok || !e.MaybeDelivered || e.Attempts != 2 || len(receipt.Parts) != 1 || len(sc.server.Messages()) != 1 {
		sc.t.Errorf("%d parts in the receipt, %d in the room, error %v", len(receipt.Parts), len(sc.server.Messages()), err)
	}
}

func isCode(err error, code webhook.Code) bool {
	e, ok := asError(err)
	return ok && e.Code == code
}

// background is for sends that nothing ends.
func background() context.Context { return context.Background() }

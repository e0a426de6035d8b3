package gchat_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/gchat"
	"github.com/chatwire/chatwire/webhook"
)

// requireViolations compares all but the words.
func requireViolations(t *testing.T, err error, want ...webhook.Violation) {
	t.Helper()
	var got webhook.Violations
	require.ErrorAs(t, err, &got)
	var plain []webhook.Violation
	for _, v := range got {
		require.NotEmpty(t, v.Problem)
		v.Problem = ""
		plain = append(plain, v)
	}
	require.Equal(t, want, plain, err)
}

// envelope is what JSON puts around a text.
const envelope = len(`{"text":""}`)

func TestValidateTakes(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]gchat.Message{
		"Text":         {Text: "x"},
		"CardsAlone":   {CardsV2: []json.RawMessage{[]byte(`{"cardId":"a","card":{}}`), []byte(" {}")}},
		"AtLimit":      {Text: strings.Repeat("x", 32000-envelope)},
		"BytesAtLimit": {Text: strings.Repeat("é", (32000-envelope)/2)},
		"Unescaped":    {Text: strings.Repeat("<", 32000-envelope)},
		"ThreadKey":    {Text: "x", Thread: &gchat.Thread{ThreadKey: strings.Repeat("é", 4000)}},
		"ThreadName":   {Text: "x", Thread: &gchat.Thread{Name: "spaces/A/threads/B"}, MessageReplyOption: gchat.ReplyOrFail},
		"NewOption":    {Text: "x", Thread: &gchat.Thread{ThreadKey: "k"}, MessageReplyOption: "REPLY_NEXT_YEAR"},
		"MessageID":    {Text: "x", MessageID: "client-" + strings.Repeat("a", 56)},
		"MessageIDs":   {Text: "x", MessageID: "client-0-9-"},
		"RequestID":    {Text: "x", RequestID: "any & thing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, m.Validate())
		})
	}
}

func TestValidateRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		message gchat.Message
		code    webhook.Code
		want    []webhook.Violation
	}{
		"Empty":        {gchat.Message{}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/text"}}},
		"FallbackOnly": {gchat.Message{FallbackText: "x"}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/text"}}},
		"Size": {
			gchat.Message{Text: strings.Repeat("x", 32001-envelope)},
			webhook.CodeTooLarge,
			[]webhook.Violation{{Size: 32001, Limit: 32000, Unit: "bytes"}},
		},
		"SizeOfCards": {
			gchat.Message{CardsV2: []json.RawMessage{[]byte(`{"x":"` + strings.Repeat("x", 32001-len(`{"cardsV2":[{"x":""}]}`)) + `"}`)}},
			webhook.CodeTooLarge,
			[]webhook.Violation{{Size: 32001, Limit: 32000, Unit: "bytes"}},
		},
		"ThreadKey": {
			gchat.Message{Text: "x", Thread: &gchat.Thread{ThreadKey: strings.Repeat("é", 4001)}},
			webhook.CodeTooLarge,
			[]webhook.Violation{{Pointer: "/thread/threadKey", Size: 4001, Limit: 4000, Unit: "characters"}},
		},
		"Cards": {
			gchat.Message{CardsV2: []json.RawMessage{[]byte(`{}`), []byte(`[]`), nil, []byte(`{`), []byte("{\"x\":\"\xff\"}"), []byte(`{}`)}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/cardsV2/1"}, {Pointer: "/cardsV2/2"}, {Pointer: "/cardsV2/3"}, {Pointer: "/cardsV2/4"}},
		},
		"UTF8": {
			gchat.Message{Text: "\xff", FallbackText: "\xff", RequestID: "\xff", MessageReplyOption: "\xff", Thread: &gchat.Thread{ThreadKey: "\xff"}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/text"}, {Pointer: "/fallbackText"}, {Pointer: "/messageReplyOption"}, {Pointer: "/requestId"}, {Pointer: "/thread/threadKey"}},
		},
		"EmptyThread":   {gchat.Message{Text: "x", Thread: &gchat.Thread{}}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/thread"}}},
		"LonelyOption":  {gchat.Message{Text: "x", MessageReplyOption: gchat.ReplyFallbackToNewThread}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/messageReplyOption"}}},
		"IDTooLong":     {gchat.Message{Text: "x", MessageID: "client-" + strings.Repeat("a", 57)}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/messageId"}}},
		"IDPrefixAlone": {gchat.Message{Text: "x", MessageID: "client-"}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/messageId"}}},
		"IDNoPrefix":    {gchat.Message{Text: "x", MessageID: "custom-a"}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/messageId"}}},
		"IDUpperCase":   {gchat.Message{Text: "x", MessageID: "client-A"}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/messageId"}}},
		"IDLineEnd":     {gchat.Message{Text: "x", MessageID: "client-a\n"}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/messageId"}}},
		"Several": {
			gchat.Message{
				Text: strings.Repeat("x", 32000), CardsV2: []json.RawMessage{[]byte(`7`)},
				Thread: &gchat.Thread{Name: "x"}, MessageID: "a", RequestID: "\xff",
			},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{
				{Size: 32000 + len(`{"text":"","cardsV2":[7],"thread":{"name":"x"}}`), Limit: 32000, Unit: "bytes"},
				{Pointer: "/requestId"},
				{Pointer: "/cardsV2/0"},
				{Pointer: "/thread/name"},
				{Pointer: "/messageId"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.message.Validate()
			requireViolations(t, err, tt.want...)
			e := asError(t, err)
			require.Equal(t, tt.code, e.Code)
			require.Equal(t, "gchat", e.Provider)
		})
	}
}

func TestValidateThreadName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"T1", "spaces/A", "spaces/A/threads/", "spaces//threads/B", "/spaces/A/threads/B", "spaces/A/threads/B/C", "spaces/A/messages/B", "spaces/A /threads/B", "spaces/A/threads/B\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := gchat.Message{Text: "x", Thread: &gchat.Thread{Name: name}}
			requireViolations(t, m.Validate(), webhook.Violation{Pointer: "/thread/name"})
		})
	}
}

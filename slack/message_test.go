package slack_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
)

// pointers makes n violations, numbered.
func pointers(n int, format string) []webhook.Violation {
	list := make([]webhook.Violation, n)
	for i := range list {
		list[i].Pointer = fmt.Sprintf(format, i)
	}
	return list
}

func repeated(n int, raw string) []json.RawMessage {
	return slices.Repeat([]json.RawMessage{[]byte(raw)}, n)
}

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

func TestValidateTakes(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]slack.Message{
		"Text":              {Text: "x"},
		"TextAtLimit":       {Text: strings.Repeat("x", 40000)},
		"RunesAtLimit":      {Text: strings.Repeat("🙂", 40000)},
		"BlocksAlone":       {Blocks: repeated(1, `{"type":"divider"}`)},
		"BlocksAtLimit":     {Blocks: repeated(50, `{"type":"divider"}`)},
		"UnknownBlock":      {Blocks: repeated(1, ` {"type":"not_yet_known","x":{}}`)},
		"AttachmentsAlone":  {Attachments: repeated(1, `{"text":"a"}`)},
		"AttachmentsLimit":  {Attachments: repeated(100, `{}`)},
		"ThreadTS":          {Text: "x", ThreadTS: "1700000000.000100"},
		"Metadata":          {Text: "x", Metadata: &slack.Metadata{EventType: "e", EventPayload: []byte(`{"a":1}`)}},
		"NamesAndChannels":  {Text: "x", Username: "ü", IconEmoji: ":x:", IconURL: "y", Channel: "#z"},
		"TogglesEitherWay":  {Text: "x", Mrkdwn: slack.On, UnfurlLinks: slack.Off, UnfurlMedia: slack.Off},
		"AttachmentNoTypes": {Attachments: repeated(1, `{"blocks":[{"type":"divider"}]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, m.Validate())
		})
	}
}

func TestValidateRefuses(t *testing.T) {
	t.Parallel()
	payload := json.RawMessage(`{}`)
	for name, tt := range map[string]struct {
		message slack.Message
		code    webhook.Code
		want    []webhook.Violation
	}{
		"Empty":     {slack.Message{}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/text"}}},
		"OnlyNames": {slack.Message{Username: "x", Channel: "#y"}, webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/text"}}},
		"Text": {
			slack.Message{Text: strings.Repeat("é", 40001)},
			webhook.CodeTooLarge,
			[]webhook.Violation{{Pointer: "/text", Size: 40001, Limit: 40000, Unit: "characters"}},
		},
		"Blocks": {
			slack.Message{Blocks: repeated(51, `{"type":"divider"}`)},
			webhook.CodeTooLarge,
			[]webhook.Violation{{Pointer: "/blocks", Size: 51, Limit: 50, Unit: "items"}},
		},
		"Attachments": {
			slack.Message{Attachments: repeated(101, `{}`)},
			webhook.CodeTooLarge,
			[]webhook.Violation{{Pointer: "/attachments", Size: 101, Limit: 100, Unit: "items"}},
		},
		"BlockForms": {
			slack.Message{Blocks: []json.RawMessage{
				nil, []byte(``), []byte(`null`), []byte(`[]`), []byte(`"divider"`), []byte(`{"type":"divider"`), []byte(`{"type":"divider"}{}`),
				[]byte("{\"type\":\"\xff\"}"), []byte(`{"type":"divider"}`), []byte(`{}`), []byte(`{"type":""}`),
			}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{
				{Pointer: "/blocks/0"},
				{Pointer: "/blocks/1"},
				{Pointer: "/blocks/2"},
				{Pointer: "/blocks/3"},
				{Pointer: "/blocks/4"},
				{Pointer: "/blocks/5"},
				{Pointer: "/blocks/6"},
				{Pointer: "/blocks/7"},
				{Pointer: "/blocks/9/type"},
				{Pointer: "/blocks/10/type"},
			},
		},
		"AttachmentForms": {
			slack.Message{Attachments: []json.RawMessage{[]byte(`{}`), []byte(`[]`), []byte("{\"text\":\"\xff\"}")}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/attachments/1"}, {Pointer: "/attachments/2"}},
		},
		"UTF8": {
			slack.Message{Text: "\xff", Username: "\xff", IconEmoji: "\xff", IconURL: "\xff", Channel: "\xff"},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/text"}, {Pointer: "/username"}, {Pointer: "/icon_emoji"}, {Pointer: "/icon_url"}, {Pointer: "/channel"}},
		},
		"MetadataEmpty": {
			slack.Message{Text: "x", Metadata: &slack.Metadata{}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/metadata/event_type"}, {Pointer: "/metadata/event_payload"}},
		},
		"MetadataNoObject": {
			slack.Message{Text: "x", Metadata: &slack.Metadata{EventType: "e", EventPayload: []byte(`[1]`)}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/metadata/event_payload"}},
		},
		"MetadataUTF8": {
			slack.Message{Text: "x", Metadata: &slack.Metadata{EventType: "\xff", EventPayload: payload}},
			webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/metadata/event_type"}},
		},
		// A size alone is too_large; with anything else it is invalid_message.
		"Several": {
			slack.Message{
				Text: strings.Repeat("x", 40001), Blocks: repeated(51, `{}`), Attachments: repeated(101, `{}`),
				ThreadTS: "now", Metadata: &slack.Metadata{EventPayload: payload}, Channel: "\xff",
			},
			webhook.CodeInvalidMessage,
			append(append([]webhook.Violation{
				{Pointer: "/text", Size: 40001, Limit: 40000, Unit: "characters"},
				{Pointer: "/channel"},
				{Pointer: "/blocks", Size: 51, Limit: 50, Unit: "items"},
			}, pointers(51, "/blocks/%d/type")...),
				webhook.Violation{Pointer: "/attachments", Size: 101, Limit: 100, Unit: "items"},
				webhook.Violation{Pointer: "/thread_ts"},
				webhook.Violation{Pointer: "/metadata/event_type"}),
		},
		"TwoSizes": {
			slack.Message{Text: strings.Repeat("x", 40001), Attachments: repeated(101, `{}`)},
			webhook.CodeTooLarge,
			[]webhook.Violation{
				{Pointer: "/text", Size: 40001, Limit: 40000, Unit: "characters"},
				{Pointer: "/attachments", Size: 101, Limit: 100, Unit: "items"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.message.Validate()
			requireViolations(t, err, tt.want...)
			e := asError(t, err)
			require.Equal(t, tt.code, e.Code)
			require.Equal(t, "slack", e.Provider)
		})
	}
}

func TestValidateThreadTS(t *testing.T) {
	t.Parallel()
	for _, ts := range []string{"1", "1700000000", "1700000000.1", "1700000000.0001000", "1700000000,000100", "p1700000000000100", " 1700000000.000100", "1700000000.000100\n", "a.000100", ".000100", "thread-key"} {
		t.Run(ts, func(t *testing.T) {
			t.Parallel()
			m := slack.Message{Text: "x", ThreadTS: ts}
			requireViolations(t, m.Validate(), webhook.Violation{Pointer: "/thread_ts"})
		})
	}
}

func TestToggle(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]slack.Toggle{"true": slack.On, "false": slack.Off, "null": slack.Default} {
		got := slack.Toggle(7)
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		require.Equal(t, want, got, text)
		encoded, err := json.Marshal(want)
		require.NoError(t, err)
		require.Equal(t, text, string(encoded))
	}
	var toggle slack.Toggle
	for _, text := range []string{`1`, `"true"`, `{}`} {
		require.Error(t, json.Unmarshal([]byte(text), &toggle), text)
	}
}

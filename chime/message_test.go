package chime_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/chime"
	"github.com/chatwire/chatwire/webhook"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		content string
		code    webhook.Code // empty: valid
		want    []webhook.Violation
	}{
		"Text":        {"x", "", nil},
		"AtLimit":     {strings.Repeat("x", 4096), "", nil},
		"MultiByte":   {strings.Repeat("é", 2048), "", nil},
		"Markdown":    {chime.Markdown(strings.Repeat("x", 4096-len("/md "))).Content, "", nil},
		"Empty":       {"", webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/Content"}}},
		"TooLong":     {strings.Repeat("x", 4097), webhook.CodeTooLarge, []webhook.Violation{{Pointer: "/Content", Size: 4097, Limit: 4096, Unit: "bytes"}}},
		"RunesFit":    {strings.Repeat("é", 2048) + "x", webhook.CodeTooLarge, []webhook.Violation{{Pointer: "/Content", Size: 4097, Limit: 4096, Unit: "bytes"}}},
		"MarkdownToo": {chime.Markdown(strings.Repeat("x", 4093)).Content, webhook.CodeTooLarge, []webhook.Violation{{Pointer: "/Content", Size: 4097, Limit: 4096, Unit: "bytes"}}},
		"UTF8":        {"\xff", webhook.CodeInvalidMessage, []webhook.Violation{{Pointer: "/Content"}}},
		"Both": {
			strings.Repeat("\xff", 4097), webhook.CodeInvalidMessage,
			[]webhook.Violation{{Pointer: "/Content", Size: 4097, Limit: 4096, Unit: "bytes"}, {Pointer: "/Content"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := chime.Message{Content: tt.content}
			err := m.Validate()
			if tt.code == "" {
				require.NoError(t, err)
				return
			}
			var got webhook.Violations
			require.ErrorAs(t, err, &got)
			for i := range got {
				require.NotEmpty(t, got[i].Problem)
				got[i].Problem = ""
			}
			require.Equal(t, webhook.Violations(tt.want), got)
			require.Equal(t, tt.code, asError(t, err).Code)
			require.Equal(t, "chime", asError(t, err).Provider)
		})
	}
}

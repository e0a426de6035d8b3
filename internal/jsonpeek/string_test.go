package jsonpeek_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/internal/jsonpeek"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestStringIsUTF8, as it is with encoding/json: receipts and logs hold it.
func TestStringIsUTF8(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{"\"a\xbeb\"": "a\uFFFDb", "\"a\xbe\\nb\"": "a\uFFFD\nb", `"é"`: "é"} {
		got := jsonpeek.String([]byte(raw))
		require.True(t, utf8.ValidString(got), "%q", got)
		require.Equal(t, want, got)
	}
}

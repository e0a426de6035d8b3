package plainjson_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/internal/plainjson"
)

func TestAppendString(t *testing.T) {
	t.Parallel()
	var all []rune
	for r := range rune(0x3000) {
		all = append(all, r)
	}
	for _, s := range []string{"", "plain", `"quoted\"`, "a\nb\tc\r\b\f\x00\x1f\x7f", "<&>", "é🙂\u2028\u2029\u2027\u202a", string(all)} {
		want, err := plainjson.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, string(want), string(plainjson.AppendString(nil, s)))
	}
}

func FuzzAppendString(f *testing.F) {
	f.Add("a\"b\\\n\u2028é")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		want, err := plainjson.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, string(want), string(plainjson.AppendString(nil, s)))
	})
}

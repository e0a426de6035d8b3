package plainjson_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/internal/plainjson"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMarshal(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]any{
		`{"text":"<a href=\"x\"> & 'y'"}`: map[string]string{"text": `<a href="x"> & 'y'`},
		`"line\nend"`:                     "line\nend",
		`"end\n"`:                         "end\n",
		`{"z":1,"a":{"n":12345678901234567890,"x":"<"}}`: json.RawMessage(` {"z":1, "a":{"n":12345678901234567890,"x":"<"}}` + "\n"),
		`null`: nil,
	} {
		got, err := plainjson.Marshal(v)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
}

type broken struct{}

func (broken) MarshalJSON() ([]byte, error) { return nil, errors.New("broken") }

// TestMarshalAfterFailure: what failed leaves nothing behind.
func TestMarshalAfterFailure(t *testing.T) {
	t.Parallel()
	for range 100 {
		_, err := plainjson.Marshal([]any{"left over", broken{}})
		require.ErrorContains(t, err, "broken")
		_, err = plainjson.Marshal(make(chan int))
		require.Error(t, err)
		got, err := plainjson.Marshal("x")
		require.NoError(t, err)
		require.Equal(t, `"x"`, string(got))
	}
}

// TestMarshalKeepsNothing of a result that the caller still has.
func TestMarshalKeepsNothing(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			text := strings.Repeat(string(rune('a'+i)), 1000*i)
			for range 100 {
				got, err := plainjson.Marshal(text)
				other, otherErr := plainjson.Marshal(strings.Repeat("z", 100))
				if err != nil || otherErr != nil || string(got) != `"`+text+`"` || len(other) != 102 {
					t.Errorf("%q came out as %.20q", text, got)
				}
			}
		})
	}
	wg.Wait()
}

func TestIsObject(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		`{}`:                true,
		" \t\r\n{\"a\":1} ": true,
		`{"a":{"b":[1]}}`:   true,
		``:                  false,
		` `:                 false,
		`null`:              false,
		`[]`:                false,
		`"x"`:               false,
		`1`:                 false,
		`{`:                 false,
		`{}{}`:              false,
		`{} x`:              false,
		`{"a":}`:            false,
		"{\"a\":\"\xff\"}":  false,
		"\ufeff{}":          false,
		"\u00a0{}":          false,
	} {
		require.Equal(t, want, plainjson.IsObject(json.RawMessage(raw)), "%q", raw)
	}
	require.False(t, plainjson.IsObject(nil))
}

package jsonpeek_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/internal/jsonpeek"
)

func TestMember(t *testing.T) {
	t.Parallel()
	object := []byte(` { "a" : "x\"}" , "b":{"name":"inner"}, "c":[1,{"name":"no"}], "n":-1.5e3, "t":true,"\u006eame":"spaces\/A" , "z": null}`)
	for name, want := range map[string]string{
		"a": `"x\"}"`, "b": `{"name":"inner"}`, "c": `[1,{"name":"no"}]`, "n": "-1.5e3", "t": "true", "name": `"spaces\/A"`, "z": "null",
	} {
		require.Equal(t, want, string(jsonpeek.Member(object, name)), name)
	}
	require.Nil(t, jsonpeek.Member(object, "nothing"))
	require.Equal(t, "spaces/A", jsonpeek.String(jsonpeek.Member(object, "name")))
	require.Equal(t, "inner", jsonpeek.String(jsonpeek.Member(jsonpeek.Member(object, "b"), "name")))

	require.Equal(t, `"early"`, string(jsonpeek.Member([]byte(`{"name":"early","text":"cut o`), "name")))
	for _, bad := range []string{"", "[]", `"name"`, `{"name"`, `{"name":`, `{"name":"x`, `{name:1}`, `{"a":1 "name":2}`, "<html>", "}", `{"a":}`} {
		require.Nil(t, jsonpeek.Member([]byte(bad), "name"), bad)
	}
	require.Empty(t, jsonpeek.String([]byte("1")))
}

// On valid objects it agrees with encoding/json.
func FuzzMember(f *testing.F) {
	for _, seed := range []string{`{"name":"a","thread":{"name":"b"}}`, `{"text":"\"}","name":"\u0041"}`, `{"a":[[],{}],"name":1}`, `{"name":"x`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := jsonpeek.Member(data, "name")
		var want map[string]json.RawMessage
		if json.Unmarshal(data, &want) != nil {
			return
		}
		var keys json.RawMessage // encoding/json takes the last of several; only the first counts here
		if n := countKey(data); n > 1 {
			return
		}
		keys = want["name"]
		require.Equal(t, string(keys), string(got))
		var s string
		if json.Unmarshal(keys, &s) == nil && string(keys) != "null" {
			require.Equal(t, s, jsonpeek.String(got))
		}
	})
}

func countKey(data []byte) (n int) {
	var all struct {
		Names counter `json:"name"`
	}
	_ = json.Unmarshal(data, &all)
	return int(all.Names)
}

// counter counts how often its member was decoded.
type counter int

func (c *counter) UnmarshalJSON([]byte) error { *c++; return nil }

package atsign_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/internal/atsign"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDefuse(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                  "",
		"no sign":           "no sign",
		"@":                 "@",
		"@ all":             "@ all",
		"@all":              "@\u200ball",
		"@1":                "@\u200b1",
		"@é":                "@\u200bé",
		"@all and @here":    "@\u200ball and @\u200bhere",
		"\n@all":            "\n@\u200ball",
		"(@all)":            "(@\u200ball)",
		"*@all*":            "*@\u200ball*",
		"_@all_":            "_@\u200ball_",
		"&amp;@all":         "&amp;@\u200ball",
		"🙂@all":             "🙂@\u200ball",
		"@@all":             "@@\u200ball",
		"joe@mail.example":  "joe@mail.example",
		"joe.@mail.example": "joe.@\u200bmail.example",
		"a1@all":            "a1@all",
		"@a@b":              "@\u200ba@b",
		"\xff@all":          "\xff@\u200ball",
		"@\xff":             "@\xff",
		"@\u200ball":        "@\u200ball",
		"x@":                "x@",
	} {
		require.Equal(t, want, atsign.Defuse(s), "%q", s)
	}
}

// TestDefuseBehindLetters that no e-mail address has before its @: text without
// spaces must not notify either.
func TestDefuseBehindLetters(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"请看@all":  "请看@\u200ball",
		"見て@here": "見て@\u200bhere",
		"ดู@all":  "ดู@\u200ball",
		"é@all":   "é@\u200ball",
	} {
		require.Equal(t, want, atsign.Defuse(s), "%q", s)
	}
}

func TestDefuseTwice(t *testing.T) {
	t.Parallel()
	const s = "@all joe@mail.example (@here)"
	require.Equal(t, atsign.Defuse(s), atsign.Defuse(atsign.Defuse(s)))
}

func TestDefuseURL(t *testing.T) {
	t.Parallel()
	require.Equal(t, "https://x.example/%40all?a=%40here&b=%4", atsign.DefuseURL("https://x.example/@all?a=@here&b=%4"))
	require.Empty(t, atsign.DefuseURL(""))
}

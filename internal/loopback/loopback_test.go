package loopback_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/chatwire/chatwire/internal/loopback"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestIs(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost":             true,
		"LOCALHOST":             true,
		"127.0.0.1":             true,
		"127.255.255.254":       true,
		"::1":                   true,
		"::ffff:127.0.0.1":      true,
		"":                      false,
		"localhost.example":     false,
		"evil.localhost":        false,
		"127.0.0.1.example":     false,
		"0.0.0.0":               false,
		"::":                    false,
		"10.0.0.1":              false,
		"169.254.169.254":       false,
		"128.0.0.1":             false,
		"127.1":                 false,
		"2130706433":            false,
		"hooks.slack.com":       false,
		"::ffff:10.0.0.1":       false,
		"0:0:0:0:0:0:0:1":       true,
		"0127.0.0.1":            false,
		"localhost127.0.0.1":    false,
		"127.0.0.1:8080":        false,
		"[::1]":                 false,
		"fe80::1":               false,
		"metadata.google.local": false,
	} {
		require.Equal(t, want, loopback.Is(host), host)
	}
}

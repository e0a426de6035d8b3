package chatwire_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/chatwire/chatwire"

// linked returns the packages that a program links which imports path.
func linked(t *testing.T, path string) []string {
	t.Helper()
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command")
	}
	out, err := exec.CommandContext(t.Context(), tool, "list", "-deps", path).Output()
	require.NoError(t, err)
	return strings.Fields(string(out))
}

// foreign returns those of paths that are neither of this module nor of the
// standard library, which has no dot in its first element.
func foreign(paths []string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		first, _, _ := strings.Cut(path, "/")
		return path == module || strings.HasPrefix(path, module+"/") || !strings.Contains(first, ".")
	})
}

// TestUsersLink is what a user of each package links: one library beside the
// standard one, and nothing that is for tests.
func TestUsersLink(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "/webhook", "/retry", "/slack", "/gchat", "/chime"} {
		t.Run("chatwire"+name, func(t *testing.T) {
			t.Parallel()
			all := linked(t, module+name)
			require.Contains(t, all, module+"/retry")
			require.ElementsMatch(t, []string{"github.com/hashicorp/go-cleanhttp", "github.com/hashicorp/go-retryablehttp"}, foreign(all))
			for _, unwanted := range []string{"testing", "net/http/httptest", module + "/webhooktest"} {
				require.NotContains(t, all, unwanted)
			}
		})
	}
}

// TestProvidersLinkNoOther keeps a user of one provider free of the others, and
// the contract free of all.
func TestProvidersLinkNoOther(t *testing.T) {
	t.Parallel()
	providers := []string{"slack", "gchat", "chime"}
	for _, name := range append([]string{"webhook"}, providers...) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := linked(t, module+"/"+name)
			for _, other := range providers {
				if other != name {
					require.NotContains(t, all, module+"/"+other)
				}
			}
		})
	}
}

// TestWebhooktestLinksNoTestLibrary: it is offered to users with others.
func TestWebhooktestLinksNoTestLibrary(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, []string{"github.com/hashicorp/go-cleanhttp", "github.com/hashicorp/go-retryablehttp"},
		foreign(linked(t, module+"/webhooktest")))
}

package retry_test

import (
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
)

func header(retryAfter string) http.Header { return http.Header{"Retry-After": {retryAfter}} }

func TestAfterSeconds(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"":                           0,
		"0":                          0,
		"1":                          time.Second,
		"  120 ":                     2 * time.Minute,
		"1.5":                        1500 * time.Millisecond,
		".5":                         500 * time.Millisecond,
		"1.":                         time.Second,
		"1.2.3":                      0,
		".":                          0,
		"-5":                         0,
		"+5":                         0,
		"1e9":                        0,
		"0x10":                       0,
		"Inf":                        0,
		"NaN":                        0,
		"soon":                       0,
		"10000000000":                math.MaxInt64,
		"99999999999999999999999999": math.MaxInt64,
	} {
		require.Equal(t, want, retry.After(header(value)), "Retry-After: %q", value)
	}
	require.Zero(t, retry.After(nil))
}

func TestAfterDate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().UTC()
		for _, format := range []string{http.TimeFormat, time.RFC850, time.ANSIC} {
			require.Equal(t, 90*time.Second, retry.After(header(now.Add(90*time.Second).Format(format))), format)
		}
		require.Zero(t, retry.After(header(now.Add(-time.Hour).Format(http.TimeFormat))))

		// The server's clock is an hour ahead; its own Date says so.
		h := header(now.Add(time.Hour + 5*time.Second).Format(http.TimeFormat))
		h.Set("Date", now.Add(time.Hour).Format(http.TimeFormat))
		require.Equal(t, 5*time.Second, retry.After(h))
	})
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	require.Zero(t, retry.Seconds(math.NaN()))
	require.Zero(t, retry.Seconds(-1))
	require.Equal(t, time.Duration(math.MaxInt64), retry.Seconds(math.Inf(1)))
	require.Equal(t, 2500*time.Millisecond, retry.Seconds(2.5))
}

func FuzzAfter(f *testing.F) {
	for _, seed := range []string{"1", " 30 ", "1.5", "-1", "10000000000", "Fri, 31 Dec 1999 23:59:59 GMT", "soon", "", "\x00"} {
		f.Add(seed, "Fri, 31 Dec 1999 23:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		if after := retry.After(http.Header{"Retry-After": {value}, "Date": {date}}); after < 0 {
			t.Fatalf("Retry-After: %q gives %v", value, after)
		}
	})
}

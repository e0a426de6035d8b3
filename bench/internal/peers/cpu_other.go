//go:build !unix

package peers

import "time"

// CPU is not known here.
func CPU() time.Duration { return 0 }

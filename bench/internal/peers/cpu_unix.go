//go:build unix

package peers

import (
	"syscall"
	"time"
)

// CPU returns the processor time this process has used, in user and kernel.
func CPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

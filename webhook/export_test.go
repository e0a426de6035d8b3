package webhook

import (
	"context"
	"time"
)

// WithTimeoutForTest shows the context of an attempt.
func WithTimeoutForTest(parent context.Context, d time.Duration) (context.Context, func()) {
	c := (&deadlines{limit: d}).start(parent)
	return c, c.release
}

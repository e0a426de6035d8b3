package webhook

import (
	"context"
	"log/slog"
)

// reporter writes the log. It is an interface so that a program which does not
// call WithLogger does not link log/slog's machinery.
type reporter interface {
	// attempt tells of a failed attempt; a good one is told by send.
	attempt(ctx context.Context, u URL, a Attempt, failure *Error)
	// send tells of the end of a send; failure is nil when it was delivered.
	send(ctx context.Context, u URL, r Receipt, failure *Error)
}

type slogReporter struct{ logger *slog.Logger }

func (l slogReporter) attempt(ctx context.Context, u URL, a Attempt, failure *Error) {
	l.logger.LogAttrs(ctx, slog.LevelWarn, "webhook attempt failed",
		slog.Any("url", u),
		slog.Int("attempt", a.Number),
		slog.Duration("duration", a.Duration),
		slog.Any("failure", failure))
}

func (l slogReporter) send(ctx context.Context, u URL, r Receipt, failure *Error) {
	attrs := []slog.Attr{
		slog.Any("url", u),
		slog.Int("attempts", r.Attempts),
		slog.Duration("duration", r.Duration),
		slog.Duration("waited", r.Waited),
	}
	if failure != nil {
		l.logger.LogAttrs(ctx, slog.LevelError, "message not confirmed", append(attrs, slog.Any("failure", failure))...)
		return
	}
	l.logger.LogAttrs(ctx, slog.LevelDebug, "message delivered", append(attrs,
		slog.String("message_id", r.MessageID),
		slog.Bool("maybe_duplicate", r.MaybeDuplicate))...)
}

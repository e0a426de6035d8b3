package webhook

import (
	"context"
	"log/slog"
)

// logAttempt tells of a failed attempt; a good one is told by logSend.
func (p *Poster) logAttempt(ctx context.Context, a Attempt, failure *Error) {
	if p.logger == nil || failure == nil {
		return
	}
	p.logger.LogAttrs(ctx, slog.LevelWarn, "webhook attempt failed",
		slog.Any("url", p.url),
		slog.Int("attempt", a.Number),
		slog.Duration("duration", a.Duration),
		slog.Any("failure", failure))
}

func (p *Poster) logSend(ctx context.Context, r Receipt, failure *Error) {
	if p.logger == nil {
		return
	}
	attrs := []slog.Attr{
		slog.Any("url", p.url),
		slog.Int("attempts", r.Attempts),
		slog.Duration("duration", r.Duration),
		slog.Duration("waited", r.Waited),
	}
	if failure != nil {
		p.logger.LogAttrs(ctx, slog.LevelError, "message not confirmed", append(attrs, slog.Any("failure", failure))...)
		return
	}
	p.logger.LogAttrs(ctx, slog.LevelDebug, "message delivered", append(attrs,
		slog.String("message_id", r.MessageID),
		slog.Bool("maybe_duplicate", r.MaybeDuplicate))...)
}

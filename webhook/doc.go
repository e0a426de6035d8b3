// Package webhook is the contract between programs that send messages to chat
// rooms and the providers that deliver them. It knows no provider.
//
//	var sender webhook.Sender // from chatwire.Open, slack.New, gchat.New, chime.New
//
//	receipt, err := sender.Send(ctx, webhook.Message{
//		Level: webhook.LevelError,
//		Title: "Disk almost full",
//		Text:  "/var is at 93 %",
//	})
//	switch {
//	case err == nil: // confirmed; receipt says how it went
//	case webhook.MaybeDelivered(err): // may stand in the room: do not blindly resend
//	case webhook.Retryable(err): // the provider or the network is in trouble: later
//	default: // the message or the webhook must be mended first
//	}
//
// Several senders make one with [All] and [First]. A provider of one's own is a
// [Service] on a [Poster]: two functions, and all of what follows comes with it.
//
// # Limits
//
// A client keeps its provider's pace by itself: Send waits its turn, in the
// order of the calls, under its context. A turn that would come after the
// context's deadline is refused at once. A 429 holds back every message of the
// room, not only the one that met it. See [Pacer], [WithRate], [WithPacer].
//
// A message over the provider's size limit is split; see [WithOverflow].
//
// # Errors
//
// Every error is an [*Error]. Its Code is the same for all providers and has a
// sentinel for errors.Is; Reason is the provider's own word. A message that
// breaks rules is refused before any request, with all [Violations] at once.
//
// # Retries
//
// An attempt is repeated if that can help and the policy allows it:
//
//	outcome of an attempt                            delivered?  then
//	DNS, dial, TLS, proxy; not fully written         no          repeat
//	certificate not trusted                          no          stop
//	408, 425, 429, 503 with Retry-After              no          repeat, not before Retry-After
//	500, 502, 503, 504, other 5xx but 501 and 505    unknown     repeat, unless AtMostOnce
//	written, then reset, time-out or no answer       unknown     repeat, unless AtMostOnce
//	429 for a used-up allowance                      no          stop
//	3xx                                              no          stop; never followed
//	2xx that is not the provider's success           unknown     stop
//	other 4xx                                        no          stop
//
// Error.MaybeDelivered and Receipt.MaybeDuplicate tell of unknown outcomes.
// The numbers are those of retry.Policy.
//
// # Secrets
//
// A webhook's URL is its credential. It is kept in a [URL], which prints
// without its secret; what providers and transports say is searched for it.
//
// # Concurrency
//
// Everything here is safe for concurrent use, except where noted. Nothing runs
// in the background while no Send is in progress, and nothing needs closing.
package webhook

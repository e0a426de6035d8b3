// Package retry decides when a failed request is sent again, and how long to
// wait before that.
//
// A message posted to a webhook carries no idempotency key in most services,
// so a blind retry may show it twice, and giving up too early loses it. This
// package therefore asks two questions of every attempt: could the request
// have taken effect ([Fate]), and could the same request succeed later
// ([Outcome].Temporary). [StatusOutcome] and [ErrorOutcome] answer them;
// [Policy] says what to do with the answer.
//
// Users of this module meet only [Policy], through webhook.WithRetry. Its zero
// value is the default: five attempts, one second growing to thirty between
// them, two minutes in all.
//
//	client, err := slack.New(url, webhook.WithRetry(retry.Policy{MaxAttempts: 3, AtMostOnce: true}))
//
// # Waiting
//
// Without a word from the service, waits grow exponentially with full jitter:
// the n-th is chosen evenly between zero and MinWait·2ⁿ⁻¹, at most MaxWait.
// When the service sends Retry-After, the wait is never shorter than that, and
// jitter is added on top. A Retry-After longer than MaxWait, than what is left
// of MaxElapsed, or than the context's deadline ends the send at once: nobody
// is kept waiting for a certain failure.
//
// The loop itself is github.com/hashicorp/go-retryablehttp, which appears in
// no exported signature.
package retry

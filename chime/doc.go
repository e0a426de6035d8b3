// Package chime posts messages through Amazon Chime's incoming webhooks.
//
// Amazon ended support for the Chime application on 20 February 2026; expect
// its webhooks (hooks.chime.aws) to be gone. This package speaks their
// documented protocol, for those who still have them and for services that
// copy it. The Amazon Chime SDK is not affected; it is not served by this
// package.
//
//	client, err := chime.New(os.Getenv("CHIME_WEBHOOK_URL"))
//	if err != nil {
//		return err // says what is wrong with the URL, without printing it
//	}
//	receipt, err := client.Send(ctx, webhook.Message{Text: "Build 12 passed"})
//
// [Client.Send] takes the portable message, [Client.Post] Chime's own
// [Message]. Both pace, retry and report as package webhook describes.
//
// # Limits
//
// One message a second for each webhook; 4 KB of content, counted here as
// bytes of UTF-8. Mentions of all or of those present fail in rooms of more
// than 50 members, with HTTP 400. No threads, no attachments.
//
// # Errors
//
// Chime answers a refusal with a status and a JSON message; the status decides
// the Code.
//
// # Retries
//
// Chime has no idempotency key: an attempt whose outcome is unknown may have
// posted, and its repetition may post twice; see retry.Policy.AtMostOnce.
//
// Amazon's documentation: https://docs.aws.amazon.com/chime/latest/ug/webhooks.html
package chime

// Package gchat posts messages through Google Chat's incoming webhooks.
//
//	client, err := gchat.New(os.Getenv("GCHAT_WEBHOOK_URL"))
//	if err != nil {
//		return err // says what is wrong with the URL, without printing it
//	}
//	receipt, err := client.Send(ctx, webhook.Message{Text: "Build 12 passed", Thread: "build-12"})
//
// [Client.Send] takes the portable message, [Client.Post] Google Chat's own
// [Message]. Both pace, retry and report as package webhook describes.
//
// # Limits
//
// One message a second for each space, shared by all webhooks of that space:
// give their clients one webhook.Pacer. A message has at most 32,000 bytes. A
// webhook cannot read, edit or delete.
//
// # Threads
//
// A thread is named by any key of the caller's choice, or by the name a
// Receipt told. Google Chat ignores the key unless messageReplyOption is sent
// with it, so this package sends REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD when a
// thread is named and nothing else is said.
//
// # Errors
//
// Google answers with a google.rpc.Status, bare, in an "error" object, or in
// an array; sometimes with a web page. Its status word ("RESOURCE_EXHAUSTED")
// is kept in webhook.Error.Reason and decides the Code before the HTTP status
// does. The decoded [Status] is the error's cause, for errors.As.
//
// # Retries
//
// Every logical send carries one requestId, the same on all its attempts, by
// which Google Chat recognizes a repetition instead of posting it twice. That
// webhooks honor it is not documented; webhook.WithoutIdempotencyKeys turns it
// off.
//
// Google's documentation: https://developers.google.com/workspace/chat/quickstart/webhooks
package gchat

// Package slack posts messages through Slack's incoming webhooks.
//
//	client, err := slack.New(os.Getenv("SLACK_WEBHOOK_URL"))
//	if err != nil {
//		return err // says what is wrong with the URL, without printing it
//	}
//	receipt, err := client.Send(ctx, webhook.Message{Text: "Build 12 passed"})
//
// [Client.Send] takes the portable message, [Client.Post] Slack's own
// [Message]. Both pace, retry and report as package webhook describes.
//
// New also takes Slack's other webhook URLs: GovSlack's, workflow triggers
// (Send gives the workflow one variable named "text") and response_urls; and
// those of servers that speak Slack's format, such as Mattermost, Rocket.Chat
// or Discord's /slack, for which the rules of success are lenient.
//
// # Limits
//
// About one message a second, with short bursts; this package keeps to 1/s
// with a burst of 5. A text has at most 40,000 characters; Slack cuts off the
// rest, so [Client.Send] splits and [Client.Post] refuses. At most 50 blocks
// and 100 attachments. A webhook cannot choose its channel, name or icon, edit
// or delete a message, or learn a message's ts.
//
// # Errors
//
// Slack answers a refusal with one word, kept in webhook.Error.Reason:
// "channel_is_archived". Its code, and what to do about it, come from the table
// in errors.go, whatever the HTTP status: reports differ on the status of some.
//
// # Retries
//
// Slack has no idempotency key: an attempt whose outcome is unknown may have
// posted, and its repetition may post twice; see retry.Policy.AtMostOnce.
//
// Slack's documentation: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package slack

package slack

// Limits of a message. Slack does not say what it counts as a character;
// Validate counts runes, the loosest reading, so that nothing is refused that
// Slack would take. Send splits by bytes, the strictest, so that nothing is
// cut off.
const (
	// MaxText is the most characters of a text; Slack cuts off the rest
	// (https://api.slack.com/changelog/2018-04-truncating-really-long-messages).
	MaxText = 40000
	// MaxBlocks is the most blocks of a message
	// (https://docs.slack.dev/reference/block-kit/blocks).
	MaxBlocks = 50
	// MaxAttachments is the most attachments of a message
	// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
	MaxAttachments = 100
)

// The pace of one webhook: about one message a second, with short bursts
// (https://docs.slack.dev/apis/web-api/rate-limits).
const (
	PerSecond = 1.0
	Burst     = 5
)

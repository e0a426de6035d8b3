package gchat

// Limits of a message
// (https://developers.google.com/workspace/chat/create-messages).
const (
	// MaxMessage is the most bytes of a message, counted as encoded JSON.
	MaxMessage = 32000
	// MaxThreadKey is the most characters of a thread key.
	MaxThreadKey = 4000
	// MaxMessageID is the most characters of a message ID.
	MaxMessageID = 63
)

// The pace of one space: one message a second, shared by all its webhooks
// (https://developers.google.com/workspace/chat/limits).
const (
	PerSecond = 1.0
	Burst     = 1
)

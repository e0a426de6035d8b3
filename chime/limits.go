package chime

// MaxContent is the most bytes of Message.Content, as UTF-8, "/md " included
// (https://docs.aws.amazon.com/chime/latest/ug/webhooks.html: "4 KB"; what is
// counted is not documented).
const MaxContent = 4096

// The pace of one webhook
// (https://docs.aws.amazon.com/chime/latest/ug/webhooks.html).
const (
	PerSecond = 1.0
	Burst     = 1
)

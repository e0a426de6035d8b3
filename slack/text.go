package slack

import (
	"fmt"
	"strings"
	"time"

	"github.com/chatwire/chatwire/internal/atsign"
	"github.com/chatwire/chatwire/webhook"
)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape makes s literal inside mrkdwn as far as Slack allows: links, mentions
// and dates in it become plain text. The characters * _ ~ and ` cannot be
// escaped and may still format.
// See https://docs.slack.dev/messaging/formatting-message-text#escaping.
func Escape(s string) string { return escaper.Replace(s) }

// mrkdwn is Slack's own markup.
var mrkdwn = webhook.Markup{
	Escape:  Escape,
	Bold:    func(s string) string { return "*" + s + "*" },
	Link:    link,
	Time:    date,
	Present: "<!here>",
	All:     "<!channel>",
}

// compatible is what the servers understand that imitate Slack: no dates, and
// "@all" is a mention in any text.
var compatible = webhook.Markup{
	Escape:  func(s string) string { return atsign.Defuse(Escape(s)) },
	Bold:    mrkdwn.Bold,
	Link:    func(label, target string) string { return link(label, atsign.DefuseURL(target)) },
	Present: "<!here>",
	All:     "<!channel>",
}

func link(label, target string) string {
	target = strings.ReplaceAll(target, "&", "&amp;")
	if label == "" {
		return "<" + target + ">"
	}
	return "<" + target + "|" + strings.ReplaceAll(label, "|", "¦") + ">"
}

// date is shown in each reader's own time zone.
func date(t time.Time) string {
	return fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Unix(), webhook.UTC(t))
}

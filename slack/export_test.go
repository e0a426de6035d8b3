package slack

import "github.com/chatwire/chatwire/webhook"

// ReadAnswer reads answers, by the kind of URL they come from.
var ReadAnswer = map[string]func(webhook.Answer) (webhook.Receipt, error){
	"incoming":     incoming.readAnswer,
	"trigger":      trigger.readAnswer,
	"response_url": responseURL.readAnswer,
	"compatible":   compatibleServer.readAnswer,
}

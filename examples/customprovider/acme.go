package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/chatwire/chatwire/webhook"
)

// Acme posts to the rooms of Acme, a made-up service: POST {"say":"…"} to
// https://acme.example/hooks/<secret>, answered with {"id":"…"} or
// {"error":"room_closed"}. This is a whole provider: convert, and read the
// answer. Pacing, retries, splitting, errors and secrecy are the Poster's.
type Acme struct{ poster *webhook.Poster }

var _ webhook.Sender = (*Acme)(nil)

// NewAcme returns a client for a webhook URL of Acme.
func NewAcme(webhookURL string, opts ...webhook.Option) (*Acme, error) {
	u, err := webhook.ParseURL("acme", webhookURL, func(*url.URL) (string, error) { return "/hooks/", nil })
	if err != nil {
		return nil, err
	}
	poster, err := webhook.NewPoster(webhook.Service{
		Name: "acme", PerSecond: 2, Burst: 10, Convert: convert, MaxSize: 10_000, Unit: "characters", ReadAnswer: readAnswer,
	}, u, opts...)
	if err != nil {
		return nil, err
	}
	return &Acme{poster}, nil
}

// Send implements webhook.Sender.
func (a *Acme) Send(ctx context.Context, msg webhook.Message) (webhook.Receipt, error) {
	return a.poster.Send(ctx, msg)
}

// convert writes plain text: Acme has no markup, no mentions and no threads.
func convert(msg webhook.Message) (webhook.Payload, error) {
	text, dropped := webhook.Markup{}.Render(msg)
	if msg.Thread != "" {
		dropped = append(dropped, "thread: Acme has none")
	}
	body, err := json.Marshal(map[string]string{"say": text})
	return webhook.Payload{Body: body, Size: utf8.RuneCountInString(text), Dropped: dropped}, err
}

// codes is what Acme's own words mean; other answers keep their status's code.
var codes = map[string]webhook.Code{"room_closed": webhook.CodeGone, "bad_key": webhook.CodeUnauthorized}

func readAnswer(a webhook.Answer) (webhook.Receipt, error) {
	var answer struct {
		ID    string `json:"id"`
		Error string `json:"error"`
	}
	if err := json.Unmarshal(a.Body, &answer); err == nil && a.StatusCode == http.StatusOK && answer.ID != "" {
		return webhook.Receipt{MessageID: answer.ID}, nil
	}
	return webhook.Receipt{}, &webhook.Error{Code: codes[answer.Error], Reason: answer.Error}
}

package slack

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"time"

	"github.com/chatwire/chatwire/internal/jsonpeek"
	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

// reasons maps Slack's words to what they mean, whatever the status. A word
// not listed keeps the code of its status.
// See https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors.
var reasons = map[string]struct {
	code   webhook.Code
	advice string
}{
	"invalid_payload":       {webhook.CodeInvalidMessage, "Slack could not read the message: check blocks and attachments"},
	"invalid_blocks":        {webhook.CodeInvalidMessage, "a block is wrong; Slack does not say which: try it in the Block Kit Builder"},
	"invalid_blocks_format": {webhook.CodeInvalidMessage, "blocks must be an array of objects"},
	"invalid_attachments":   {webhook.CodeInvalidMessage, "an attachment is wrong: do not mix blocks with fields, footer or ts in one"},
	"no_text":               {webhook.CodeInvalidMessage, "the message is empty"},
	"missing_text":          {webhook.CodeInvalidMessage, "the message is empty"},
	"missing_text_or_fallback_or_attachments": {webhook.CodeInvalidMessage, "the message is empty"},
	"too_many_attachments":                    {webhook.CodeTooLarge, "send at most 100 attachments"},
	"msg_too_long":                            {webhook.CodeTooLarge, "send a shorter message"},
	"msg_blocks_too_long":                     {webhook.CodeTooLarge, "all blocks together are too long: about 13,000 characters are taken"},

	"invalid_token":    {webhook.CodeUnauthorized, "the webhook's secret is wrong or was revoked: make a new webhook"},
	"invalid_auth":     {webhook.CodeUnauthorized, "the webhook's secret is wrong or was revoked: make a new webhook"},
	"not_authed":       {webhook.CodeUnauthorized, "this is a Web API URL: use an incoming webhook's"},
	"account_inactive": {webhook.CodeUnauthorized, "the user who installed the app was deactivated: install it again"},
	"token_revoked":    {webhook.CodeUnauthorized, "the app was removed: install it again"},
	"token_expired":    {webhook.CodeUnauthorized, "the token expired: install the app again"},

	"action_prohibited":                 {webhook.CodeForbidden, "a workspace admin restricted posting: ask them"},
	"posting_to_general_channel_denied": {webhook.CodeForbidden, "posting to #general is restricted: use another channel, or have an admin make the webhook"},

	"channel_not_found": {webhook.CodeNotFound, "the channel does not exist any more: make a webhook for another one"},
	"user_not_found":    {webhook.CodeNotFound, "the user addressed by channel does not exist"},
	"no_team":           {webhook.CodeNotFound, "the T… part of the URL is wrong: copy the URL again"},
	"no_service":        {webhook.CodeNotFound, "the webhook was removed or disabled: make a new one"},
	"no_service_id":     {webhook.CodeNotFound, "the B… part of the URL is wrong: copy the URL again"},
	"no_active_hooks":   {webhook.CodeNotFound, "the webhook was disabled: enable it or make a new one"},
	"No hooks":          {webhook.CodeNotFound, "the webhook was removed: make a new one"},

	"channel_is_archived": {webhook.CodeGone, "the channel is archived: unarchive it, or make a webhook for another one"},
	"team_disabled":       {webhook.CodeGone, "the workspace is disabled"},

	"rate_limited":           {webhook.CodeRateLimited, ""},
	"ratelimited":            {webhook.CodeRateLimited, ""},
	"message_limit_exceeded": {webhook.CodeQuotaExceeded, "the workspace has used up its message allowance: an admin must act"},

	"rollup_error":        {webhook.CodeUnavailable, ""},
	"fatal_error":         {webhook.CodeUnavailable, ""},
	"internal_error":      {webhook.CodeUnavailable, ""},
	"service_unavailable": {webhook.CodeUnavailable, ""},
	"request_timeout":     {webhook.CodeUnavailable, ""},
}

// token is the form of Slack's words.
var token = regexp.MustCompile(`^[a-z][a-z0-9_]{2,79}$`)

// wireAnswer is the JSON form: of triggers, of rate limits, of the Web API, and
// (message) of Mattermost. Members of another type than expected are left out.
type wireAnswer struct {
	saysOK     bool // there is an "ok"
	ok         bool
	saysError  bool // there is an "error", and not an empty one
	error      string
	message    string
	retryAfter time.Duration
}

func readWire(body []byte) (w wireAnswer, isJSON bool) {
	if len(body) == 0 || body[0] != '{' || !json.Valid(body) {
		return wireAnswer{}, false
	}
	ok := jsonpeek.Member(body, "ok")
	w.saysOK, w.ok = ok != nil, string(ok) == "true"
	switch failure := jsonpeek.Member(body, "error"); string(failure) {
	case "", "null", "false", `""`:
	default:
		w.saysError, w.error = true, jsonpeek.String(failure)
	}
	w.message = jsonpeek.String(jsonpeek.Member(body, "message"))
	w.retryAfter, _ = retry.ParseSeconds(string(jsonpeek.Member(body, "retry_after")))
	return w, true
}

// readAnswer says what Slack's answer means.
func (k kind) readAnswer(a webhook.Answer) (webhook.Receipt, error) {
	body := bytes.TrimSpace(a.Body)
	wire, isJSON := readWire(body)
	if a.StatusCode >= http.StatusOK && a.StatusCode < http.StatusMultipleChoices && k.success(a, body, isJSON, wire) {
		return webhook.Receipt{}, nil
	}
	e := &webhook.Error{}
	switch {
	case isJSON:
		e.Reason, e.Detail, e.RetryAfter = wire.error, wire.message, wire.retryAfter
	case token.Match(body) || string(body) == "No hooks":
		e.Reason = string(body)
	}
	if known, ok := reasons[e.Reason]; ok {
		e.Code, e.Advice = known.code, known.advice
	}
	return webhook.Receipt{}, e
}

// success applies the rule of success of k to a 2xx answer.
func (k kind) success(a webhook.Answer, body []byte, isJSON bool, wire wireAnswer) bool {
	switch {
	case a.Truncated || len(body) > 0 && body[0] == '<':
		return false // a web page
	case isJSON && wire.saysOK:
		return wire.ok
	case k == incoming:
		return a.StatusCode == http.StatusOK && string(body) == "ok"
	case k == compatibleServer || k == responseURL:
		return !isJSON || !wire.saysError
	default: // a trigger; Slack's own client takes anything but ok:false
		return true
	}
}

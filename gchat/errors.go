package gchat

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/chatwire/chatwire/internal/jsonpeek"
	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/webhook"
)

// Status is Google's google.rpc.Status, the cause of the *webhook.Error of a
// message that Google refused. Find it with errors.As.
// See https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto.
type Status struct {
	// Code is the HTTP status.
	Code int `json:"code"`
	// Status is the canonical word: "INVALID_ARGUMENT".
	Status string `json:"status"`
	// Message is for people, and may change.
	Message string `json:"message"`
	// Details are typed by their "@type".
	Details []json.RawMessage `json:"details,omitempty"`
}

// Error returns the status word; the text stands in webhook.Error.Detail.
func (s *Status) Error() string { return s.Status }

// words maps the canonical words to codes. They decide before the HTTP status:
// 400 and 409 are ambiguous.
// See https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto.
var words = map[string]webhook.Code{
	"INVALID_ARGUMENT":    webhook.CodeInvalidMessage,
	"OUT_OF_RANGE":        webhook.CodeInvalidMessage,
	"FAILED_PRECONDITION": webhook.CodeConflict,
	"ALREADY_EXISTS":      webhook.CodeConflict,
	"ABORTED":             webhook.CodeConflict,
	"UNAUTHENTICATED":     webhook.CodeUnauthorized,
	"PERMISSION_DENIED":   webhook.CodeForbidden,
	"NOT_FOUND":           webhook.CodeNotFound,
	"RESOURCE_EXHAUSTED":  webhook.CodeRateLimited,
	"UNIMPLEMENTED":       webhook.CodeUnknown,
	"CANCELLED":           webhook.CodeUnavailable,
	"UNKNOWN":             webhook.CodeUnavailable,
	"DEADLINE_EXCEEDED":   webhook.CodeUnavailable,
	"INTERNAL":            webhook.CodeUnavailable,
	"UNAVAILABLE":         webhook.CodeUnavailable,
	"DATA_LOSS":           webhook.CodeUnavailable,
}

// advice says what to do about a code, as far as webhooks are known to meet it.
var advice = map[webhook.Code]string{
	webhook.CodeUnauthorized: "the URL's key or token is wrong: copy the URL again from the space's Apps & integrations page",
	webhook.CodeForbidden:    "the URL may be cut or mangled (token missing), or an admin has switched Chat apps off",
	webhook.CodeNotFound:     "the webhook, its space or the thread was deleted",
	webhook.CodeTooLarge:     "send a shorter message",
}

// readAnswer says what Google's answer means.
func readAnswer(a webhook.Answer) (webhook.Receipt, error) {
	if a.StatusCode == http.StatusOK {
		if r, ok := readMessage(a); ok {
			return r, nil
		}
	}
	s, ok := readStatus(a.Body)
	if !ok || s.Status == "" && s.Code == 0 {
		return webhook.Receipt{}, &webhook.Error{Advice: advice[webhook.CodeOfStatus(a.StatusCode)]}
	}
	if a.Repeat && s.Status == "ALREADY_EXISTS" {
		return webhook.Receipt{}, nil // an earlier attempt had arrived: only its own messageId conflicts
	}
	e := &webhook.Error{Code: words[s.Status], Reason: s.Status, Detail: s.Message, Err: s}
	if e.Code == "" {
		e.Code = webhook.CodeOfStatus(a.StatusCode)
	}
	if e.Code == webhook.CodeInvalidMessage && strings.Contains(strings.ToLower(s.Message), "too long") {
		e.Code = webhook.CodeTooLarge // a word of its own does not exist
	}
	for _, raw := range s.Details {
		var d detail
		if json.Unmarshal(raw, &d) != nil {
			continue
		}
		switch strings.TrimPrefix(d.Type, "type.googleapis.com/google.rpc.") {
		case "RetryInfo":
			e.RetryAfter = max(e.RetryAfter, parseDuration(d.RetryDelay))
		case "ErrorInfo":
			if d.Reason == "API_KEY_INVALID" {
				e.Code = webhook.CodeUnauthorized
			}
		}
	}
	e.Advice = advice[e.Code]
	return webhook.Receipt{}, e
}

// detail is the union of the details read here.
type detail struct {
	Type       string `json:"@type"`
	RetryDelay string `json:"retryDelay"` // RetryInfo
	Reason     string `json:"reason"`     // ErrorInfo
}

// parseDuration reads a protobuf Duration as JSON writes it: "3.5s". What is
// not one, or negative, is zero.
func parseDuration(s string) time.Duration {
	digits, ok := strings.CutSuffix(s, "s")
	if !ok {
		return 0
	}
	d, _ := retry.ParseSeconds(digits)
	return d
}

// readStatus finds the Status in one of the forms Google sends: in an "error"
// object, bare, or either of them in an array.
func readStatus(body []byte) (*Status, bool) {
	body = bytes.TrimSpace(body)
	if bytes.HasPrefix(body, []byte("[")) {
		var list []json.RawMessage
		if json.Unmarshal(body, &list) != nil || len(list) == 0 {
			return nil, false
		}
		body = list[0]
	}
	var wire struct {
		Error *Status `json:"error"`
		Status
	}
	if json.Unmarshal(body, &wire) != nil {
		return nil, false
	}
	if wire.Error != nil {
		return wire.Error, true
	}
	return &wire.Status, true
}

// readMessage reads the names out of the message that a success answers with.
// The message repeats what was sent and may be longer than what is read of an
// answer; the names come first.
func readMessage(a webhook.Answer) (webhook.Receipt, bool) {
	if !a.Truncated && !json.Valid(a.Body) {
		return webhook.Receipt{}, false
	}
	r := webhook.Receipt{
		MessageID: jsonpeek.String(jsonpeek.Member(a.Body, "name")),
		Thread:    jsonpeek.String(jsonpeek.Member(jsonpeek.Member(a.Body, "thread"), "name")),
	}
	return r, strings.HasPrefix(r.MessageID, "spaces/")
}

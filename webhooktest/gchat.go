package webhooktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chatwire/chatwire/gchat"
)

const gchatSpace = "spaces/AAAAAAAAAAA"

func gchatService() Service {
	space := &chatSpace{
		path:     "/v1/" + gchatSpace + "/messages?key=" + canary(39) + "&token=" + canary(43) + "%3D",
		threads:  map[string]string{},
		requests: map[string]Reply{},
		ids:      map[string]bool{},
	}
	return Service{
		Name:      "gchat",
		Path:      space.path,
		PerSecond: gchat.PerSecond,
		Burst:     gchat.Burst,
		Handle:    space.handle,
		Limited: func(time.Duration) Reply { // without Retry-After, as far as is known
			return status(http.StatusTooManyRequests, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
		},
	}
}

// chatSpace is a space's memory.
type chatSpace struct {
	path     string
	count    int
	threads  map[string]string // by key
	requests map[string]Reply  // by requestId
	ids      map[string]bool   // custom message IDs
}

// status writes a google.rpc.Status.
func status(code int, word, text string, details ...string) Reply {
	d := ""
	if len(details) > 0 {
		d = `,"details":[` + strings.Join(details, ",") + `]`
	}
	return Reply{
		Status: code,
		Header: http.Header{"Content-Type": {"application/json; charset=UTF-8"}},
		Body:   fmt.Sprintf(`{"error":{"code":%d,"message":%s,"status":%q%s}}`, code, quote(text), word, d),
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always encodes
	return string(b)
}

func (s *chatSpace) handle(r *http.Request, body []byte) Reply {
	q := r.URL.Query()
	own, _ := url.Parse(s.path)
	switch {
	case r.URL.Path != own.Path || r.Method != http.MethodPost:
		return Reply{
			Status: http.StatusNotFound, Header: http.Header{"Content-Type": {"text/html; charset=UTF-8"}},
			Body: "<!DOCTYPE html><html><title>Error 404 (Not Found)!!1</title></html>",
		}
	case !q.Has("key"):
		return status(http.StatusForbidden, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
	case q.Get("key") != own.Query().Get("key"):
		return status(http.StatusBadRequest, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
			`{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"chat.googleapis.com"}}`)
	case !sameQuery(s.path, q):
		return status(http.StatusForbidden, "PERMISSION_DENIED", "The API is called without a valid token.")
	}
	id := q.Get("requestId")
	if reply, ok := s.requests[id]; ok && id != "" {
		return reply // the message stands there already
	}
	reply := s.create(q, body)
	if reply.Message != nil && id != "" {
		again := reply
		again.Message = nil
		s.requests[id] = again
	}
	return reply
}

// messageFields are the names that Google knows; it refuses all others.
var messageFields = []string{
	"name", "sender", "createTime", "lastUpdateTime", "deleteTime", "text", "formattedText", "cards", "cardsV2",
	"annotations", "thread", "space", "fallbackText", "actionResponse", "argumentText", "slashCommand", "attachment",
	"matchedUrl", "threadReply", "clientAssignedMessageId", "emojiReactionSummaries", "privateMessageViewer",
	"deletionMetadata", "quotedMessageMetadata", "attachedGifs", "accessoryWidgets", "silent", "markupSyntax", "elements",
}

func (s *chatSpace) create(q url.Values, body []byte) Reply {
	var fields map[string]json.RawMessage
	var m gchat.Message
	if !utf8.Valid(body) || json.Unmarshal(body, &fields) != nil || json.Unmarshal(body, &m) != nil {
		return status(http.StatusBadRequest, "INVALID_ARGUMENT", "Invalid JSON payload received.")
	}
	for field := range fields {
		if !slices.Contains(messageFields, field) {
			text := fmt.Sprintf("Invalid JSON payload received. Unknown name %q at 'message': Cannot find field.", field)
			return status(http.StatusBadRequest, "INVALID_ARGUMENT", text, fmt.Sprintf(
				`{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"message","description":%s}]}`, quote(text)))
		}
	}
	if len(body) > gchat.MaxMessage {
		return status(http.StatusBadRequest, "INVALID_ARGUMENT", "Message content is too long")
	}
	m.MessageReplyOption = gchat.ReplyOption(q.Get("messageReplyOption"))
	m.MessageID = q.Get("messageId")
	if err := m.Validate(); err != nil {
		return status(http.StatusBadRequest, "INVALID_ARGUMENT", err.Error())
	}
	if m.MessageID != "" && s.ids[m.MessageID] {
		return status(http.StatusConflict, "ALREADY_EXISTS", "Requested entity already exists")
	}
	thread, ok := s.thread(m)
	if !ok {
		return status(http.StatusNotFound, "NOT_FOUND", "Requested entity was not found.")
	}
	s.ids[m.MessageID] = true
	s.count++
	name := fmt.Sprintf("%s/messages/M%d.%d", gchatSpace, s.count, s.count)
	fields["name"] = json.RawMessage(quote(name))
	fields["thread"] = json.RawMessage(`{"name":` + quote(thread) + `}`)
	fields["space"] = json.RawMessage(`{"name":` + quote(gchatSpace) + `}`)
	echo, err := json.Marshal(fields)
	if err != nil {
		return status(http.StatusInternalServerError, "INTERNAL", err.Error())
	}
	return Reply{
		Status:  http.StatusOK,
		Header:  http.Header{"Content-Type": {"application/json; charset=UTF-8"}},
		Body:    string(echo),
		Message: &Message{ID: name, Thread: thread, Text: m.Text, Notifies: strings.Contains(m.Text, "<users/")},
	}
}

// thread finds the thread to post to, or opens one.
func (s *chatSpace) thread(m gchat.Message) (name string, ok bool) {
	fresh := fmt.Sprintf("%s/threads/T%d", gchatSpace, s.count+1)
	if m.Thread == nil || m.MessageReplyOption == "" {
		return fresh, true // without an option, the thread is ignored
	}
	if m.Thread.Name != "" {
		known := false
		for i := 1; i <= s.count; i++ {
			known = known || m.Thread.Name == fmt.Sprintf("%s/threads/T%d", gchatSpace, i)
		}
		if known {
			return m.Thread.Name, true
		}
		return fresh, m.MessageReplyOption != gchat.ReplyOrFail
	}
	if name, ok := s.threads[m.Thread.ThreadKey]; ok {
		return name, true
	}
	if m.MessageReplyOption == gchat.ReplyOrFail {
		return "", false
	}
	s.threads[m.Thread.ThreadKey] = fresh
	return fresh, true
}

package webhooktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/chatwire/chatwire/chime"
)

func chimeService() Service {
	s := Service{
		Name:      "chime",
		Path:      "/incomingwebhooks/00000000-0000-0000-0000-" + canary(12) + "?token=" + canary(40),
		PerSecond: chime.PerSecond,
		Burst:     chime.Burst,
		Limited: func(time.Duration) Reply {
			return chimeRefusal(http.StatusTooManyRequests, "Too many requests")
		},
	}
	own, _ := url.Parse(s.Path)
	count := 0
	s.Handle = func(r *http.Request, body []byte) Reply {
		var m chime.Message
		var fields map[string]json.RawMessage
		switch {
		case r.URL.Path != own.Path:
			return chimeRefusal(http.StatusNotFound, "Webhook not found")
		case !sameQuery(s.Path, r.URL.Query()):
			return chimeRefusal(http.StatusForbidden, "Invalid webhook token")
		case r.Method != http.MethodPost:
			return chimeRefusal(http.StatusMethodNotAllowed, "Method not allowed")
		case !utf8.Valid(body) || json.Unmarshal(body, &fields) != nil || json.Unmarshal(fields["Content"], &m.Content) != nil || m.Content == "":
			return chimeRefusal(http.StatusBadRequest, "Content is required")
		case m.Validate() != nil:
			return chimeRefusal(http.StatusRequestEntityTooLarge, "Message is too large")
		}
		count++
		id := fmt.Sprintf("message-%d", count)
		return Reply{
			Status:  http.StatusOK,
			Header:  http.Header{"Content-Type": {"application/json"}},
			Body:    fmt.Sprintf(`{"MessageId":%q,"RoomId":"room-1"}`, id),
			Message: &Message{ID: id, Text: m.Content, Notifies: chimeMention.MatchString(m.Content)},
		}
	}
	return s
}

var chimeMention = regexp.MustCompile(`(?i)(^|\W)@(all|present)\b`)

func chimeRefusal(status int, text string) Reply {
	return Reply{
		Status: status,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   fmt.Sprintf(`{"Message":%q}`, text),
	}
}

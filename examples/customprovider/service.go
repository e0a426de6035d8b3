package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/chatwire/chatwire/webhooktest"
)

// acmeService plays Acme's side, for the example and its conformance test.
func acmeService() webhooktest.Service {
	path := "/hooks/" + strings.Repeat(webhooktest.Canary, 4)
	count := 0
	return webhooktest.Service{
		Name: "acme", Path: path, PerSecond: 2, Burst: 10,
		Handle: func(r *http.Request, body []byte) webhooktest.Reply {
			var m struct{ Say string }
			switch {
			case r.URL.Path != path:
				return webhooktest.Reply{Status: http.StatusForbidden, Body: `{"error":"bad_key"}`}
			case json.Unmarshal(body, &m) != nil || m.Say == "":
				return webhooktest.Reply{Status: http.StatusBadRequest, Body: `{"error":"bad_message"}`}
			}
			count++
			return webhooktest.Reply{
				Status: http.StatusOK, Body: fmt.Sprintf(`{"id":"%d"}`, count),
				Message: &webhooktest.Message{ID: fmt.Sprint(count), Text: m.Say},
			}
		},
	}
}

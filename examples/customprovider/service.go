package main

import (
	"encoding/json"
	"net/http"
	"strconv"
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
			var m struct {
				Say string `json:"say"`
			}
			switch {
			case r.URL.Path != path:
				return webhooktest.Reply{Status: http.StatusForbidden, Body: `{"error":"bad_key"}`}
			case json.Unmarshal(body, &m) != nil || m.Say == "":
				return webhooktest.Reply{Status: http.StatusBadRequest, Body: `{"error":"bad_message"}`}
			}
			count++
			id := strconv.Itoa(count)
			return webhooktest.Reply{
				Status: http.StatusOK, Body: `{"id":"` + id + `"}`,
				Message: &webhooktest.Message{ID: id, Text: m.Say},
			}
		},
	}
}

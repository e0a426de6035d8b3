package main

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"strconv"

	"github.com/chatwire/chatwire/webhook"
)

// ticket is what the ticketing system posts.
type ticket struct {
	ID       string `json:"id"`
	Revision string `json:"revision"`
	Title    string `json:"title"`
	Body     string `json:"body"`
	Priority string `json:"priority"`
	URL      string `json:"url"`
}

// result is what the ticketing system is told.
type result struct {
	Thread         string `json:"thread,omitempty"`
	Message        string `json:"message,omitempty"`
	Error          string `json:"error,omitempty"`
	MaybeDelivered bool   `json:"maybe_delivered,omitempty"`
}

// tickets is the handler.
type tickets struct{ sender webhook.Sender }

func (h tickets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var t ticket
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&t); err != nil {
		answer(w, http.StatusBadRequest, result{Error: "the ticket is not JSON"})
		return
	}
	receipt, err := h.sender.Send(r.Context(), webhook.Message{
		Level:    level(t.Priority),
		Title:    t.Title,
		TitleURL: t.URL,
		Text:     t.Body, // literal: a ticket cannot notify the room
		Thread:   thread(t),
		ID:       messageID(t),
	})
	if err != nil {
		status := statusOf(err)
		var e *webhook.Error
		if errors.As(err, &e) && e.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())+1))
		}
		answer(w, status, result{Error: err.Error(), MaybeDelivered: webhook.MaybeDelivered(err)})
		return
	}
	answer(w, http.StatusCreated, result{Thread: receipt.Thread, Message: receipt.MessageID})
}

// thread keeps the updates of one ticket together.
func thread(t ticket) string {
	if t.ID == "" {
		return ""
	}
	return "ticket-" + t.ID
}

// messageID lets the provider recognize a revision that is posted again, after
// an answer that said 503.
func messageID(t ticket) string {
	if t.Revision == "" {
		return ""
	}
	return t.ID + "@" + t.Revision
}

func level(priority string) webhook.Level {
	switch priority {
	case "high":
		return webhook.LevelError
	case "medium":
		return webhook.LevelWarning
	default:
		return webhook.LevelInfo
	}
}

// statusOf says to the ticketing system what it should do: mend the ticket,
// call again later, or call an administrator.
func statusOf(err error) int {
	switch {
	case errors.Is(err, webhook.ErrInvalidMessage):
		return http.StatusUnprocessableEntity
	case errors.Is(err, webhook.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, webhook.ErrRateLimited):
		return http.StatusTooManyRequests
	case webhook.Retryable(err):
		// The body says whether it may stand in the room already; a revision
		// that is posted again is recognized by its ID.
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadGateway // the webhook itself is wrong or gone
	}
}

func answer(w http.ResponseWriter, status int, body result) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err) // the ticketing system has hung up
	}
}

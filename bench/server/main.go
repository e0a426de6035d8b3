// Server is the far side of the benchmarks, in a process of its own so that its
// work does not count as the client's. It takes every message and thinks about
// none. Its address is printed on standard output; it ends with standard input,
// and so with whoever started it.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
)

// chatAnswer is what Google Chat answers to a short text, in form and size.
const chatAnswer = `{
  "name": "spaces/AAAAAAAAAAA/messages/BBBBBBBBBBB.BBBBBBBBBBB",
  "sender": {
    "name": "users/100000000000000000000",
    "displayName": "Deploys",
    "avatarUrl": "",
    "email": "",
    "domainId": "",
    "type": "BOT",
    "isAnonymous": false,
    "caaEnabled": false
  },
  "createTime": "2026-11-21T09:30:00.000000Z",
  "text": "deploy of api v1.42.0 to production finished in 3m12s",
  "thread": {
    "name": "spaces/AAAAAAAAAAA/threads/BBBBBBBBBBB",
    "retentionSettings": {
      "state": "PERMANENT"
    }
  },
  "space": {
    "name": "spaces/AAAAAAAAAAA",
    "type": "ROOM",
    "displayName": "Deploys",
    "spaceThreadingState": "THREADED_MESSAGES",
    "spaceType": "SPACE",
    "spaceHistoryState": "HISTORY_ON"
  },
  "argumentText": "deploy of api v1.42.0 to production finished in 3m12s",
  "retentionSettings": {
    "state": "PERMANENT"
  },
  "messageHistoryState": "HISTORY_ON",
  "formattedText": "deploy of api v1.42.0 to production finished in 3m12s"
}
`

func main() {
	debug.SetGCPercent(1000) // its collector would take a core from the client
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /services/", answer("text/html", "ok"))
	mux.Handle("POST /v1/spaces/", answer("application/json; charset=UTF-8", chatAnswer))
	go func() {
		fmt.Fprintln(os.Stderr, http.Serve(listener, mux))
		os.Exit(1)
	}()
	fmt.Println("http://" + listener.Addr().String())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func answer(kind, body string) http.HandlerFunc {
	header, data := []string{kind}, []byte(body)
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header()["Content-Type"] = header
		_, _ = w.Write(data)
	}
}

module github.com/chatwire/chatwire/bench

go 1.26.0

replace github.com/chatwire/chatwire => ..

require (
	github.com/chatwire/chatwire v0.0.0
	github.com/hashicorp/go-retryablehttp v0.7.8
	github.com/nicholas-fedor/shoutrrr v0.13.2
	github.com/slack-go/slack v0.34.0
)

require (
	github.com/gorilla/websocket v1.5.3 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	golang.org/x/sys v0.40.0 // indirect
	golang.org/x/term v0.39.0 // indirect
)

// Package webhooktest is one local server that plays Slack, Google Chat and
// Amazon Chime, for tests and for trying things out.
//
//	server := webhooktest.New()
//	defer server.Close()
//	client, err := slack.New(server.SlackURL())
//	…
//	client.Send(ctx, webhook.Message{Text: "hello"})
//	server.Messages() // what the rooms show
//
// It is strict: it refuses what the provider refuses, with the provider's
// status and body, so a client that skips validation, or a plain curl, meets
// the same refusals. [WithRateLimits] makes it answer 429 as the provider does.
//
// # Faults
//
// Faults are scripted: each of [Server.Fail], [Server.Delay],
// [Server.DropBeforeRead] and so on spoils one request, in the order they were
// called.
//
// # Virtual time
//
// A server made with [InMemory] uses no socket, so that it can live in a
// testing/synctest bubble: there a burst under a rate limit, or a minute of
// retries, takes no time at all.
//
// # Conformance
//
// [TestSender] is the suite that every provider of this module passes. Run it
// on a provider of your own, with [WithService] to play its side.
//
// It links no test library.
package webhooktest

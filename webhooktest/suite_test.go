package webhooktest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/chatwire/chatwire/retry"
	"github.com/chatwire/chatwire/slack"
	"github.com/chatwire/chatwire/webhook"
	"github.com/chatwire/chatwire/webhooktest"
)

// send is a way to spoil a good Sender.
type send func(ctx context.Context, good webhook.Sender, url string, msg webhook.Message) (webhook.Receipt, error)

// spoilt are Senders that break the promise, each in one way, and the test of
// the suite that finds it.
var spoilt = map[string]struct {
	finds string
	opts  []webhook.Option
	send  send
}{
	"good": {},
	"loses the message": {"Delivery/Plain", nil, func(context.Context, webhook.Sender, string, webhook.Message) (webhook.Receipt, error) {
		return webhook.Receipt{Provider: "bad", Attempts: 1}, nil
	}},
	"swallows errors": {"Status/404/Refused", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		receipt, _ := good.Send(ctx, msg)
		return receipt, nil
	}},
	"returns plain errors": {"Status/404/Refused", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		receipt, err := good.Send(ctx, msg)
		if err != nil {
			err = errors.New("it failed")
		}
		return receipt, err
	}},
	"posts twice": {"Delivery/Plain", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		_, _ = good.Send(ctx, msg)
		return good.Send(ctx, msg)
	}},
	"prints the secret": {"Status/404/Refused", nil, func(ctx context.Context, good webhook.Sender, url string, msg webhook.Message) (webhook.Receipt, error) {
		receipt, err := good.Send(ctx, msg)
		var e *webhook.Error
		if errors.As(err, &e) {
			e.Detail = "Post " + url
		}
		return receipt, err
	}},
	"prints the secret in a cause": {"Network/DNS/ForEver", nil, func(ctx context.Context, good webhook.Sender, url string, msg webhook.Message) (webhook.Receipt, error) {
		receipt, err := good.Send(ctx, msg)
		var e *webhook.Error
		if errors.As(err, &e) {
			e.Err = hidden{errors.New(url)}
		}
		return receipt, err
	}},
	"never repeats":       {"Status/503/RetryAfterRepeated", []webhook.Option{webhook.WithRetry(retry.Policy{MaxAttempts: 1})}, nil},
	"repeats for long":    {"Status/500/ForEver", []webhook.Option{webhook.WithRetry(retry.Policy{MaxAttempts: 9})}, nil},
	"repeats at any risk": {"Network/DropAfterRead/AtMostOnce", []webhook.Option{webhook.WithRetry(retry.Policy{})}, nil},
	"does not pace":       {"Load/BurstUnderTheLimit", []webhook.Option{webhook.WithoutPacing()}, nil},
	"paces too slowly":    {"Load/BurstUnderTheLimit", []webhook.Option{webhook.WithRate(0.5, 5)}, nil},
	"cuts":                {"Text/SplitLosesNothing", []webhook.Option{webhook.WithOverflow(webhook.Truncate)}, nil},
	"cuts a little": {"Text/SplitLosesNothing", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		msg.Text = strings.TrimSuffix(msg.Text, "done\n")
		return good.Send(ctx, msg)
	}},
	"drops a field": {"Delivery/EveryField", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		msg.Footer = ""
		return good.Send(ctx, msg)
	}},
	"never mentions": {"Delivery/Mention", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		msg.Mention = webhook.MentionNone
		return good.Send(ctx, msg)
	}},
	"takes text for markup": {"Delivery/LiteralText", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		client, ok := good.(*slack.Client)
		if !ok {
			return webhook.Receipt{}, errors.New("no Slack")
		}
		return client.Post(ctx, slack.Message{Text: msg.Text + msg.Title})
	}},
	"changes the message": {"Delivery/CallersMessageUntouched", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		for i := range msg.Fields {
			msg.Fields[i].Value = strings.ToValidUTF8(msg.Fields[i].Value, "?")
		}
		return good.Send(ctx, msg)
	}},
	"takes anything": {"Text/Empty", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		msg.Text = "> " + msg.Text
		return good.Send(ctx, msg)
	}},
	"does not heed the context": {"Context/CanceledWhilePacing", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		return good.Send(context.WithoutCancel(ctx), msg)
	}},
	"leaves a goroutine": {"Delivery/Plain", nil, func(ctx context.Context, good webhook.Sender, _ string, msg webhook.Message) (webhook.Receipt, error) {
		go func() { <-make(chan int) }()
		return good.Send(ctx, msg)
	}},
}

// hidden prints what it wraps only when asked directly.
type hidden struct{ error }

func (hidden) Error() string   { return "hidden" }
func (h hidden) Unwrap() error { return h.error }

// bad is a spoilt Sender.
type bad struct {
	good webhook.Sender
	url  string
	send send
}

func (b bad) Send(ctx context.Context, msg webhook.Message) (webhook.Receipt, error) {
	return b.send(ctx, b.good, b.url, msg)
}

const spoiltEnv = "CHATWIRE_SPOILT_SENDER"

// TestSuiteOnSpoilt runs the suite on the Sender that the environment names:
// TestSuiteFinds calls it, in a process of its own.
func TestSuiteOnSpoilt(t *testing.T) {
	t.Parallel()
	how, ok := spoilt[os.Getenv(spoiltEnv)]
	if !ok {
		t.Skip("called by TestSuiteFinds only")
	}
	webhooktest.TestSender(t, func(server *webhooktest.Server, opts ...webhook.Option) (webhook.Sender, error) {
		good, err := slack.New(server.SlackURL(), append(opts, how.opts...)...)
		if err != nil || how.send == nil {
			return good, err
		}
		return bad{good, server.SlackURL(), how.send}, nil
	})
}

// TestSuiteFinds proves that the suite fails for Senders that break the
// promise.
func TestSuiteFinds(t *testing.T) {
	t.Parallel()
	binary, err := os.Executable()
	require.NoError(t, err)
	run := func(t *testing.T, how, test string) (string, error) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestSuiteOnSpoilt$/^"+strings.ReplaceAll(test, "/", "$/^")+"$", "-test.v", "-test.count=1")
		cmd.Env = append(os.Environ(), spoiltEnv+"="+how)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for how, what := range spoilt {
		if how == "good" {
			continue
		}
		t.Run(strings.ReplaceAll(how, " ", "_"), func(t *testing.T) {
			t.Parallel()
			out, err := run(t, how, what.finds)
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit, out)
			require.Contains(t, out, "=== RUN   TestSuiteOnSpoilt/"+what.finds+"\n")
			require.Contains(t, out, "FAIL")
			out, err = run(t, "good", what.finds)
			require.NoError(t, err, out)
			require.Contains(t, out, "--- PASS: TestSuiteOnSpoilt/"+what.finds)
		})
	}
}

// Retryablehttp is nethttp with retries by go-retryablehttp.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

func main() {
	if err := send(os.Getenv("SLACK_WEBHOOK_URL"), "hello"); err != nil {
		fmt.Println(err)
	}
}

func send(url, text string) error {
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, bytes.NewReader(body)) //nolint:gosec // the URL is the user's
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	client := retryablehttp.NewClient().StandardClient()
	client.Timeout = 10 * time.Second
	resp, err := client.Do(req) //nolint:gosec // the URL is the user's
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", resp.Status, answer)
	}
	return nil
}

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// buffer is what a command prints, to be read while it runs.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// The gateway of the pet store, alone in front of its function, answers anybody
// until it is told to end.
func TestSandboxServesAGateway(t *testing.T) {
	var stdout, stderr buffer
	root := newRoot(&stdout, &stderr)
	root.SetArgs([]string{"sandbox", "--gateway", "--listen", "127.0.0.1:0", "--gateway-listen", "127.0.0.1:0", "--memory", "512"})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()

	address := regexp.MustCompile(`REST API before builtin:pets with 512 MB on (http://127\.0\.0\.1:\d+)\n  GET /lambdaapi/v1/pets/\{type\}\n`)
	await(t, "the gateway", func() bool { return address.MatchString(stdout.String()) || len(ended) > 0 })
	found := address.FindStringSubmatch(stdout.String())
	if found == nil {
		t.Fatalf("it printed %q and %q, and ended with %v", stdout.String(), stderr.String(), <-ended)
	}
	client := http.Client{Timeout: patience}
	for path, want := range map[string]struct {
		status int
		part   string
	}{
		"/lambdaapi/v1/pets/Dog":          {200, `"name":"Beagle"`},
		"/prod/lambdaapi/v1/pets/Unicorn": {404, "no pets of type Unicorn"},
		"/elsewhere":                      {403, "Missing Authentication Token"},
	} {
		answer, err := client.Get(found[1] + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != want.status || !strings.Contains(string(body), want.part) {
			t.Errorf("%s: %d %s %v, want %d with %s", path, answer.StatusCode, body, err, want.status, want.part)
		}
	}
	end()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("it does not end")
	}
}

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
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
	url := serveGateway(t, "--memory", "512")
	for path, want := range map[string]struct {
		status int
		part   string
	}{
		"/lambdaapi/v1/pets/Dog":          {200, `"name":"Beagle"`},
		"/prod/lambdaapi/v1/pets/Unicorn": {404, "no pets of type Unicorn"},
		"/elsewhere":                      {403, "Missing Authentication Token"},
	} {
		if status, body := get(t, url+path, ""); status != want.status || !strings.Contains(body, want.part) {
			t.Errorf("%s: %d %s, want %d with %s", path, status, body, want.status, want.part)
		}
	}
}

// A key that the scenario names is the key, not its name.
func TestSandboxServesAGatewayWithSecrets(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.yaml")
	text := "version: 1\nname: s\ntarget:\n  gateway: {api: rest, auth: key, key: \"${env:GATEWAY_TEST_KEY}\", routes: [GET /pets]}\n" +
		"  function: {handler: \"builtin:hello\"}\nmatrix: {memory_mb: [512]}\nload: {concurrency: 1, invocations: 10}\npayloads: [{request: GET /pets}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GATEWAY_TEST_KEY", "a-key-of-the-environment")
	url := serveGateway(t, "--scenario", file) + "/pets"
	for key, want := range map[string]int{"a-key-of-the-environment": 502, "${env:GATEWAY_TEST_KEY}": 403} { // hello is no proxy handler
		if status, body := get(t, url, key); status != want {
			t.Errorf("%s: %d %s, want %d", key, status, body, want)
		}
	}
}

// get asks for a URL with an API key, "" for none.
func get(t *testing.T, url, key string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("X-Api-Key", key)
	}
	client := http.Client{Timeout: patience}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(read)
}

// serveGateway has the sandbox serve a gateway until the test ends, which must
// end it, and returns its address.
func serveGateway(t *testing.T, flags ...string) string {
	t.Helper()
	var stdout, stderr buffer
	root := newRoot(&stdout, &stderr)
	root.SetArgs(append([]string{"sandbox", "--gateway", "--listen", "127.0.0.1:0", "--gateway-listen", "127.0.0.1:0"}, flags...))
	ctx, end := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	t.Cleanup(func() {
		end()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("it ended with %v", err)
			}
		case <-time.After(patience):
			t.Error("it does not end")
		}
	})
	address := regexp.MustCompile(`REST API before builtin:\w+ with 512 MB on (http://127\.0\.0\.1:\d+)\n  GET /`)
	await(t, "the gateway", func() bool { return address.MatchString(stdout.String()) || len(ended) > 0 })
	found := address.FindStringSubmatch(stdout.String())
	if found == nil {
		t.Fatalf("it printed %q and %q", stdout.String(), stderr.String())
	}
	return found[1]
}

package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

const secondsOfHello = `
version: 1
name: hello
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [512]}
repeat: 1
load: {stages: [{rate: 50/s, for: 2s}], max_workers: 8}
objective: fastest
`

// shared is what a run writes and a test reads meanwhile.
type shared struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// helloFile writes the scenario into a folder of its own.
func helloFile(t *testing.T) (file, dir string) {
	t.Helper()
	dir = t.TempDir()
	file = filepath.Join(dir, "hello.yaml")
	if err := os.WriteFile(file, []byte(secondsOfHello), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, dir
}

// The metrics of a real run can be scraped while it runs, and not afterwards.
func TestMetricsWhileItRuns(t *testing.T) {
	file, dir := helloFile(t)
	var stdout, stderr shared
	ended := make(chan int, 1)
	go func() {
		ended <- execute([]string{"run", "--out", filepath.Join(dir, "out"), "--metrics", "127.0.0.1:0", file}, &stdout, &stderr)
	}()
	address := regexp.MustCompile(`metrics on (http://127\.0\.0\.1:\d+/metrics)\n`)
	await(t, "the address of the metrics", func() bool { return address.MatchString(stderr.String()) })
	url := address.FindStringSubmatch(stderr.String())[1]
	await(t, "samples of the load", func() bool { return loadSamples(t, url) > 0 })
	if code := <-ended; code != codeDone {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	if response, err := http.Get(url); err == nil {
		response.Body.Close()
		t.Error("the metrics are served after the run")
	}
}

// loadSamples is how many of the load phase the metrics at url have counted.
func loadSamples(t *testing.T, url string) (n float64) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range families["sweetspot_samples_total"].GetMetric() {
		for _, l := range m.GetLabel() {
			if l.GetName() == "phase" && l.GetValue() == "load" {
				n += m.GetCounter().GetValue()
			}
		}
	}
	return n
}

func TestAMetricsPortInUseStartsNothing(t *testing.T) {
	file, dir := helloFile(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var stderr shared
	out := filepath.Join(dir, "out")
	code := execute([]string{"run", "--out", out, "--metrics", listener.Addr().String(), file}, io.Discard, &stderr)
	said := strings.TrimSpace(stderr.String())
	if code != codeInput || strings.Count(said, "\n") > 0 || !strings.Contains(said, listener.Addr().String()) {
		t.Errorf("exit code %d: %s", code, said)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the run began")
	}
}

// A reader of standard output that has gone ends neither the process nor the run.
func TestAReaderThatLeavesEndsNothing(t *testing.T) {
	file, dir := helloFile(t)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	read.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(self, "run", "--quiet", "--out", filepath.Join(dir, "out"), "--stream", "-", "--stream-interval", "100ms", file)
	cmd.Args[0] = "sweetspot" // what TestMain goes by
	cmd.Stdout, cmd.Stderr = write, &stderr
	err = cmd.Run()
	said := stderr.String()
	if err != nil || strings.Count(said, "warning: the stream ends here") != 1 || !strings.Contains(said, "Report:") {
		t.Errorf("%v\n%s", err, said)
	}
}

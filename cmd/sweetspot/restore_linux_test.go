package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// hookedRun is a sweep whose commands keep in a file what is live.
const hookedRun = `
version: 1
name: hooked
target:
  http:
    url: %s
    apply: [sh, -c, 'echo "$SWEETSPOT_MEMORY_MB" > state']
    restore: [sh, -c, 'echo before > state']
matrix: {memory_mb: [512, 1024]}
repeat: 2
load: {stages: [{rate: 20/s, for: 6s}]}
`

// A run that is killed cannot put anything back; restore does, from what is on
// disk, and the run is then completed from where it was.
func TestRestoreAfterKill(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	work := t.TempDir()
	state := func() string {
		text, err := os.ReadFile(filepath.Join(work, "state"))
		if err != nil {
			return err.Error()
		}
		return strings.TrimSpace(string(text))
	}
	scenario := []byte(fmt.Sprintf(hookedRun, server.URL))
	if err := os.WriteFile(filepath.Join(work, "scenario.yaml"), scenario, 0o600); err != nil {
		t.Fatal(err)
	}
	run, stderr := sweetspot(t, work, "run", "--out", "out", "scenario.yaml")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill() })
	await(t, "a variant to be live", func() bool { return state() == "512" || state() == "1024" })
	refused, said := sweetspot(t, work, "restore", "out")
	if err := refused.Run(); err == nil || !strings.Contains(said.String(), "is still being written by") {
		t.Errorf("a live run is restored: %v\n%s", err, said)
	}
	if state() == "before" {
		t.Fatal("the live run's target was put back")
	}
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait()
	if state() == "before" {
		t.Fatalf("the killed run has put back\n%s", stderr)
	}

	restore, said := sweetspot(t, work, "restore", "out")
	if out, err := restore.Output(); err != nil || !strings.Contains(string(out), "put back: http:apply") || state() != "before" {
		t.Fatalf("%v: %s%s; the state is %s", err, out, said, state())
	}

	resume, said := sweetspot(t, work, "run", "--resume", "out")
	if err := resume.Run(); err != nil || state() != "before" {
		t.Fatalf("%v: %s; the state is %s", err, said, state())
	}
	m, err := rundir.Dir(filepath.Join(work, "out")).ReadManifest()
	if err != nil || m.State != rundir.Complete {
		t.Fatalf("%v, %v", m, err)
	}
}

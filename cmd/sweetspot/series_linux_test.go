package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// Ctrl-C ends the scenario that runs, which keeps what it has, and starts none of
// the others.
func TestInterruptedSeriesStartsNoMore(t *testing.T) {
	t.Parallel()
	work := t.TempDir()
	for name, text := range map[string]string{"first.yaml": minuteOfHello, "second.yaml": fourBlocks} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd, stderr := sweetspot(t, work, "run", "--out", "out", "first.yaml", "second.yaml")
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	first := rundir.Dir(filepath.Join(work, "out", "minute"))
	await(t, "the load to run", func() bool {
		_, err := os.Stat(first.Path(rundir.ManifestFile))
		return err == nil && len(childrenOf(cmd.Process.Pid)) > 0
	})
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != codeInterrupted {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
	if m, err := first.ReadManifest(); err != nil || m.State != rundir.Interrupted {
		t.Errorf("%+v, %v", m, err)
	}
	if exists(filepath.Join(work, "out", "four")) {
		t.Error("the second one was started")
	}
	for _, line := range []string{"minute    ✕ interrupted", "four      – not started"} {
		if !strings.Contains(stdout.String(), line) {
			t.Errorf("no %q in\n%s", line, &stdout)
		}
	}
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
)

const minuteOfHello = `
version: 1
name: minute
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 512]}
repeat: 1
load: {stages: [{rate: 20/s, for: 60s}]}
`

// startRun starts a run that would take two minutes and returns when it has
// environments.
func startRun(t *testing.T) (cmd *exec.Cmd, dir string, children []int, stderr *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "minute.yaml"), []byte(minuteOfHello), 0o600); err != nil {
		t.Fatal(err)
	}
	stderr = new(bytes.Buffer)
	cmd = exec.Command(self, "run", "--out", "out", "minute.yaml")
	cmd.Args[0] = "sweetspot" // what TestMain goes by
	cmd.Dir, cmd.Stderr = work, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	dir = filepath.Join(work, "out")
	manifest := filepath.Join(dir, rundir.ManifestFile)
	await(t, "the load to run", func() bool {
		_, err := os.Stat(manifest)
		children = childrenOf(cmd.Process.Pid)
		return err == nil && len(children) > 0
	})
	return cmd, dir, children, stderr
}

func TestInterruptKeepsWhatWasMeasured(t *testing.T) {
	cmd, path, children, stderr := startRun(t)
	time.Sleep(2 * time.Second) // some of the load, however slow the machine
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != codeInterrupted {
		t.Fatalf("ended with %v, want exit code 130\n%s", err, stderr)
	}
	dir, err := rundir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := dir.ReadManifest()
	if err != nil || manifest.State != rundir.Interrupted {
		t.Errorf("state %q, %v", manifest.State, err)
	}
	samples, err := dir.ReadSamples()
	if err != nil || len(samples) == 0 {
		t.Errorf("%d samples, %v", len(samples), err)
	}
	summary, err := reports.ReadSummary(dir.Path(rundir.SummaryFile))
	if err != nil || summary.Run.Complete {
		t.Errorf("summary: %v, complete %v", err, err == nil && summary.Run.Complete)
	}
	html, _ := os.ReadFile(dir.Path(rundir.HTMLFile))
	if !bytes.Contains(bytes.ToLower(html), []byte("partial")) {
		t.Error("the report does not say that it is partial")
	}
	for _, child := range children {
		if alive(child) {
			t.Errorf("environment %d outlived the run", child)
		}
	}
	if left := groupsOf(cmd.Process.Pid); len(left) > 0 {
		t.Errorf("groups left: %v", left)
	}
}

func TestEnvironmentsDieWithAKilledRun(t *testing.T) {
	cmd, _, children, _ := startRun(t)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	await(t, "the environments to die", func() bool {
		for _, child := range children {
			if alive(child) {
				return false
			}
		}
		return true
	})
}

// childrenOf lists the processes that pid's threads started.
func childrenOf(pid int) []int {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	var children []int
	for _, list := range lists {
		data, _ := os.ReadFile(list)
		for field := range strings.FieldsSeq(string(data)) {
			var child int
			if _, err := fmt.Sscan(field, &child); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}

// alive reports whether a process exists and is no zombie.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// groupsOf finds control groups that a process of ours left behind.
func groupsOf(pid int) []string {
	var found []string
	for _, pattern := range []string{"/sys/fs/cgroup/sweetspot-%d-*", "/sys/fs/cgroup/*/sweetspot-%d-*", "/sys/fs/cgroup/*/*/sweetspot-%d-*", "/sys/fs/cgroup/*/*/*/sweetspot-%d-*"} {
		groups, _ := filepath.Glob(fmt.Sprintf(pattern, pid))
		found = append(found, groups...)
	}
	return found
}

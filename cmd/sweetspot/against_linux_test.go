package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const builtSlowly = `
version: 1
name: slow
target: {function: {command: [./bootstrap], build: [sleep, "600"]}}
matrix: {memory_mb: [128]}
load: {concurrency: 1, invocations: 60}
`

// An interrupt puts the checkout away, here while the function is built.
func TestInterruptPutsTheBaseAway(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not on the PATH")
	}
	work, tmp := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "scenario.yaml"), []byte(builtSlowly), 0o600); err != nil {
		t.Fatal(err)
	}
	git := func(args ...string) string {
		t.Helper()
		args = append([]string{"-C", work, "-c", "user.name=Test", "-c", "user.email=test@example.com"}, args...)
		out, err := exec.Command("git", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-qm", "slow")
	cmd, stderr := sweetspot(t, work, "run", "--out", "out", "--against", "HEAD", "scenario.yaml")
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	await(t, "the build to begin", func() bool {
		return len(childrenOf(cmd.Process.Pid)) > 0 && strings.Count(git("worktree", "list"), "\n") == 2
	})
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != codeInterrupted {
		t.Errorf("exit code %d, status %v\n%s", code, cmd.ProcessState.Sys().(syscall.WaitStatus), stderr)
	}
	if list := git("worktree", "list"); strings.Count(list, "\n") != 1 {
		t.Errorf("left behind:\n%s", list)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

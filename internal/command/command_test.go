//go:build unix

package command_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/command"
)

func TestRunGivesTheEnvironmentAndTheFolder(t *testing.T) {
	var out bytes.Buffer
	dir := t.TempDir()
	err := command.Run(t.Context(), command.Command{
		Words: []string{"sh", "-c", `echo "$SIZE" && pwd && test -n "$PATH"`}, Dir: dir, Env: []string{"SIZE=512"}, Output: &out,
	})
	if err != nil || !strings.HasPrefix(out.String(), "512\n") || !strings.Contains(out.String(), dir) {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestRunShowsLastWords(t *testing.T) {
	err := command.Run(t.Context(), command.Command{Words: []string{"sh", "-c", "seq 1 2000; echo no such service >&2; exit 3"}})
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.HasSuffix(err.Error(), "\nno such service") || len(err.Error()) > 1300 {
		t.Errorf("%v", err)
	}
	if strings.Contains(err.Error(), "\n1\n") {
		t.Error("the beginning is shown")
	}
}

// A server that a hook starts runs on, and does not hold the hook up.
func TestRunDoesNotWaitForWhatIsLeftRunning(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out bytes.Buffer
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if err := command.Run(ctx, command.Command{Words: []string{"sh", "-c", "sleep 30 & echo $!"}, Output: file}); err != nil {
		t.Fatal(err)
	}
	_, _ = file.Seek(0, io.SeekStart)
	_, _ = out.ReadFrom(file)
	left, err := strconv.Atoi(strings.TrimSpace(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(left, syscall.SIGKILL); err != nil {
		t.Errorf("what the command left running is gone: %v", err)
	}
}

// What is kept of the output leaves no file, even if this process is killed.
func TestRunKeepsNoFileThatAKillWouldLeave(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	err := command.Run(t.Context(), command.Command{Words: []string{"sh", "-c", `test -z "$(ls "$TMPDIR")"`}})
	if err != nil {
		t.Error(err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	err := command.Run(ctx, command.Command{Words: []string{"sh", "-c", "sleep 60; echo late"}})
	if err == nil || !errors.Is(ctx.Err(), context.Canceled) {
		t.Errorf("%v", err)
	}
}

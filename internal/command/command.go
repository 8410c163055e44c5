// Package command runs commands of the user's to their end: builds, and hooks
// that change what is measured. What a command leaves running is its own.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Command is what to run.
type Command struct {
	Words  []string // the program and its arguments; not empty
	Dir    string
	Env    []string  // added to this process's own, as "NAME=value"
	Output io.Writer // where its output goes; nil: it is kept for the error
}

// tail is how much of the output an error shows, in bytes.
const tail = 1 << 10

// Run runs a command. When ctx ends, the command ends with all that it started
// and did not detach; so it does, but on Windows, when this process ends before
// it, however that ends: it must not change anything after what it changed was
// put back. The error of a command that failed shows the end of its
// output, where that was kept.
func Run(ctx context.Context, c Command) error {
	cmd := exec.CommandContext(ctx, c.Words[0], c.Words[1:]...)
	cmd.Dir, cmd.Env = c.Dir, append(os.Environ(), c.Env...)
	cancelGroup(cmd)
	if c.Output != nil {
		cmd.Stdout, cmd.Stderr = c.Output, c.Output
		return named(c, run(cmd), "")
	}
	// A file, not a pipe: what the command leaves running would keep a pipe open.
	kept, err := os.CreateTemp("", "sweetspot-command-")
	if err != nil {
		return err
	}
	_ = os.Remove(kept.Name())                                               // at once where the system allows it, lest a kill leave it
	defer func() { _ = errors.Join(kept.Close(), os.Remove(kept.Name())) }() // best effort
	cmd.Stdout, cmd.Stderr = kept, kept
	if err = run(cmd); err != nil {
		return named(c, err, lastWords(kept))
	}
	return nil
}

func run(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	defer guarded(cmd)()
	return cmd.Wait()
}

// named says which command failed, and with which last words.
func named(c Command, err error, said string) error {
	if err == nil {
		return nil
	}
	if said != "" {
		said = ":\n" + said
	}
	return fmt.Errorf("%q failed: %w%s", strings.Join(c.Words, " "), err, said)
}

// lastWords is the end of an output, from the start of a line.
func lastWords(f *os.File) string {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	text := make([]byte, min(end, tail))
	if _, err := f.ReadAt(text, end-int64(len(text))); err != nil && !errors.Is(err, io.EOF) {
		return ""
	}
	said := string(text)
	if _, rest, cut := strings.Cut(said, "\n"); cut && end > tail {
		said = rest
	}
	return strings.TrimSpace(said)
}

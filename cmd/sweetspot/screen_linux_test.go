package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/term"
)

// Rows are rewritten in place, what is printed stays above them, and nothing of
// them is left in the end, however the window was pulled meanwhile.
func TestScreen(t *testing.T) {
	p := openPTY(t, 60, 12)
	fmt.Fprintln(p.slave, "before")
	var mu sync.Mutex
	pull := 0 // the columns that the window is pulled to before the next frame; 0: it stays
	frames := 0
	rows := func(width, height int) []string {
		frames++
		return []string{fmt.Sprintf("frame %d", frames), strings.Repeat("x", 50), strings.Repeat("wide ", 40)}
	}
	size := func() (width, height int) {
		mu.Lock()
		defer mu.Unlock()
		if pull > 0 { // between two frames: one that is on its way would have been made for another width
			p.screen() // all of the last frame has come
			p.resize(t, pull, 12)
			pull = 0
		}
		width, height, err := term.GetSize(int(p.slave.Fd()))
		if err != nil {
			t.Error(err)
		}
		return width, height
	}
	s := newSizedScreen(p.slave, rows, size)
	settled := func(what string) {
		t.Helper()
		deadline := time.Now().Add(patience)
		for n := 0; n < 3; time.Sleep(refresh / 2) { // whole frames
			p.mu.Lock()
			text := strings.Join(p.shown.lines, "\n")
			p.mu.Unlock()
			n++
			if strings.Count(text, "frame ") != 1 || strings.Count(text, "xxx\n") > 1 {
				n = 0
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: the screen is\n%s", what, text)
			}
		}
	}
	settled("at first")
	s.print("a warning")
	await(t, "the warning", func() bool { return strings.Contains(p.screen(), "before\na warning\nframe ") })
	for _, width := range []int{30, 9, 100, 20, 60} {
		mu.Lock()
		pull = width
		mu.Unlock()
		await(t, "the window to be pulled", func() bool { mu.Lock(); defer mu.Unlock(); return pull == 0 })
		settled(fmt.Sprint(width, " columns"))
		for _, line := range strings.Split(p.screen(), "\n")[2:] {
			if len([]rune(line)) >= width {
				t.Errorf("%d columns: a row of %d: %q", width, len([]rune(line)), line)
			}
		}
	}
	s.print("the last word\n")
	s.close()
	s.print("afterwards")
	await(t, "the end", func() bool { return strings.HasSuffix(p.screen(), "afterwards\n") })
	if got, want := p.screen(), "before\na warning\nthe last word\nafterwards\n"; got != want {
		t.Errorf("in the end the screen is\n%s\nwant\n%s", got, want)
	}
	if p.strange() != "" {
		t.Errorf("the escape sequence %q is not expected", p.strange())
	}
}

const aSecondOfHello = `
version: 1
name: second
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 512]}
repeat: 1
load: {stages: [{rate: 20/s, for: 1s}], max_workers: 8}
`

// onTerminal runs sweetspot on a pseudo-terminal until it ends.
func onTerminal(t *testing.T, p *pty, env []string, args ...string) {
	t.Helper()
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "scenario.yaml"), []byte(aSecondOfHello), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "sweetspot" // what TestMain goes by
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = work, p.slave, p.slave, p.slave
	cmd.Env = append(append(os.Environ(), "TERM=xterm"), env...)
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, p.screen())
	}
}

// On a terminal the sweep is watched while it goes on, and what is left in the
// end is the result alone.
func TestARunOnATerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	p := openPTY(t, 100, 30)
	onTerminal(t, p, nil, "run", "--out", "out", "scenario.yaml")
	end := p.screen()
	if strings.Contains(end, "block ") || strings.Contains(end, " left") || strings.Contains(end, "so far") {
		t.Errorf("progress is left on the screen:\n%s", end)
	}
	for _, part := range []string{"second: 2 variants", "memory  p50 ms", "128 MB", "Report: out/report.html"} {
		if !strings.Contains(end, part) {
			t.Errorf("%q is missing on the screen:\n%s", part, end)
		}
	}
	for _, part := range []string{"block 1/2", "128 MB, load", "20/s", "left", "per million"} {
		if !strings.Contains(p.written(), part) {
			t.Errorf("%q was never shown", part)
		}
	}
	if p.strange() != "" {
		t.Errorf("the escape sequence %q is not expected", p.strange())
	}
}

// Without colour there are no escape codes, and with --quiet no progress; on a
// terminal that knows no codes it is as without colour.
func TestATerminalWithoutEscapes(t *testing.T) {
	for _, env := range []string{"NO_COLOR=1", "TERM=dumb"} {
		t.Setenv("NO_COLOR", "")
		p := openPTY(t, 100, 30)
		onTerminal(t, p, []string{env}, "run", "--out", "out", "scenario.yaml")
		if out := p.screen(); strings.Contains(p.written(), "\x1b") || !strings.Contains(out, "block 1/2 ended · 128 MB so far: p50") {
			t.Errorf("%s:\n%q", env, p.written())
		}
	}
	p := openPTY(t, 100, 30)
	onTerminal(t, p, nil, "run", "--quiet", "--out", "out", "scenario.yaml")
	if strings.Contains(p.written(), "block") || strings.Contains(p.written(), "\x1b[J") {
		t.Errorf("--quiet:\n%q", p.written())
	}
}

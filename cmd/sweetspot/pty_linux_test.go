package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pty is a pseudo-terminal, with what stands on its screen.
// https://man7.org/linux/man-pages/man4/ptmx.4.html
type pty struct {
	fd            int // of master, which Fd would ask for while it is being read
	master, slave *os.File
	mu            sync.Mutex
	shown         *glass
	raw           strings.Builder // all that was written
	heard         time.Time       // when something was last written
}

func openPTY(t *testing.T, width, height int) *pty {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no pseudo-terminals here:", err)
	}
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &pty{master: master, fd: fd, slave: slave, shown: &glass{lines: []string{""}}}
	p.resize(t, width, height)
	go p.read()
	t.Cleanup(func() { _, _ = slave.Close(), master.Close() })
	return p
}

// resize is what a window does when its user pulls at it.
func (p *pty) resize(t *testing.T, width, height int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown.width = width
	if err := unix.IoctlSetWinsize(p.fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(width), Row: uint16(height)}); err != nil {
		t.Fatal(err)
	}
}

func (p *pty) read() {
	buf := make([]byte, 1<<16)
	for {
		n, err := p.master.Read(buf)
		p.mu.Lock()
		p.raw.Write(buf[:n])
		p.shown.write(string(buf[:n]))
		p.heard = time.Now()
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// written is all that was written so far.
func (p *pty) written() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.raw.String()
}

// strange is an escape sequence that was not expected, "" for none.
func (p *pty) strange() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown.strange
}

// screen is what stands on it once nothing more comes.
func (p *pty) screen() string {
	for {
		p.mu.Lock()
		waiting, err := unix.IoctlGetInt(p.fd, unix.TIOCINQ) // for a reader that the machine keeps waiting
		quiet := time.Since(p.heard) > 100*time.Millisecond && (waiting == 0 || err != nil)
		text := strings.Join(p.shown.lines, "\n")
		p.mu.Unlock()
		if quiet {
			return text
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// glass is a terminal as far as progress uses one. It keeps whole lines, and
// breaks them where its width says, as terminals do that reflow.
type glass struct {
	width     int
	lines     []string
	row, col  int    // the cursor, in lines and their characters
	strange   string // a sequence that it does not know
	remainder string // of a sequence whose end has not come
}

func (g *glass) write(text string) {
	text = g.remainder + text
	g.remainder = ""
	for i := 0; i < len(text); {
		if text[i] == 0x1b {
			end := strings.IndexFunc(text[i+1:], func(r rune) bool { return r >= '@' && r <= '~' && r != '[' })
			if end < 0 {
				g.remainder = text[i:]
				return
			}
			g.sequence(text[i+1 : i+2+end])
			i += end + 2
			continue
		}
		r := []rune(text[i:])[0]
		g.put(r)
		i += len(string(r))
	}
}

func (g *glass) sequence(s string) {
	var n int
	switch {
	case s == "[J":
		g.lines = g.lines[:g.row+1]
		g.lines[g.row] = string([]rune(g.lines[g.row])[:min(g.col, len([]rune(g.lines[g.row])))])
	case strings.HasSuffix(s, "m"):
	default:
		if k, err := fmt.Sscanf(s, "[%dA", &n); k != 1 || err != nil {
			g.strange = s
		}
		g.up(n)
	}
}

// up moves the cursor by rows as they are broken.
func (g *glass) up(n int) {
	column := g.col % max(1, g.width)
	part := g.col / max(1, g.width)
	for ; n > 0 && (g.row > 0 || part > 0); n-- {
		if part > 0 {
			part--
			continue
		}
		g.row--
		part = (max(1, len([]rune(g.lines[g.row]))) - 1) / max(1, g.width)
	}
	g.col = part*g.width + column
}

func (g *glass) put(r rune) {
	switch r {
	case '\r':
		g.col -= g.col % max(1, g.width)
	case '\n':
		g.row++
		g.col = 0
		if g.row == len(g.lines) {
			g.lines = append(g.lines, "")
		}
	default:
		line := []rune(g.lines[g.row])
		for len(line) <= g.col {
			line = append(line, ' ')
		}
		line[g.col] = r
		g.lines[g.row] = string(line)
		g.col++
	}
}

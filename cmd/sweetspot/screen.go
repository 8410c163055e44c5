package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// refresh is how often the rows of a screen are written anew.
const refresh = 200 * time.Millisecond

// screen keeps rows at the end of a terminal and writes them anew, with the rest
// of the output above. Each frame is one write, so that nothing flickers. It
// takes for granted that a terminal that becomes narrower breaks its lines anew,
// as nearly all do.
type screen struct {
	file *os.File
	size func() (width, height int)
	rows func(width, height int) []string
	bars *mpb.Progress
	bar  *mpb.Bar

	mu    sync.Mutex
	above strings.Builder // to be left above the rows, with the next frame
	drawn []int           // columns of each row as it stands
	rest  []string        // of the frame's rows, after the first
	ended bool
}

// newScreen begins to show rows on a terminal.
func newScreen(file *os.File, rows func(width, height int) []string) *screen {
	return newSizedScreen(file, rows, func() (width, height int) {
		width, height, err := term.GetSize(int(file.Fd()))
		if err != nil {
			return 0, 0
		}
		return width, height
	})
}

func newSizedScreen(file *os.File, rows func(width, height int) []string, size func() (width, height int)) *screen {
	s := &screen{file: file, rows: rows, size: size}
	s.bars = mpb.New(mpb.WithOutput(file), mpb.WithRefreshRate(refresh))
	s.bar = s.bars.MustAdd(0, mpb.BarFillerFunc(s.first), mpb.BarFillerTrim(), mpb.BarExtender(mpb.BarFillerFunc(s.others), false))
	return s
}

// first writes the start of a frame: what is to be left above, and the first row.
func (s *screen) first(w io.Writer, _ decor.Statistics) error {
	width, height := s.size()
	rows := s.rows(width, height)
	rows = rows[:min(len(rows), max(1, height-1))]
	s.mu.Lock()
	defer s.mu.Unlock()
	var frame strings.Builder
	if n := s.broken(width); n > 0 {
		fmt.Fprintf(&frame, "\x1b[%dA", n)
	}
	frame.WriteString("\r\x1b[J" + s.above.String()) // from the line's start: keys that were pressed are echoed
	s.above.Reset()
	s.drawn = s.drawn[:0]
	for i := range rows {
		rows[i] = terminal.Cut(format.Visible(rows[i]), width-1) // the last column may move the cursor on
		s.drawn = append(s.drawn, terminal.Width(rows[i]))
	}
	s.rest = nil
	if len(rows) > 0 {
		frame.WriteString(rows[0])
		s.rest = rows[1:]
	}
	_, err := io.WriteString(w, frame.String())
	return err
}

// broken is by how many lines the rows that stand have grown, since they were
// drawn in a wider terminal.
func (s *screen) broken(width int) int {
	more := 0
	for _, columns := range s.drawn {
		if width > 0 && columns > width {
			more += (columns - 1) / width
		}
	}
	return more
}

// others writes the further rows of a frame.
func (s *screen) others(w io.Writer, _ decor.Statistics) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range s.rest {
		if _, err := io.WriteString(w, row+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// print leaves a text above the rows.
func (s *screen) print(text string) {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		_, _ = io.WriteString(s.file, text)
		return
	}
	s.above.WriteString(text)
}

// close takes the rows away. What is printed later is written at once.
func (s *screen) close() {
	s.bar.Abort(true)
	s.bars.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	_, _ = io.WriteString(s.file, "\r\x1b[J"+s.above.String())
	s.above.Reset()
}

// bar draws a share, from 0 to 1, as a bar of so many columns.
func bar(share float64, width int) string {
	const whole = 1000
	var b strings.Builder
	filler := mpb.BarStyle().Build()
	if filler.Fill(&b, decor.Statistics{AvailableWidth: width, Total: whole, Current: int64(whole * min(1, max(0, share)))}) != nil {
		return ""
	}
	return b.String()
}

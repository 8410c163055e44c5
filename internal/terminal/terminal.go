// Package terminal tells what the terminal behind an output can do, and fits
// text into its columns.
//
// It promises columns for what terminals agree on: one for most characters, two
// for those of East Asia and for emoji, none for combining marks. A sequence of
// emoji that some terminals draw as one counts as its parts.
package terminal

import (
	"io"
	"os"
	"strconv"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"golang.org/x/term"
)

// Terminals draw what Unicode calls ambiguous (arrows, dashes, bullets) one
// column wide in every locale, unless they are told otherwise.
// https://www.unicode.org/reports/tr11/#Ambiguous
func init() { twwidth.SetEastAsian(false) }

// Terminal is what an output can do. The zero value is a file or a pipe.
type Terminal struct {
	Width  int  // columns; 0: no limit
	Color  bool // escape codes may be written: colours, and lines written anew
	Screen bool // it is a terminal at all
}

// Of looks at an output. The width of what is no terminal is that of COLUMNS,
// where the environment has it. There is no colour with NO_COLOR
// (https://no-color.org), nor on a terminal that knows no escape codes.
func Of(w io.Writer) Terminal {
	file := File(w)
	if file == nil {
		return Terminal{Width: columns()}
	}
	t := Terminal{Screen: true, Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	var err error
	if t.Width, _, err = term.GetSize(int(file.Fd())); err != nil || t.Width <= 0 {
		t.Width = columns()
	}
	return t
}

// File is the terminal behind an output, which may be wrapped by a type with a
// method Unwrap; nil where there is none.
func File(w io.Writer) *os.File {
	if wrapped, ok := w.(interface{ Unwrap() io.Writer }); ok {
		return File(wrapped.Unwrap())
	}
	if file, ok := w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return file
	}
	return nil
}

// columns is COLUMNS of the environment, 0 where it is not a number of columns.
func columns() int {
	n, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Width is how many columns a text takes. It has no control characters.
func Width(s string) int { return twwidth.Width(s) }

// Cut shortens a text to a number of columns, with an ellipsis at its end.
func Cut(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width < 1 {
		return ""
	}
	return head(s, width-1) + "…"
}

// CutMiddle shortens a text to a number of columns, with an ellipsis in its
// middle: names that belong together often differ at their ends.
func CutMiddle(s string, width int) string {
	if width < 3 || Width(s) <= width {
		return Cut(s, width)
	}
	tail := (width - 1) / 2
	return head(s, width-1-tail) + "…" + last(s, tail)
}

// head is as much of the start of a text as has room.
func head(s string, width int) string {
	for i, r := range s {
		if width -= Width(string(r)); width < 0 {
			return s[:i]
		}
	}
	return s
}

// last is as much of the end of a text as has room.
func last(s string, width int) string {
	runes := []rune(s)
	from := len(runes)
	for from > 0 {
		if width -= Width(string(runes[from-1])); width < 0 {
			break
		}
		from--
	}
	return string(runes[from:])
}

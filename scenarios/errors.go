package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is one mistake in a scenario file or in a --set.
type Error struct {
	File    string // as the user named it; "--set path=value" where the value came from there
	Line    int    // from 1; 0 when the mistake has no place in the file
	Column  int    // in runes from 1
	Message string // what is wrong
	Hint    string // what to do; may be empty
	Snippet string // the source line
}

// Error prints file:line:column: message, the line with a caret under the
// column, and the hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": " + e.Message)
	if e.Snippet != "" {
		e.caret(&b)
	}
	if e.Hint != "" {
		b.WriteString("\n  hint: " + e.Hint)
	}
	return b.String()
}

// caret writes the source line and a caret. Long lines are cut around the column.
func (e *Error) caret(b *strings.Builder) {
	const width, before = 100, 60
	line, at := []rune(strings.TrimRight(e.Snippet, " \t")), max(e.Column-1, 0)
	lead := ""
	if at > before && len(line) > width {
		lead, line, at = "…", line[min(at-before, len(line)):], before
	}
	tail := ""
	if len(line) > width {
		tail, line = "…", line[:width]
	}
	shown := printable(string(line))
	gutter := fmt.Sprintf("%5d | ", e.Line)
	fmt.Fprintf(b, "\n%s%s%s%s", gutter, lead, shown, tail)
	fmt.Fprintf(b, "\n%s%s^", strings.Repeat(" ", len(gutter)-2)+"| ", strings.Repeat(" ", at+utf8.RuneCountInString(lead)))
}

// printable shows tabs as spaces, so that the caret stands right, and keeps
// control characters of a file from reaching the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r) || r == utf8.RuneError:
			return '?'
		}
		return r
	}, s)
}

// Errors are all the mistakes found in one scenario, in the order of the file.
// They are never empty.
type Errors []*Error

// maxErrors is how many mistakes are shown: beyond that the file is something
// else than a scenario.
const maxErrors = 20

// Error prints the mistakes one below the other.
func (e Errors) Error() string {
	parts := make([]string, 0, len(e))
	for _, err := range e {
		parts = append(parts, err.Error())
	}
	return strings.Join(parts, "\n")
}

// Unwrap gives errors.As access to each mistake.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, err := range e {
		all[i] = err
	}
	return all
}

// inOrder sorts the mistakes by place, those of a --set last, drops those said
// twice, and caps them.
func (e Errors) inOrder(file string) Errors {
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(min(1, len(strings.TrimPrefix(a.File, file))), min(1, len(strings.TrimPrefix(b.File, file)))),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	e = slices.CompactFunc(e, func(a, b *Error) bool { return *a == *b })
	if len(e) > maxErrors {
		more := &Error{File: file, Message: fmt.Sprintf("%d more mistakes are not shown", len(e)-maxErrors)}
		e = append(e[:maxErrors:maxErrors], more)
	}
	return e
}

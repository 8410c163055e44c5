package check

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says what is wrong in a short string, where, and what to write
// instead.
type SyntaxError struct {
	Column int    // in runes from 1, within the string that was parsed
	Msg    string // what is wrong, without a full stop
	Hint   string // what to write instead; may be empty
}

// Error returns the message and the hint in one line.
func (e *SyntaxError) Error() string {
	if e.Hint == "" {
		return e.Msg
	}
	return e.Msg + "; " + e.Hint
}

// shifted returns the error as seen from a string in which the parsed one
// starts n runes later.
func (e *SyntaxError) shifted(n int) *SyntaxError {
	moved := *e
	moved.Column += n
	return &moved
}

// quoted shows a user's text in a message, cut where it is long.
func quoted(s string) string {
	const longest = 40
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// column is where byte offset at of s stands, in runes from 1.
func column(s string, at int) int { return utf8.RuneCountInString(s[:at]) + 1 }

// leading is how many bytes of white space s starts with.
func leading(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }

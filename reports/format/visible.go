package format

import (
	"strings"
	"unicode"
)

// Visible makes a text of several lines safe to show, such as an error with an
// excerpt of a file: what steers a terminal or turns the direction of text is
// shown as a sign in its place, so that columns stay where they were. Line
// breaks, tabs and spaces are kept.
func Visible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r < ' ': // pictures of the control characters
			return '\u2400' + r
		case r == '\x7f':
			return '\u2421'
		case unicode.IsControl(r), directional(r), r == '\u2028', r == '\u2029', r == '\uFEFF':
			return '\uFFFD'
		}
		return r
	}, s)
}

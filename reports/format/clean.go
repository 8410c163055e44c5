package format

import (
	"regexp"
	"strings"
	"unicode"
)

// escapes are the sequences by which a terminal is steered: CSI, OSC and its
// kin up to their end, and two-character escapes, with ESC or in their 8-bit
// form. https://ecma-international.org/publications-and-standards/standards/ecma-48/
var escapes = regexp.MustCompile("(?:\x1b\\[|\u009b)[0-?]*[ -/]*[@-~]?" +
	"|(?:\x1b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\x07\x1b\u009c]*(?:\x07|\x1b\\\\|\u009c)?" +
	"|\x1b[ -/]*[0-~]?")

// escapeStarts are what an escape sequence begins with.
const escapeStarts = "\x1b\u009b\u009d\u0090\u0098\u009e\u009f"

// Clean makes one line of plain text of whatever came from outside: escape
// sequences, control characters and marks that turn the direction of text are
// dropped, runs of white space become one space, bytes that are not UTF-8
// become U+FFFD.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.ContainsAny(s, escapeStarts) { // few do, and the expression is slow
		s = escapes.ReplaceAllString(s, "")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), directional(r), r == '\uFEFF', r >= 0xFFFE && r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// directional reports marks that reorder the text around them.
// https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
func directional(r rune) bool {
	return r == '\u061C' || r == '\u200E' || r == '\u200F' ||
		r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// Short is s cut to at most n characters, with an ellipsis where it was cut.
func Short(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n || n < 1 {
		return s
	}
	return strings.TrimRight(string(runes[:n-1]), " ") + "…"
}

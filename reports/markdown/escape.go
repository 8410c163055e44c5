package markdown

import (
	"regexp"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Escape makes plain text safe anywhere in a line of GitHub-flavoured Markdown,
// in the cells of a table too: nothing in it is read as markup or HTML, and it
// neither mentions people nor links to issues or addresses.
// https://github.github.com/gfm/
func Escape(s string) string {
	var b strings.Builder
	for _, r := range format.Clean(s) {
		switch r {
		case '&', '<', '>', '@', '#':
			b.WriteString(entities[r])
		case '\\', '`', '*', '_', '{', '}', '[', ']', '|', '~', '!', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return unlinked.Replace(leading(b.String()))
}

// EscapeHTML makes plain text safe in an element of HTML in Markdown, where
// nothing is markup but what HTML knows. It neither mentions people nor links.
func EscapeHTML(s string) string {
	var b strings.Builder
	for _, r := range format.Clean(s) {
		if entity, special := entities[r]; special {
			b.WriteString(entity)
		} else {
			b.WriteRune(r)
		}
	}
	return unlinked.Replace(b.String())
}

// entities stand for what would begin HTML, and for mentions and references,
// which a space without width breaks.
var entities = map[rune]string{
	'&': "&amp;", '<': "&lt;", '>': "&gt;", '@': "@&#8203;", '#': "#&#8203;",
}

// unlinked keeps addresses from becoming links by themselves.
var unlinked = strings.NewReplacer("://", ":&#8203;//", "www.", "www&#8203;.", "WWW.", "WWW&#8203;.")

// orderedItem begins an item of an ordered list.
var orderedItem = regexp.MustCompile(`^[0-9]+[.)]( |$)`)

// leading escapes what would make a list, a heading or a rule of a line that
// begins with the text.
func leading(s string) string {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	switch {
	case s == "":
		return s
	case strings.ContainsRune("-+=", rune(s[0])):
		return `\` + s
	case orderedItem.MatchString(s):
		return s[:digits] + `\` + s[digits:]
	default:
		return s
	}
}

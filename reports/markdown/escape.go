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
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '@', '#': // a mention, a reference: broken by a space without width
			b.WriteRune(r)
			b.WriteString("&#8203;")
		case '\\', '`', '*', '_', '{', '}', '[', ']', '|', '~', '!', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return unlinked.Replace(leading(b.String()))
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

package chart

import (
	"strings"
	"unicode"
)

// style is a text class of the style sheet with what its width depends on.
type style struct {
	class string
	size  float64 // px
	bold  bool
}

// The text styles; sizes and weights as in chart.css.
var (
	body     = style{class: "t", size: 12}
	quiet    = style{class: "m", size: 12}
	small    = style{class: "s", size: 11}
	value    = style{class: "v", size: 11}
	heading  = style{class: "h", size: 13, bold: true}
	strong   = style{class: "b", size: 12, bold: true}
	tag      = style{class: "g", size: 11, bold: true}
	tagFill  = style{class: "gw", size: 11, bold: true}
	headline = style{class: "big", size: 17, bold: true}
)

// width estimates how wide a text is, in px. The advances are those of DejaVu
// Sans, which is wider than the system fonts of other platforms.
func (s style) width(text string) float64 {
	em := 0.0
	for _, r := range text {
		em += advance(r)
	}
	if s.bold {
		em *= 1.12
	}
	return em * s.size
}

// advance is the width of a character in em.
func advance(r rune) float64 {
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= 0x2190:
		return 1.05
	case strings.ContainsRune("iIjl'|", r):
		return 0.3
	case strings.ContainsRune(" .,:;!()[]-ft", r):
		return 0.4
	case strings.ContainsRune("mM%", r):
		return 0.97
	case strings.ContainsRune("W@", r):
		return 1.0
	case r >= 'A' && r <= 'Z', r > 0x24f:
		return 0.77
	default:
		return 0.64
	}
}

// fit cuts a text to a width, with an ellipsis where it was cut; "" where
// nothing of it fits.
func (s style) fit(text string, width float64) string {
	if s.width(text) <= width {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if cut := strings.TrimRight(string(runes[:n]), " ") + "…"; s.width(cut) <= width {
			return cut
		}
	}
	return ""
}

// wrap breaks a text into lines of at most the given width, between words where
// it can.
func (s style) wrap(text string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch joined := strings.TrimLeft(line+" "+word, " "); {
		case s.width(joined) <= width:
			line = joined
			continue
		case line != "":
			lines = append(lines, line)
		}
		line = s.fit(word, width)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

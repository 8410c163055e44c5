package chart

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
)

// CSS is the style of every chart. It uses the variables of Light and Dark,
// which the page that holds the chart must set.
//
//go:embed chart.css
var CSS string

// Theme maps the names of CSS variables to colours.
type Theme map[string]string

// The themes. Lines are told apart by shape, dash and label as well; the hues
// are the qualitative ones of Okabe and Ito, darkened until text in them has a
// contrast of 4.5 on the paper, shapes one of 3. https://jfly.uni-koeln.de/color/
var (
	Light = Theme{
		"ink": "#1b2028", "muted": "#59626f", "grid": "#e4e7ec", "axis": "#aab2bd", "paper": "#ffffff",
		"pick": "#0b5cad", "on-pick": "#ffffff", "band": "#edf4fc", "bar": "#8793a5", "faint": "#8791a0", "wash": "#f3f5f8",
		"good": "#00704f", "bad": "#b3261e", "unsure": "#8a5a00", "unsure-wash": "#fdf4e0", "bad-wash": "#fcebea",
		"q1": "#00755a", "q2": "#b84e00", "q3": "#7747b0", "q4": "#0b5cad", "q5": "#8a5a00",
		"s1": "#ad7f1c", "s2": "#5b84b8", "s3": "#8f77b5", "s4": "#4f8f7d", "s5": "#b7606b",
	}
	Dark = Theme{
		"ink": "#e8ebf0", "muted": "#a3adba", "grid": "#2b323c", "axis": "#5b6675", "paper": "#161a20",
		"pick": "#6cb0f5", "on-pick": "#0d1117", "band": "#1b2a3c", "bar": "#64748a", "faint": "#758090", "wash": "#20262e",
		"good": "#4cc9a0", "bad": "#ff8f85", "unsure": "#e0b458", "unsure-wash": "#2e2614", "bad-wash": "#381c1a",
		"q1": "#3fc79b", "q2": "#f29a55", "q3": "#b795ea", "q4": "#6cb0f5", "q5": "#d9ab4f",
		"s1": "#c9a24a", "s2": "#6d96cb", "s3": "#a48cca", "s4": "#6fb09d", "s5": "#cf8a93",
	}
)

// Variables is the theme as CSS declarations.
func (t Theme) Variables() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(t)) {
		b.WriteString("--" + name + ":" + t[name] + ";")
	}
	return b.String()
}

// resolve puts the theme's colours in the place of the variables, for viewers
// of SVG files that know no variables.
func (t Theme) resolve(css string) string {
	for name, colour := range t {
		css = strings.ReplaceAll(css, "var(--"+name+")", colour)
	}
	return css
}

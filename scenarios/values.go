package scenarios

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// scalarText gives the text of a scalar of any type; ok is false, and the
// mistake noted, for a list or a mapping.
func (d *decoder) scalarText(n *node, what, example string) (text string, ok bool) {
	if n.shape != scalar || n.isNull() {
		d.fail(n, "write it as in "+example, what+" must be a single value, not "+n.describe())
		return "", false
	}
	return n.text, true
}

// str reads text. A number or a boolean is refused: what they become as text
// (010, 1e3, True) is a surprise.
func (d *decoder) str(n *node, what string) (string, bool) {
	if n.shape == scalar && n.tag() == tagString {
		return n.text, true
	}
	hint := "write text"
	if n.shape == scalar && !n.isNull() {
		hint = `quote it: "` + n.text + `"`
	}
	d.fail(n, hint, what+" must be text, not "+n.describe())
	return "", false
}

// word reads one of a few words. later ones are known, but not executed yet.
func (d *decoder) word(n *node, what string, words, later []string) (string, bool) {
	text, ok := d.scalarText(n, what, words[0])
	switch {
	case !ok:
		return "", false
	case slices.Contains(words, text):
		return text, true
	case slices.Contains(later, text):
		d.fail(n, "use "+strings.Join(words, " or "), notYetText(what+": "+text))
	default:
		hint := check.DidYouMean(text, words)
		if near, ok := check.Nearest(text, later); ok && !strings.HasPrefix(hint, "did") {
			hint = "did you mean " + near + "?"
		}
		d.fail(n, hint, quote(text)+" is not a value of "+what)
	}
	return "", false
}

// integer reads a whole number from lo to hi.
func (d *decoder) integer(n *node, what string, lo, hi int) int {
	if n.shape != scalar || n.tag() != tagInt {
		d.fail(n, "write a whole number such as "+itoa(max(lo, 1)), what+" must be a whole number, not "+n.describe())
		return 0
	}
	value, err := strconv.Atoi(n.text)
	if err != nil || value < lo || value > hi {
		d.fail(n, "write a number from "+itoa(lo)+" to "+itoa(hi), what+" is "+brief(n.text)+", outside what is possible")
		return 0
	}
	return value
}

// count reads a whole number from 1 to hi that may be written 2k or 10M.
func (d *decoder) count(n *node, what string, hi int64) int64 {
	text, ok := d.scalarText(n, what, what+": 500")
	if !ok {
		return 0
	}
	value, err := check.ParseCount(text)
	if err != nil {
		d.syntax(n, what, err)
		return 0
	}
	if value < 1 || value > hi {
		d.fail(n, "write a count from 1 to "+check.FormatCount(hi), what+" is "+brief(text)+", outside what is possible")
		return 0
	}
	return value
}

// fraction reads a plain number from 0 to 1.
func (d *decoder) fraction(n *node, what string) (float64, bool) {
	value, err := strconv.ParseFloat(n.text, 64)
	if n.shape != scalar || err != nil || n.tag() != tagInt && n.tag() != tagFloat {
		d.fail(n, "write a number from 0 to 1, such as 0.5", what+" must be a number, not "+n.describe())
		return 0, false
	}
	return value, true
}

// boolean reads true or false.
func (d *decoder) boolean(n *node, what string) bool {
	if n.shape != scalar || n.tag() != tagBool {
		d.fail(n, "write true or false", what+" must be true or false, not "+n.describe())
	}
	return strings.EqualFold(n.text, "true")
}

// duration reads a time from lo to hi.
func (d *decoder) duration(n *node, what string, lo, hi time.Duration) (time.Duration, bool) {
	text, ok := d.scalarText(n, what, what+": 10s")
	if !ok {
		return 0, false
	}
	value, err := check.ParseDuration(text)
	if err != nil {
		d.syntax(n, what, err)
		return 0, false
	}
	if value < lo || value > hi {
		d.fail(n, "write a time from "+check.FormatDuration(lo)+" to "+check.FormatDuration(hi), what+" is "+text+", outside what is possible")
		return 0, false
	}
	return value, true
}

// rate reads a rate; zero is allowed where an end of a ramp may rest.
func (d *decoder) rate(n *node, what string, zero bool) check.Rate {
	text, ok := d.scalarText(n, what, what+": 10/s")
	if !ok {
		return 0
	}
	value, err := check.ParseRate(text)
	if err != nil {
		d.syntax(n, what, err)
		return 0
	}
	if value > maxRate || value == 0 && !zero {
		d.fail(n, "write a rate such as 10/s", what+" is "+text+", outside what is possible")
		return 0
	}
	return value
}

// share reads a percentage.
func (d *decoder) share(n *node, what string) (float64, bool) {
	text, ok := d.scalarText(n, what, what+": 1%")
	if !ok {
		return 0, false
	}
	value, err := check.ParseShare(text)
	if err != nil {
		d.syntax(n, what, err)
		return 0, false
	}
	return value, true
}

// list reads a list that is not empty, and gives its items.
func (d *decoder) list(n *node, what, example string) []*node {
	switch {
	case n.shape != sequence:
		d.fail(n, "write "+example, what+" must be a list, not "+n.describe())
	case len(n.items) == 0:
		d.fail(n, "write "+example+", or remove it", what+" is an empty list")
	}
	return n.items
}

// syntax notes the error of one of package check's parsers at its place in n.
func (d *decoder) syntax(n *node, what string, err error) {
	var syntax *check.SyntaxError
	if !errors.As(err, &syntax) {
		d.fail(n, "", what+": "+err.Error())
		return
	}
	d.failIn(n, syntax.Column-1, syntax.Hint, what+": "+syntax.Msg)
}

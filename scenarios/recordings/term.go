package recordings

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// term is where one of our columns comes from:
//
//	term ::= column [ ("/" | "*") number ]
//
// The column goes up to the last sign; a text that is a column as a whole is
// that column, whatever signs it holds.
type term struct {
	at       int // of the column in the file
	multiply float64
	divide   float64
}

var scaled = regexp.MustCompile(`^(.*\S)\s*([/*])\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)$`)

// newTerm finds a term's column in the header; mistake says why it cannot.
func newTerm(text string, header []string) (t term, mistake string) {
	text = strings.TrimSpace(text)
	t = term{at: slices.Index(header, text), multiply: 1, divide: 1}
	if t.at >= 0 {
		return t, ""
	}
	parts := scaled.FindStringSubmatch(text)
	if parts == nil {
		return t, "there is no column " + quote(text)
	}
	if t.at = slices.Index(header, parts[1]); t.at < 0 {
		return t, "there is no column " + quote(parts[1])
	}
	by, err := strconv.ParseFloat(parts[3], 64)
	if err != nil || by <= 0 || math.IsInf(by, 0) {
		return t, quote(text) + " scales by a number that is not above 0"
	}
	if parts[2] == "/" {
		t.divide = by
	} else {
		t.multiply = by
	}
	return t, ""
}

// scales reports whether the column holds other units than ours.
func (t term) scales() bool { return t.multiply != 1 || t.divide != 1 }

func (t term) of(figure float64) float64 { return figure * t.multiply / t.divide }

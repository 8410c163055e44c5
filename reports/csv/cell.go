package csv

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// formulas are what a spreadsheet takes for the start of a formula, in its
// ordinary and its full width.
// https://owasp.org/www-community/attacks/CSV_Injection
const formulas = "=+-@\t\r＝＋－＠"

// Text is a cell of text from outside: in one line, and behind an apostrophe
// where a spreadsheet would take it for a formula.
func Text(s string) string {
	s = format.Clean(s)
	if s != "" && strings.ContainsRune(formulas, []rune(s)[0]) {
		return "'" + s
	}
	return s
}

func flag(b bool) string { return strconv.FormatBool(b) }

func number[T int | float64](n T) string {
	return strconv.FormatFloat(float64(n), 'f', -1, 64)
}

// known is a number that is empty where it is 0.
func known[T int | float64](n T) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

func optional[T int | float64](n *T) string {
	if n == nil {
		return ""
	}
	return number(*n)
}

func end(ci *reports.Interval, i int) string {
	if ci == nil {
		return ""
	}
	return number(ci[i])
}

func amount(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func amountEnd(ci *[2]decimal.Decimal, i int) string {
	if ci == nil {
		return ""
	}
	return ci[i].String()
}

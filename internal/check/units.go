package check

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// maxDigits bounds a number's length, so that no literal costs real work.
const maxDigits = 30

// number is a decimal literal and what follows it: number ::= digits ["." digits],
// where digits may be grouped by single underscores. There is no exponent and
// no sign: no quantity of a scenario is negative.
type number struct {
	value decimal.Decimal
	rest  string // after the number, spaces trimmed on the left
}

// scanNumber reads the number that s starts with. what and example name the
// quantity for the error: "a duration", "10s".
func scanNumber(s, what, example string) (number, *SyntaxError) {
	if strings.HasPrefix(s, "-") {
		return number{}, &SyntaxError{1, what + " cannot be negative", "write " + example}
	}
	length := numberLength(s)
	digits := strings.ReplaceAll(s[:length], "_", "")
	value, err := decimal.NewFromString(digits)
	if length == 0 || err != nil {
		return number{}, &SyntaxError{1, quoted(s) + " is not " + what, "write " + example}
	}
	if len(digits) > maxDigits {
		return number{}, &SyntaxError{1, "the number is longer than 30 digits", "write " + example}
	}
	return number{value, strings.TrimLeft(s[length:], " ")}, nil
}

// numberLength is the length of the number that s starts with, 0 without one.
func numberLength(s string) int {
	n, point := 0, false
	for n < len(s) {
		switch c := s[n]; {
		case isDigit(c):
		case c == '.' && !point && n > 0 && followed(s, n):
			point = true
		case c == '_' && n > 0 && s[n-1] != '_' && s[n-1] != '.' && followed(s, n):
		default:
			return n
		}
		n++
	}
	return n
}

func isDigit(c byte) bool            { return '0' <= c && c <= '9' }
func followed(s string, at int) bool { return at+1 < len(s) && isDigit(s[at+1]) }

// durationUnits are the units of a duration, in nanoseconds.
var durationUnits = map[string]int64{
	"ns": int64(time.Nanosecond), "us": int64(time.Microsecond), "µs": int64(time.Microsecond),
	"ms": int64(time.Millisecond), "s": int64(time.Second), "m": int64(time.Minute), "h": int64(time.Hour),
}

// durationWords are spellings that people try, and what to write for them.
var durationWords = map[string]string{
	"sec": "s", "secs": "s", "second": "s", "seconds": "s", "S": "s", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
	"hour": "h", "hours": "h", "hr": "h", "H": "h", "msec": "ms", "millis": "ms", "milliseconds": "ms", "MS": "ms", "Ms": "ms",
}

// ParseDuration reads "800ms", "10s", "1.5s" or "1m30s". A bare number is
// refused: whether 10 means seconds or milliseconds must not be guessed. The
// error is a *SyntaxError. The longest duration, 31 days, is that of the longest
// month.
func ParseDuration(s string) (time.Duration, error) {
	trimmed := strings.TrimRight(s, " \t")
	total, at := decimal.Zero, leading(trimmed)
	for first := true; first || at < len(trimmed); first = false {
		n, err := scanNumber(trimmed[at:], "a duration", "10s or 800ms")
		if err != nil {
			return 0, err.shifted(column(trimmed, at) - 1)
		}
		unit := n.rest[:unitLength(n.rest)]
		where := len(trimmed) - len(n.rest)
		ns, ok := durationUnits[unit]
		if !ok {
			return 0, durationUnitError(trimmed, at, where, unit)
		}
		total = total.Add(n.value.Mul(decimal.NewFromInt(ns)))
		at = where + len(unit)
		at += leading(trimmed[at:])
	}
	ns := total.Round(0)
	if ns.GreaterThan(decimal.NewFromInt(int64(31 * 24 * time.Hour))) {
		return 0, &SyntaxError{1, quoted(s) + " is longer than 31 days", "write a shorter duration such as 10m"}
	}
	return time.Duration(ns.IntPart()), nil
}

// unitLength is how much of s is a unit's name: everything up to a digit,
// a space or a sign.
func unitLength(s string) int {
	if i := strings.IndexAny(s, "0123456789 \t.-+"); i >= 0 {
		return i
	}
	return len(s)
}

func durationUnitError(s string, at, where int, unit string) *SyntaxError {
	figure := strings.TrimSpace(s[at:where])
	if unit == "" {
		return &SyntaxError{column(s, at), quoted(figure) + " has no unit", "write " + figure + "s or " + figure + "ms"}
	}
	hint := "units are ms, s, m and h, as in 1m30s"
	if right, ok := durationWords[unit]; ok {
		hint = "write " + figure + right
	}
	return &SyntaxError{column(s, where), quoted(unit) + " is not a unit of time", hint}
}

// FormatDuration writes a duration as ParseDuration reads it, without the
// empty parts that time.Duration prints: "1m", not "1m0s".
func FormatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// ParseShare reads a percentage, "0.1%" or "5 %", as a fraction 0..1. Without
// the sign it is refused: 1 might mean 1 % or all of it. The error is a
// *SyntaxError.
func ParseShare(s string) (float64, error) {
	share, err := parsePercent(s)
	if err != nil {
		return 0, err
	}
	if share > 1 {
		return 0, &SyntaxError{leading(s) + 1, "a share cannot be above 100%", "write a share such as 0.1%"}
	}
	return share, nil
}

// parsePercent reads a percentage that may exceed 100 %, as a growth may.
func parsePercent(s string) (float64, *SyntaxError) {
	trimmed := strings.TrimSpace(s)
	n, err := scanNumber(trimmed, "a share", "0.1%")
	if err != nil {
		return 0, err.shifted(leading(s))
	}
	switch n.rest {
	case "%":
		return n.value.Shift(-2).InexactFloat64(), nil
	case "":
		return 0, &SyntaxError{leading(s) + 1, quoted(trimmed) + " has no percent sign", shareHint(n.value)}
	}
	return 0, &SyntaxError{column(s, leading(s)+len(trimmed)-len(n.rest)), quoted(n.rest) + " is not a percent sign", "write a share such as 0.1%"}
}

func shareHint(n decimal.Decimal) string {
	if n.IsPositive() && n.LessThan(decimal.NewFromInt(1)) {
		return "the fraction " + n.String() + " is " + n.Shift(2).String() + "%"
	}
	return "write " + n.String() + "%"
}

// FormatShare writes a fraction as ParseShare reads it: 0.001 is "0.1%".
func FormatShare(fraction float64) string {
	return decimal.NewFromFloat(fraction).Shift(2).String() + "%"
}

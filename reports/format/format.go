// Package format writes the quantities of a report as people read them. Its
// functions are pure and know no output format: what they return is plain text
// that each renderer escapes for itself.
//
// Durations have three significant digits, in ms below one second and in s
// from there on. Money has two decimals, or three significant digits below one
// unit, so that a price is never rounded to nothing. A statistic that cannot be
// had is None.
package format

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// None stands for a statistic that cannot be had.
const None = "–"

// Memory is a size in MB of 2^20 bytes: "512 MB".
func Memory(mb int) string { return Count(mb) + " MB" }

// Count is a whole number; from five digits on its thousands are set apart:
// "1769", "10,000".
func Count(n int) string { return grouped(strconv.Itoa(n)) }

// Share is a fraction as a percentage: "0 %", "0.25 %", "3 %", "17.3 %". It is
// never rounded to nothing, nor up to 100 %.
func Share(x float64) string {
	if !finite(x) {
		return None
	}
	p := x * 100
	decimals := 1
	switch a := math.Abs(p); {
	case a > 0 && a < 0.01:
		return strconv.FormatFloat(p, 'g', 2, 64) + " %"
	case a < 10, a > 99 && a < 100:
		decimals = 2
	}
	s := trimmed(p, decimals)
	if s == "100" && p < 100 {
		s = "99.99"
	}
	return s + " %"
}

// VCPU is a number of virtual CPUs: "0.29 vCPU".
func VCPU(v float64) string { return trimmed(v, 2) + " vCPU" }

// Rate is a number of sends per second as Number writes it: "10/s", "133.3/s",
// "10,165/s", "0.05/s".
func Rate(r float64) string {
	if !finite(r) {
		return None
	}
	return Number(r) + "/s"
}

// Number is a plain number with at most four significant digits; below one it
// has two: "0.05", "0.49".
func Number(x float64) string {
	if !finite(x) {
		return None
	}
	if a := math.Abs(x); a > 0 && a < 0.995 {
		return trimmed(x, 1-int(math.Floor(math.Log10(a))))
	}
	if math.Abs(x) >= 1000 {
		return grouped(strconv.FormatFloat(x, 'f', 0, 64))
	}
	s := strconv.FormatFloat(x, 'g', 4, 64)
	if strings.Contains(s, "e") {
		return s
	}
	return strings.TrimSuffix(s, ".0")
}

// Instant is a time in UTC to the minute: "2026-11-22 15:04 UTC".
func Instant(t time.Time) string {
	if t.IsZero() {
		return None
	}
	return t.UTC().Format("2006-01-02 15:04") + " UTC"
}

// Elapsed is how long something took, to the second: "1m 7s".
func Elapsed(d time.Duration) string {
	if d < 0 {
		return None
	}
	d = d.Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case h > 0:
		return Count(h) + "h " + strconv.Itoa(m) + "m"
	case m > 0:
		return strconv.Itoa(m) + "m " + strconv.Itoa(s) + "s"
	default:
		return strconv.Itoa(s) + "s"
	}
}

// grouped sets the thousands of a decimal number apart, from five digits before
// the point on.
func grouped(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, _ := strings.Cut(s, ".")
	if rest != "" {
		rest = "." + rest
	}
	if len(whole) < 5 {
		return sign + whole + rest
	}
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return sign + b.String() + rest
}

// trimmed prints a number with at most the given decimals, without trailing
// zeros.
func trimmed(x float64, decimals int) string {
	if !finite(x) {
		return None
	}
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		s = "0"
	}
	return grouped(s)
}

func maybe(x *float64, f func(float64) string) string {
	if x == nil {
		return None
	}
	return f(*x)
}

func finite(x float64) bool { return x-x == 0 }

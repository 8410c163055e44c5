package format_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// TestGolden shows every function over the values that are hard to write.
func TestGolden(t *testing.T) {
	var b strings.Builder
	line := func(name string, in any, out string) { fmt.Fprintf(&b, "%-14s %-14v %s\n", name, in, out) }
	for _, ms := range []float64{0, 0.00042, 0.42, 0.9996, 3.6, 9.999, 60.94, 99.96, 803.849, 999.4, 999.6, 1240, 9996, 12345, 999500, 98765432, -42.1, math.NaN(), math.Inf(1)} {
		line("Duration", ms, format.Duration(ms))
		line("Millis", ms, format.Millis(ms))
		line("DurationChange", ms, format.DurationChange(ms))
	}
	for _, r := range [][2]float64{{58.9, 59.5}, {980, 1020}, {1200, 1340}} {
		line("DurationRange", r, format.DurationRange(r[0], r[1]))
	}
	for _, ms := range []float64{0.01, 0.5, 1, 200, 1000, 20000, 1e8} {
		line("DurationTick", ms, format.DurationTick(ms))
	}
	for _, s := range []string{"0", "0.0000166667", "0.00499", "0.2", "0.9994", "0.9996", "1", "1.874", "4.625", "12345.678", "-0.2", "-19", "1e9"} {
		d := decimal.RequireFromString(s)
		line("Money", s, format.Money(d, "USD"))
		line("Money CNY", s, format.Money(d, "CNY"))
		line("MoneyExact", s, format.MoneyExact(d, "USD"))
		line("Quantity", s, format.Quantity(d))
	}
	line("MoneyRange", "", format.MoneyRange(decimal.RequireFromString("1.84"), decimal.RequireFromString("1.951"), "USD"))
	line("MoneyRange", "", format.MoneyRange(decimal.RequireFromString("1.84"), decimal.RequireFromString("1.951"), "CNY"))
	line("HalfWidth", "", format.HalfWidth(decimal.RequireFromString("1.84"), decimal.RequireFromString("1.951")))
	for _, a := range [][2]string{{"0.1332265", "0.107375"}, {"15.67", "0.3163"}, {"15.67", "5.63"}, {"1234.5", "56.3"}, {"0.0133", "0.0027"}, {"-0.2", "0.01"}, {"3", "0"}} {
		line("PlusMinus", a, format.PlusMinus(decimal.RequireFromString(a[0]), decimal.RequireFromString(a[1]), "USD"))
	}
	for _, a := range []string{"0", "0.000053", "0.0312", "0.2", "4.625", "-0.2"} {
		line("Spent", a, format.Spent(decimal.RequireFromString(a), "USD"))
	}
	for _, f := range []float64{0, 0.05018, 0.4933, 0.996, 1.5, 133.34, 999.96, 10165, -0.05018} {
		line("Number", f, format.Number(f))
		line("Rate", f, format.Rate(f))
	}
	for _, f := range []float64{0, 0.5, 2.5, 0.005, 10, 20000} {
		line("MoneyTick", f, format.MoneyTick(f, "USD"))
	}
	for _, f := range []float64{0, 0.0000123, 0.0025, 0.03, 0.0999, 0.14, 0.1734, 0.99999, 1} {
		line("Share", f, format.Share(f))
	}
	for _, n := range []int{0, 100, 1769, 10240, 1234567} {
		line("Count", n, format.Count(n))
	}
	for _, unit := range []string{"ms", "s", "share", "count", "MB", "/s", "USD", "CNY", ""} {
		line("Gate", unit, format.Gate(1.5, unit))
	}
	for _, d := range []time.Duration{0, 59 * time.Second, 67 * time.Second, 3*time.Hour + 5*time.Minute, -1} {
		line("Elapsed", d, format.Elapsed(d))
	}
	line("Instant", "", format.Instant(time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)))
	golden.Check(t, "testdata/format.golden", b.String())
}

// An amount that is not zero is never shown as if it were.
func TestMoneyIsNeverRoundedToNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64Range(1, 1e15).Draw(t, "digits"), rapid.Int32Range(-20, 4).Draw(t, "exponent"))
		s := strings.TrimPrefix(strings.ReplaceAll(format.Money(d, "USD"), ",", ""), "$")
		back, err := decimal.NewFromString(s)
		if err != nil {
			t.Fatalf("%s is not an amount: %v", s, err)
		}
		if off := back.Sub(d).Abs().Div(d); off.GreaterThan(decimal.RequireFromString("0.0051")) {
			t.Fatalf("%s is shown as %s", d, s)
		}
	})
}

func TestDurationKeepsThreeDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Float64Range(1e-6, 1e9).Draw(t, "ms")
		s := format.Duration(ms)
		var back float64
		var unit string
		if _, err := fmt.Sscanf(strings.ReplaceAll(s, ",", ""), "%g %s", &back, &unit); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if unit == "s" {
			back *= 1000
		}
		if (unit == "s") != (ms >= 999.5) || math.Abs(back/ms-1) > 0.0051 {
			t.Fatalf("%g ms is shown as %s", ms, s)
		}
	})
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                         "plain",
		"\x1b[31mred\x1b[0m":            "red",
		"\x1b]0;title\x07x":             "x",
		"\x1b]8;;http://a\x1b\\b":       "b",
		"\u009b31mred":                  "red",
		"a\r\n\tb":                      "a b",
		"bell\a, back\b":                "bell, back",
		"right\u202eleft":               "rightleft",
		"bad \xff byte":                 "bad \uFFFD byte",
		"unterminated \x1b[":            "unterminated",
		"\x1bPq\x1b\\after":             "after",
		"line\u2028separator 日本語 naïve": "line separator 日本語 naïve",
	} {
		if got := format.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("\x1b[31mred\x1b[0m")
	f.Add("\x1b]0;t\x07\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := format.Clean(s)
		if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
			t.Errorf("Clean(%q) = %q still steers", s, got)
		}
		if again := format.Clean(got); again != got {
			t.Errorf("Clean is not stable: %q, then %q", got, again)
		}
	})
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"a\n\t  ^ here\r\n": "a\n\t  ^ here\n",
		"\x1b[31mred\x7f":   "␛[31mred␡",
		"a\rb\x00":          "a␍b␀",
		"\u009b31m\u202eb":  "\uFFFD31m\uFFFDb",
		"\xff é 日本":         "\uFFFD é 日本",
	} {
		if got := format.Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

// What is visible keeps its lines, and each line its columns.
func FuzzVisible(f *testing.F) {
	f.Add("file.yaml:3:1: no\n> 3 | a\x1b[2J\n      ^")
	f.Add("\u202e\u2066x\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		got := format.Visible(s)
		steers := func(r rune) bool {
			return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r)
		}
		if strings.ContainsFunc(got, steers) {
			t.Errorf("Visible(%q) = %q still steers", s, got)
		}
		if strings.Count(got, "\n") != strings.Count(s, "\n") {
			t.Errorf("Visible(%q) = %q has other lines", s, got)
		}
	})
}

func TestShort(t *testing.T) {
	if got := format.Short("a long label", 7); got != "a long…" {
		t.Errorf("Short = %q", got)
	}
	if got := format.Short("as is", 5); got != "as is" {
		t.Errorf("Short = %q", got)
	}
}

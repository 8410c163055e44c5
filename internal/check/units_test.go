package check

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// wantSyntax checks that err is a *SyntaxError with this column, and that its
// text holds every one of parts.
func wantSyntax(t *testing.T, input string, err error, column int, parts ...string) {
	t.Helper()
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		t.Errorf("%q: error is %v, want a *SyntaxError", input, err)
		return
	}
	if syntax.Column != column {
		t.Errorf("%q: column %d, want %d (%v)", input, syntax.Column, column, err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %q does not say %q", input, err, part)
		}
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"800ms": 800 * time.Millisecond, "10s": 10 * time.Second, "1m30s": 90 * time.Second, "1.5s": 1500 * time.Millisecond,
		"1h": time.Hour, "250us": 250 * time.Microsecond, "250µs": 250 * time.Microsecond, "0s": 0, " 10 s ": 10 * time.Second,
		"1m 30s": 90 * time.Second, "744h": 31 * 24 * time.Hour, "0.1ns": 0,
	} {
		if got, err := ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		hint   string
	}{
		"10": {1, "write 10s or 10ms"}, "10sec": {3, "write 10s"}, "-5s": {1, "negative"}, "": {1, "write 10s"}, "abc": {1, "not a duration"},
		"10 parsecs": {4, "units are ms, s, m and h"}, "1m30": {3, "write 30s"}, "1e3s": {2, `"e"`}, "  x": {3, "not a duration"},
		"800MS": {4, "write 800ms"}, "744h1s": {1, "31 days"}, "1m-3s": {3, "negative"},
		strings.Repeat("9", 40) + "s": {1, "longer than 30 digits"},
	} {
		_, err := ParseDuration(text)
		wantSyntax(t, text, err, want.column, want.hint)
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]Rate{
		"10/s": 10, "600/min": 10, "0.5/s": 0.5, "36k/h": 10, "1 / s": 1, "2k/s": 2000, "0/s": 0,
	} {
		if got, err := ParseRate(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		hint   string
	}{
		"10": {1, "write 10/s"}, "10/m": {3, "write 10/min"}, "10rps": {3, "write 10/s"}, "10 req/s": {4, "write 10/s"}, "-1/s": {1, "negative"},
		"fast": {1, "not a rate"}, "10/day": {3, "per /s, /min or /h"}, "9G/s": {1, "thousand million"}, "": {1, "not a rate"},
	} {
		_, err := ParseRate(text)
		wantSyntax(t, text, err, want.column, want.hint)
	}
}

func TestParseShare(t *testing.T) {
	for text, want := range map[string]float64{"0.1%": 0.001, "5 %": 0.05, "100%": 1, "0%": 0} {
		if got, err := ParseShare(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, hint := range map[string]string{
		"0.001": "the fraction 0.001 is 0.1%", "5": "write 5%", "101%": "above 100%", "-1%": "negative", "1 percent": "percent sign", "x": "not a share",
	} {
		_, err := ParseShare(text)
		wantSyntax(t, text, err, map[bool]int{true: 3, false: 1}[text == "1 percent"], hint)
	}
}

func TestParseBytes(t *testing.T) {
	for text, want := range map[string]Bytes{"512 MB": 512 << 20, "1 GB": 1 << 30, "1.5GB": 3 << 29, "64 KB": 64 << 10, "7 B": 7, "1 GiB": 1 << 30} {
		if got, err := ParseBytes(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		hint   string
	}{
		"512": {1, "write 512 MB"}, "512mb": {4, "write 512 MB"}, "512 M": {5, "write 512 MB"}, "0.5 B": {1, "whole number of bytes"},
		"1 xyz": {3, "units are"}, "-1 MB": {1, "negative"}, "99999999999 GB": {1, "whole number"},
	} {
		_, err := ParseBytes(text)
		wantSyntax(t, text, err, want.column, want.hint)
	}
}

func TestParseCount(t *testing.T) {
	for text, want := range map[string]int64{"10M": 10_000_000, "500": 500, "1_000": 1000, "2k": 2000, "1.5M": 1_500_000, "0": 0} {
		if got, err := ParseCount(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		hint   string
	}{
		"1,000": {2, "underscores: 1_000"}, "10m": {3, "write 10M"}, "2 million": {3, "write 2M"}, "0.5": {1, "whole number"}, "-1": {1, "negative"},
		"_1": {1, "not a count"}, "1__0": {2, "cannot follow"}, "1e3": {2, "cannot follow"},
	} {
		_, err := ParseCount(text)
		wantSyntax(t, text, err, want.column, want.hint)
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]string{"10M": "10000000", "0.25": "0.25", "1.5k": "1500", "1_000": "1000", "2 k": "2000", "0": "0", "0.0001": "0.0001"} {
		if got, err := ParseNumber(text); err != nil || !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		hint   string
	}{
		"1,000": {2, "underscores: 1_000"}, "-0.5": {1, "negative"}, "1e9": {2, "cannot follow a number"}, "": {1, "not a number"},
		" ten": {2, "not a number"}, "5 GB": {3, "cannot follow a number"}, strings.Repeat("9", 40): {1, "longer than 30 digits"},
	} {
		_, err := ParseNumber(text)
		wantSyntax(t, text, err, want.column, want.hint)
	}
}

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]Money{
		"5 USD": {decimal.RequireFromString("5"), "USD"}, "0.02 EUR": {decimal.RequireFromString("0.02"), "EUR"},
		"0.0000000021 USD": {decimal.RequireFromString("0.0000000021"), "USD"},
	} {
		if got, err := ParseMoney(text); err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]struct {
		column int
		hint   string
	}{
		"$5": {1, "write 5 USD"}, "5": {1, "write 5 USD"}, "5 usd": {3, "write 5 USD"}, "5€": {2, "write 5 EUR"}, "-5 USD": {1, "negative"},
		"5 dollars": {3, "such as 5 USD"}, "USD 5": {1, "not an amount"},
	} {
		_, err := ParseMoney(text)
		wantSyntax(t, text, err, want.column, want.hint)
	}
}

func TestFormats(t *testing.T) {
	for want, got := range map[string]string{
		"1m": FormatDuration(time.Minute), "1h": FormatDuration(time.Hour), "1h0m5s": FormatDuration(time.Hour + 5*time.Second),
		"10s": FormatDuration(10 * time.Second), "0s": FormatDuration(0), "10m": FormatDuration(10 * time.Minute),
		"512 MB": Bytes(512 << 20).String(), "0 B": Bytes(0).String(), "10M": FormatCount(10_000_000), "1001": FormatCount(1001),
		"10/s": Rate(10).String(), "10/min": Rate(10.0 / 60).String(), "0.1%": FormatShare(0.001), "30%": FormatShare(0.3),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if Bytes(1).MB() != 1 || Bytes(1<<20).MB() != 1 {
		t.Error("a size in MB is rounded up")
	}
}

func TestUnitsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(30*24*time.Hour)).Draw(t, "ns"))
		if again, err := ParseDuration(FormatDuration(d)); err != nil || again != d {
			t.Fatalf("%v: %v, %v", d, again, err)
		}
		n := rapid.Int64Range(0, math.MaxInt64).Draw(t, "n")
		if again, err := ParseCount(FormatCount(n)); err != nil || again != n {
			t.Fatalf("%v: %v, %v", n, again, err)
		}
		if again, err := ParseBytes(Bytes(n).String()); err != nil || again != Bytes(n) {
			t.Fatalf("%v: %v, %v", n, again, err)
		}
		share := rapid.Float64Range(1e-9, 1).Draw(t, "share")
		if again, err := ParseShare(FormatShare(share)); err != nil || again != share {
			t.Fatalf("%v: %v, %v", share, again, err)
		}
	})
}

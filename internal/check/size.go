package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// byteUnits are the units of size, largest first. MB is 2^20 bytes, as Lambda
// means it; MiB says the same.
var byteUnits = []struct {
	name string
	size int64
}{{"TB", 1 << 40}, {"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"B", 1}}

// ParseBytes reads "512 MB" or "1.5 GB"; MB is 2^20 bytes. A bare number is
// refused. The error is a *SyntaxError.
func ParseBytes(s string) (Bytes, error) {
	trimmed := strings.TrimSpace(s)
	n, err := scanNumber(trimmed, "a size", "512 MB")
	if err != nil {
		return 0, err.shifted(leading(s))
	}
	size, ok := byteUnit(n.rest)
	if !ok {
		return 0, byteUnitError(trimmed, n.rest).shifted(leading(s))
	}
	bytes := n.value.Mul(decimal.NewFromInt(size))
	if !bytes.IsInteger() || bytes.GreaterThan(decimal.NewFromInt(math.MaxInt64)) {
		return 0, &SyntaxError{leading(s) + 1, quoted(trimmed) + " is not a whole number of bytes that a computer can hold", "write a size such as 512 MB"}
	}
	return Bytes(bytes.IntPart()), nil
}

// byteUnit is the size of a unit's name, with or without the i of MiB.
func byteUnit(name string) (int64, bool) {
	if len(name) == 3 && name[1] == 'i' {
		name = name[:1] + name[2:]
	}
	for _, u := range byteUnits {
		if u.name == name {
			return u.size, true
		}
	}
	return 0, false
}

func byteUnitError(s, unit string) *SyntaxError {
	figure := strings.TrimSpace(s[:len(s)-len(unit)])
	if unit == "" {
		return &SyntaxError{1, quoted(s) + " has no unit", "write " + figure + " MB"}
	}
	hint := "units are B, KB, MB and GB, as in 512 MB"
	upper := strings.ToUpper(unit)
	if _, ok := byteUnit(upper); ok {
		hint = "write " + figure + " " + upper
	} else if _, ok := byteUnit(upper + "B"); ok {
		hint = "write " + figure + " " + upper + "B"
	}
	return &SyntaxError{column(s, len(s)-len(unit)), quoted(unit) + " is not a unit of size", hint}
}

// MB is the size in MB of 2^20 bytes, rounded up.
func (b Bytes) MB() int { return int((b + 1<<20 - 1) >> 20) }

// String writes the size as ParseBytes reads it, in the largest unit that
// divides it.
func (b Bytes) String() string {
	for _, u := range byteUnits {
		if b != 0 && int64(b)%u.size == 0 {
			return fmt.Sprintf("%d %s", int64(b)/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d B", int64(b))
}

// multiples are the suffixes of a count.
var multiples = map[string]int64{"k": 1e3, "M": 1e6, "G": 1e9}

// ParseCount reads "500", "1_000", "2k", "10M" or "1.5G". The error is a
// *SyntaxError.
func ParseCount(s string) (int64, error) {
	const example = "500, 2k or 10M"
	count, err := parseNumber(s, "a count", example)
	if err != nil {
		return 0, err
	}
	if !count.IsInteger() || count.GreaterThan(decimal.NewFromInt(math.MaxInt64)) {
		return 0, &SyntaxError{leading(s) + 1, quoted(strings.TrimSpace(s)) + " is not a whole number that can be counted", "write a count such as " + example}
	}
	return count.IntPart(), nil
}

// ParseNumber reads a count that need not be whole: "0.25", "500", "1.5k",
// exactly. The error is a *SyntaxError.
func ParseNumber(s string) (decimal.Decimal, error) {
	number, err := parseNumber(s, "a number", "0.25, 500 or 10M")
	if err != nil {
		return decimal.Zero, err
	}
	return number, nil
}

// parseNumber reads a number with the suffix of a multiple.
func parseNumber(s, what, example string) (decimal.Decimal, *SyntaxError) {
	trimmed := strings.TrimSpace(s)
	n, err := scanNumber(trimmed, what, example)
	if err != nil {
		return decimal.Zero, err.shifted(leading(s))
	}
	multiple, ok := multiples[n.rest]
	if n.rest == "" {
		multiple, ok = 1, true
	}
	if !ok {
		return decimal.Zero, countUnitError(trimmed, n.rest, what).shifted(leading(s))
	}
	return n.value.Mul(decimal.NewFromInt(multiple)), nil
}

func countUnitError(s, rest, what string) *SyntaxError {
	figure := strings.TrimSpace(s[:len(s)-len(rest)])
	hint := "write " + what + " such as 500, 1_000, 2k or 10M"
	switch words := map[string]string{"K": "k", "m": "M", "g": "G", "B": "G", "mn": "M", "mio": "M", "million": "M", "thousand": "k"}; {
	case strings.HasPrefix(rest, ","):
		hint = "group digits with underscores: " + strings.ReplaceAll(s, ",", "_")
	case words[rest] != "":
		hint = "write " + figure + words[rest]
	}
	return &SyntaxError{column(s, len(s)-len(rest)), quoted(rest) + " cannot follow " + what, hint}
}

// FormatCount writes a count as ParseCount reads it: "10M", "2k", "1234".
func FormatCount(n int64) string {
	for _, suffix := range []string{"G", "M", "k"} {
		if multiple := multiples[suffix]; n != 0 && n%multiple == 0 {
			return strconv.FormatInt(n/multiple, 10) + suffix
		}
	}
	return strconv.FormatInt(n, 10)
}

// currencySigns are what people write before an amount, and the code to write.
var currencySigns = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}

// ParseMoney reads "5 USD" or "0.02 EUR", exactly. The currency is an ISO 4217
// code in capitals. The error is a *SyntaxError.
func ParseMoney(s string) (Money, error) {
	trimmed := strings.TrimSpace(s)
	for sign, code := range currencySigns {
		if amount, ok := strings.CutPrefix(trimmed, sign); ok {
			return Money{}, &SyntaxError{leading(s) + 1, quoted(trimmed) + " names no currency code", "write " + strings.TrimSpace(amount) + " " + code}
		}
	}
	n, err := scanNumber(trimmed, "an amount of money", "5 USD")
	if err != nil {
		return Money{}, err.shifted(leading(s))
	}
	if !isCurrency(n.rest) {
		return Money{}, currencyError(trimmed, n.rest).shifted(leading(s))
	}
	return Money{n.value, n.rest}, nil
}

func isCurrency(s string) bool {
	return len(s) == 3 && !slices.ContainsFunc([]byte(s), func(c byte) bool { return c < 'A' || c > 'Z' })
}

func currencyError(s, rest string) *SyntaxError {
	figure := strings.TrimSpace(s[:len(s)-len(rest)])
	if rest == "" {
		return &SyntaxError{1, quoted(s) + " has no currency", "write " + figure + " USD"}
	}
	hint := "write an amount such as 5 USD"
	if upper := strings.ToUpper(rest); isCurrency(upper) {
		hint = "write " + figure + " " + upper
	} else if code, ok := currencySigns[rest]; ok {
		hint = "write " + figure + " " + code
	}
	return &SyntaxError{column(s, len(s)-len(rest)), quoted(rest) + " is not a currency code", hint}
}

// String writes the amount as ParseMoney reads it: "5 USD".
func (m Money) String() string { return m.Amount.String() + " " + m.Currency }

// Equal reports whether both are the same amount of the same currency.
func (m Money) Equal(o Money) bool { return m.Currency == o.Currency && m.Amount.Equal(o.Amount) }

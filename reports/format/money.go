package format

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an amount: "$4.62", "$0.200", "-$0.0213", or "4.62 CNY" in another
// currency than US dollars. It has two decimals from one unit on and three
// significant digits below; only nothing at all is "$0".
func Money(amount decimal.Decimal, currency string) string {
	return inCurrency(rounded(amount), currency)
}

// MaybeMoney is Money, or None without an amount.
func MaybeMoney(amount *decimal.Decimal, currency string) string {
	if amount == nil {
		return None
	}
	return Money(*amount, currency)
}

// Spent is what something took: below a cent its digits say nothing, "less than
// $0.01".
func Spent(amount decimal.Decimal, currency string) string {
	cent := decimal.New(1, -2)
	if amount.IsPositive() && amount.LessThan(cent) {
		return "less than " + inCurrency(cent.String(), currency)
	}
	if amount.IsPositive() && amount.LessThan(decimal.NewFromInt(1)) {
		return inCurrency(amount.StringFixed(2), currency)
	}
	return Money(amount, currency)
}

// MoneyExact is an amount with all its digits, for the prices and the lines of
// a bill: "$0.0000166667".
func MoneyExact(amount decimal.Decimal, currency string) string {
	return inCurrency(plain(amount), currency)
}

// MoneyRange is an interval of amounts: "$1.84–$1.95", "1.84–1.95 CNY".
func MoneyRange(low, high decimal.Decimal, currency string) string {
	if symbol(currency) == "" {
		return rounded(low) + "–" + Money(high, currency)
	}
	return Money(low, currency) + "–" + Money(high, currency)
}

// Amount is an amount without its currency, for columns whose header names it.
func Amount(amount decimal.Decimal) string { return grouped(rounded(amount)) }

// HalfWidth is half of an interval, as "±0.04", without the currency: two
// decimals, or the first digit that is not nothing.
func HalfWidth(low, high decimal.Decimal) string {
	half := high.Sub(low).Abs().Div(decimal.NewFromInt(2))
	if half.IsZero() {
		return "±0"
	}
	leading := 1 - (int32(half.NumDigits()) + half.Exponent())
	return "±" + grouped(half.StringFixed(max(2, leading)))
}

// Quantity is the billed quantity of a line with all its digits.
func Quantity(q decimal.Decimal) string { return grouped(plain(q)) }

// MoneyTick is an amount as an axis shows it: "$0", "$2.50", "$10".
func MoneyTick(amount float64, currency string) string {
	d := decimal.NewFromFloat(amount)
	if d.IsInteger() {
		return inCurrency(d.String(), currency)
	}
	return inCurrency(d.StringFixed(max(2, -d.Exponent())), currency)
}

// rounded has two decimals from one unit on and three significant digits below.
func rounded(d decimal.Decimal) string {
	if d.IsZero() {
		return "0"
	}
	places := int32(2)
	if d.Abs().LessThan(decimal.NewFromInt(1)) {
		places = 3 - (int32(d.NumDigits()) + d.Exponent())
	}
	out := d.Round(places)
	if out.Abs().Equal(decimal.NewFromInt(1)) {
		places = 2
	}
	return out.StringFixed(places)
}

// plain is a decimal without trailing zeros and without an exponent.
func plain(d decimal.Decimal) string {
	s := d.String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func inCurrency(number, currency string) string {
	number = grouped(number)
	mark := symbol(currency)
	if mark == "" {
		return strings.TrimSpace(number + " " + Clean(currency))
	}
	if rest, negative := strings.CutPrefix(number, "-"); negative {
		return "-" + mark + rest
	}
	return mark + number
}

// symbol is the mark written before amounts; only US dollars have one here,
// because "$" and "¥" each mean several currencies.
func symbol(currency string) string {
	if currency == "USD" {
		return "$"
	}
	return ""
}

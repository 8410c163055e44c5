package format

import "github.com/shopspring/decimal"

// PlusMinus is an amount with half its interval, both to the digits that the
// half leaves standing: "$1.20 ± $0.11", "$0.0133 ± $0.0027", "$1,234 ± $56".
// Amounts of a unit and more have two decimals or none, or as many as it takes
// for the half not to be nothing.
func PlusMinus(amount, half decimal.Decimal, currency string) string {
	if half.IsZero() {
		return Money(amount, currency)
	}
	places := standing(amount, half)
	return inCurrency(amount.StringFixed(places), currency) + " ± " + inCurrency(half.Abs().StringFixed(places), currency)
}

// MoneyWithin is an amount to the digits that half its interval leaves standing,
// as PlusMinus writes it.
func MoneyWithin(amount, half decimal.Decimal, currency string) string {
	if half.IsZero() {
		return Money(amount, currency)
	}
	return inCurrency(amount.StringFixed(standing(amount, half)), currency)
}

// standing is how many decimals give two digits of the half of an interval.
func standing(amount, half decimal.Decimal) int32 {
	places := 2 - (int32(half.NumDigits()) + half.Exponent())
	switch {
	case places > 2 && amount.Abs().GreaterThanOrEqual(decimal.NewFromInt(1)):
		return max(2, places-1)
	case places == 1:
		return 2
	}
	return max(places, 0)
}

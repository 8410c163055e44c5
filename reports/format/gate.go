package format

import (
	"github.com/shopspring/decimal"
)

// Gate writes the value, bound or limit of a gate in its unit, as GateResult
// names them: ms, share, count, MB, /s, s or a currency code.
func Gate(value float64, unit string) string {
	if !finite(value) {
		return None
	}
	switch unit {
	case "ms":
		return Duration(value)
	case "s":
		return Duration(value * 1000)
	case "share":
		return Share(value)
	case "count", "":
		return Number(value)
	case "MB":
		return Number(value) + " MB"
	case "/s":
		return Rate(value)
	default:
		return Money(decimal.NewFromFloat(value), unit)
	}
}

// MaybeGate is Gate, or None without a value.
func MaybeGate(value *float64, unit string) string {
	return maybe(value, func(v float64) string { return Gate(v, unit) })
}

package check

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// rateUnits are the units of time that a rate may be per, in seconds.
var rateUnits = map[string]int64{"s": 1, "min": 60, "h": 3600}

// rateWords are spellings that people try, and what to write for them.
var rateWords = map[string]string{
	"/sec": "/s", "/second": "/s", "/seconds": "/s", "/m": "/min", "/minute": "/min", "/hour": "/h", "/hr": "/h",
	"rps": "/s", "qps": "/s", "tps": "/s", "req/s": "/s", "/S": "/s", "rpm": "/min", "Hz": "/s",
}

// MaxRate is the highest rate that ParseRate accepts.
const MaxRate Rate = 1e9

// ParseRate reads "10/s", "600/min", "0.5/s" or "36k/h" as sends per second.
// A bare number is refused. The error is a *SyntaxError.
func ParseRate(s string) (Rate, error) {
	trimmed := strings.TrimSpace(s)
	n, err := scanNumber(trimmed, "a rate", "10/s or 600/min")
	if err != nil {
		return 0, err.shifted(leading(s))
	}
	figure, per := n.value, n.rest
	if multiple, ok := multiples[per[:min(1, len(per))]]; ok {
		figure, per = figure.Mul(decimal.NewFromInt(multiple)), strings.TrimLeft(per[1:], " ")
	}
	seconds, ok := rateUnits[strings.TrimLeft(strings.TrimPrefix(per, "/"), " ")]
	if !ok || !strings.HasPrefix(per, "/") {
		return 0, rateUnitError(trimmed, per).shifted(leading(s))
	}
	rate := Rate(figure.InexactFloat64() / float64(seconds))
	if rate > MaxRate {
		return 0, &SyntaxError{leading(s) + 1, quoted(trimmed) + " is more than a thousand million a second", "write a rate such as 10/s"}
	}
	return rate, nil
}

func rateUnitError(s, per string) *SyntaxError {
	figure := strings.TrimSpace(s[:len(s)-len(per)])
	if per == "" {
		return &SyntaxError{1, quoted(s) + " does not say per what", "write " + figure + "/s or " + figure + "/min"}
	}
	hint := "write a rate per /s, /min or /h, as in 10/s"
	if right, ok := rateWords[strings.ReplaceAll(per, " ", "")]; ok {
		hint = "write " + figure + right
	}
	return &SyntaxError{column(s, len(s)-len(per)), quoted(per) + " is not a unit of rate", hint}
}

// String writes the rate as ParseRate reads it: "10/s", or "6/min" where that
// is the whole number.
func (r Rate) String() string {
	perSecond := strconv.FormatFloat(float64(r), 'f', -1, 64)
	if len(perSecond) <= 5 {
		return perSecond + "/s"
	}
	for _, unit := range []string{"min", "h"} {
		figure := strconv.FormatFloat(float64(r)*float64(rateUnits[unit]), 'f', -1, 64)
		if again, err := ParseRate(figure + "/" + unit); err == nil && again == r && len(figure) <= 5 {
			return figure + "/" + unit
		}
	}
	return perSecond + "/s"
}

package meters

import (
	"github.com/shopspring/decimal"
)

// HoursPerMonth is the length of a month that providers' own examples and
// calculators use, 365 × 24 / 12.
const HoursPerMonth = 730

// hoursPerDay is how many rates a daily curve has.
const hoursPerDay = 24

// Traffic is a month of requests: so many, the same at every hour, or by a
// curve that every day repeats.
type Traffic struct {
	Requests decimal.Decimal   // in the month; where ByHour is set it follows from it
	ByHour   []decimal.Decimal // requests a second in each of the 24 hours of a day; nil: Requests, spread evenly
}

// Month is the number of requests in a month.
func (t Traffic) Month() decimal.Decimal {
	if t.ByHour == nil {
		return t.Requests
	}
	return overMonth(t.ByHour).Mul(secondsPerHour).Round(0)
}

// Rates are the requests a second in each hour of a day.
func (t Traffic) Rates() []decimal.Decimal {
	if t.ByHour != nil {
		return t.ByHour
	}
	rate := t.Requests.Div(decimal.New(HoursPerMonth*3600, 0))
	rates := make([]decimal.Decimal, hoursPerDay)
	for i := range rates {
		rates[i] = rate
	}
	return rates
}

// Peak is the highest of Rates.
func (t Traffic) Peak() decimal.Decimal {
	rates := t.Rates()
	return decimal.Max(rates[0], rates[1:]...)
}

// overMonth adds up what each hour of a day has over a month of 730 hours.
func overMonth(byHour []decimal.Decimal) decimal.Decimal {
	if len(byHour) == 0 {
		return decimal.Zero
	}
	return decimal.Sum(byHour[0], byHour[1:]...).Mul(hoursPerMonth).Div(decimal.New(int64(len(byHour)), 0))
}

package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

var (
	one            = decimal.New(1, 0)
	secondsPerHour = decimal.New(3600, 0)
	hoursPerMonth  = decimal.New(HoursPerMonth, 0)

	// gbPerByte is 1/2^30, exactly. GB on a bill are binary, as
	// https://aws.amazon.com/fargate/pricing/ says of its own ("GB = 1024^3 bytes").
	gbPerByte = decimal.RequireFromString("0.000000000931322574615478515625")
)

// tally collects what is billed in one place.
type tally struct {
	place
	driver pricing.Driver // of what is counted next
	billed []pricing.Usage
}

// count adds a quantity of a component.
func (t *tally) count(component, unit string, n decimal.Decimal, note string) {
	t.billed = append(t.billed, t.usage(component, unit, n, t.driver, note))
}

// extra is count for what most use nothing of: a price that is not needed need
// not be known.
func (t *tally) extra(component, unit string, n decimal.Decimal, note string) {
	if !n.IsZero() {
		t.count(component, unit, n, note)
	}
}

// requestChunks is how many chunks a payload is billed as: an empty one is one
// too, as the request is made all the same.
func requestChunks(payload, size check.Bytes) int64 { return max(1, chunks(payload, size)) }

// batchChunks is the chunks of a request that holds so many messages of a size.
func batchChunks(messages int, each, size check.Bytes) int64 {
	payload := number(each).Mul(number(messages))
	return max(1, payload.Div(number(size)).Ceil().IntPart())
}

// chunkNote says how many chunks each of something takes: "3 chunks of 64 KB a
// message"; it is empty where one is enough.
func chunkNote(n int64, size check.Bytes, each string) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("%d chunks of %s %s", n, size, each)
}

// number is an integer as a quantity.
func number[T ~int | ~int64](n T) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

// gb is a number of bytes in GB.
func gb(bytes decimal.Decimal) decimal.Decimal { return bytes.Mul(gbPerByte) }

// shareOr1 is a share, or all where none is given.
func shareOr1(share *decimal.Decimal) decimal.Decimal {
	if share == nil {
		return one
	}
	return *share
}

// longestMonth is the hours of a month of 31 days.
var longestMonth = decimal.New(31*24, 0)

// inMonth refuses more hours than a month has, of what a phrase says.
func inMonth(what string, hours decimal.Decimal) error {
	if hours.GreaterThan(longestMonth) {
		return fmt.Errorf("%s for %s hours; a month has at most %s", what, hours.RoundCeil(2), longestMonth)
	}
	return nil
}

// isShare refuses a value that is not a fraction of something.
func isShare(name string, value decimal.Decimal) error {
	if value.IsNegative() || value.GreaterThan(one) {
		return fmt.Errorf("%s must be from 0 to 1: %s", name, value)
	}
	return nil
}

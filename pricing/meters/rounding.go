package meters

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// roundUp is the least multiple of step that is not below d.
func roundUp(d, step time.Duration) time.Duration {
	if rest := d % step; rest > 0 {
		return d - rest + step
	}
	return d
}

// chunks is how many chunks of a size hold so many bytes.
func chunks(bytes, size check.Bytes) int64 {
	n := int64(bytes / size)
	if bytes%size > 0 {
		n++
	}
	return n
}

// seconds is a time in seconds, exactly.
func seconds(d time.Duration) decimal.Decimal { return decimal.New(int64(d), -9) }

// milliseconds is a time in ms, exactly.
func milliseconds(d time.Duration) decimal.Decimal { return decimal.New(int64(d), -6) }

// gbPerMB is one MB in GB, 1/1024, exactly.
var gbPerMB = decimal.New(9765625, -10)

// gigabytes is a size in MB in GB of 1024 MB.
func gigabytes(mb int) decimal.Decimal { return gbPerMB.Mul(number(mb)) }

// orDefault is a value, or else what it means when it is not given.
func orDefault(value, missing decimal.Decimal) decimal.Decimal {
	if value.IsZero() {
		return missing
	}
	return value
}

// atLeastOne is a number of things of which 0 means that none is given.
func atLeastOne(n int) decimal.Decimal { return number(max(n, 1)) }

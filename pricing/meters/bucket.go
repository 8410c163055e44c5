package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// BucketService is the service that the prices of S3 stand under in a book.
const BucketService = "AmazonS3"

// Bucket is an S3 bucket: the mean of what it stores over the month, and
// requests to the standard class (https://aws.amazon.com/s3/pricing/, read
// 2026). DELETE is free.
type Bucket struct {
	Storage    check.Bytes     `yaml:"storage"`    // in S3 Standard
	Infrequent check.Bytes     `yaml:"infrequent"` // in S3 Standard-IA; an object counts as 128 KB and 30 days at least
	Puts       decimal.Decimal `yaml:"puts"`       // PUT, COPY, POST and LIST in the month
	Gets       decimal.Decimal `yaml:"gets"`       // GET and all others in the month
}

var _ Meter = Bucket{}

// Meter implements Meter.
func (b Bucket) Meter(region string) (Metered, error) {
	if err := notNegative(whole("the storage", b.Storage), whole("the infrequent storage", b.Infrequent),
		quantity{"the puts", b.Puts}, quantity{"the gets", b.Gets}); err != nil {
		return Metered{}, fmt.Errorf("bucket: %w", err)
	}
	t := tally{place: place{BucketService, region}, driver: pricing.Given}
	t.count("storage", "GB-month", gb(number(b.Storage)), "")
	t.extra("ia-storage", "GB-month", gb(number(b.Infrequent)), "")
	t.driver = pricing.Traffic
	t.extra("put-requests", "request", b.Puts, "")
	t.extra("get-requests", "request", b.Gets, "")
	m := Metered{Usage: t.billed}
	if b.Infrequent > 0 {
		m.NotPriced = []string{"retrieval from Standard-IA: its requests and GB"}
	}
	return m, nil
}

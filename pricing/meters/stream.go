package meters

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// StreamService is the service that the prices of Kinesis Data Streams stand
// under in a book.
const StreamService = "AmazonKinesis"

// How Kinesis Data Streams bills, https://aws.amazon.com/kinesis/data-streams/pricing/
// (read 2026).
const (
	putUnit        = check.Bytes(25 << 10) // of a record, provisioned streams
	onDemandRecord = check.Bytes(1 << 10)  // what a record is rounded up to on its way in, on-demand streams
	freeRetention  = 24 * time.Hour
	extendedUpTo   = 7 * 24 * time.Hour // above it, what is stored is billed by GB-month
)

// ProvisionedStream is a Kinesis stream of so many shards: their hours, and
// each 25 KB of a record begun. Reads with GetRecords are free.
type ProvisionedStream struct {
	Shards    decimal.Decimal `yaml:"shards"`
	Hours     decimal.Decimal `yaml:"hours"`     // of the month; 0 means all 730
	Records   decimal.Decimal `yaml:"records"`   // in the month
	Size      check.Bytes     `yaml:"size"`      // of a record, with its partition key
	Retention time.Duration   `yaml:"retention"` // 24 h are free, and what 0 means; up to 7 days by shard and hour
	Consumers decimal.Decimal `yaml:"consumers"` // with enhanced fan-out, each of which reads every record
}

var _ Meter = ProvisionedStream{}

// Meter implements Meter.
func (s ProvisionedStream) Meter(region string) (Metered, error) {
	hours := orDefault(s.Hours, hoursPerMonth)
	if err := notNegative(
		quantity{"the number of shards", s.Shards}, quantity{"the hours", hours}, quantity{"the number of records", s.Records},
		whole("the size of a record", s.Size), span("the retention", s.Retention), quantity{"the number of consumers", s.Consumers},
	); err != nil {
		return Metered{}, fmt.Errorf("stream: %w", err)
	}
	if err := inMonth("a stream is there", hours); err != nil {
		return Metered{}, err
	}
	t := tally{place: place{StreamService, region}, driver: pricing.Given}
	shardHours, note := s.Shards.Mul(hours), fmt.Sprintf("%s × %s h", s.Shards, hours)
	t.count("shard-hours", "shard-hour", shardHours, note)
	if s.Retention > freeRetention {
		t.count("extended-retention", "shard-hour", shardHours, note)
	}
	t.extra("fanout-consumer-hours", "consumer-shard-hour", s.Consumers.Mul(shardHours), fmt.Sprintf("%s consumers × %s", s.Consumers, note))
	t.driver = pricing.Traffic
	n := requestChunks(s.Size, putUnit)
	t.count("put-units", "unit", s.Records.Mul(number(n)), chunkNote(n, putUnit, "a record"))
	t.extra("fanout-data", "GB", gb(s.Records.Mul(number(s.Size)).Mul(s.Consumers)), fmt.Sprintf("%s consumers × %s a record", s.Consumers, s.Size))
	return Metered{Usage: t.billed, NotPriced: unpricedRetention(s.Retention, extendedUpTo)}, nil
}

// OnDemandStream is a Kinesis stream without shards to plan, in the standard
// mode: its hours, the GB written, each record rounded up to 1 KB, and the GB
// read.
type OnDemandStream struct {
	Hours     decimal.Decimal `yaml:"hours"`     // of the month; 0 means all 730
	Records   decimal.Decimal `yaml:"records"`   // in the month
	Size      check.Bytes     `yaml:"size"`      // of a record, with its partition key
	Readers   decimal.Decimal `yaml:"readers"`   // with GetRecords, each of which reads every record
	Consumers decimal.Decimal `yaml:"consumers"` // with enhanced fan-out, likewise
	Retention time.Duration   `yaml:"retention"` // 24 h are free, and what 0 means
}

var _ Meter = OnDemandStream{}

// Meter implements Meter.
func (s OnDemandStream) Meter(region string) (Metered, error) {
	hours := orDefault(s.Hours, hoursPerMonth)
	if err := notNegative(
		quantity{"the hours", hours}, quantity{"the number of records", s.Records}, whole("the size of a record", s.Size),
		quantity{"the number of readers", s.Readers}, quantity{"the number of consumers", s.Consumers},
		span("the retention", s.Retention),
	); err != nil {
		return Metered{}, fmt.Errorf("stream: %w", err)
	}
	if err := inMonth("a stream is there", hours); err != nil {
		return Metered{}, err
	}
	in := check.Bytes(requestChunks(s.Size, onDemandRecord)) * onDemandRecord
	out := gb(s.Records.Mul(number(s.Size)))
	t := tally{place: place{StreamService, region}, driver: pricing.Given}
	t.count("ondemand-hours", "hour", hours, "")
	t.driver = pricing.Traffic
	t.count("ondemand-in", "GB", gb(s.Records.Mul(number(in))), fmt.Sprintf("%s a record", in))
	t.extra("ondemand-out", "GB", out.Mul(s.Readers), fmt.Sprintf("%s readers × %s a record", s.Readers, s.Size))
	t.extra("ondemand-fanout", "GB", out.Mul(s.Consumers), fmt.Sprintf("%s consumers × %s a record", s.Consumers, s.Size))
	return Metered{Usage: t.billed, NotPriced: unpricedRetention(s.Retention, freeRetention)}, nil
}

// unpricedRetention is what a retention longer than a limit costs and no
// component counts.
func unpricedRetention(retention, limit time.Duration) []string {
	if retention <= limit {
		return nil
	}
	return []string{fmt.Sprintf("records kept for more than %s: GB-months of them", check.FormatDuration(limit))}
}

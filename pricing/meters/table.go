package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// TableService is the service that the prices of DynamoDB stand under in a
// book.
const TableService = "AmazonDynamoDB"

// How DynamoDB counts, https://aws.amazon.com/dynamodb/pricing/on-demand/
// (read 2026).
const (
	readUnit  = check.Bytes(4 << 10) // of an item, read strongly consistent
	writeUnit = check.Bytes(1 << 10) // of an item
)

// What DynamoDB takes: an item has at most 400 KB, and a query reads at most
// 1 MB (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
const (
	MaxItem  = check.Bytes(400 << 10)
	MaxQuery = check.Bytes(1 << 20)
)

// OnDemandTable is a DynamoDB table of the standard class that is billed by
// request: a read takes a unit for every 4 KB begun, half as many when it may
// be stale and twice as many in a transaction; a write takes a unit for every
// KB begun and twice as many in a transaction.
type OnDemandTable struct {
	EventualReads       decimal.Decimal `yaml:"eventual_reads"` // in the month, as all counts: DynamoDB's own default
	StrongReads         decimal.Decimal `yaml:"strong_reads"`
	TransactionalReads  decimal.Decimal `yaml:"transactional_reads"`
	ReadSize            check.Bytes     `yaml:"read_size"` // of an item; of a query, what it reads before filters
	Writes              decimal.Decimal `yaml:"writes"`    // a write to an index is one more
	TransactionalWrites decimal.Decimal `yaml:"transactional_writes"`
	WriteSize           check.Bytes     `yaml:"write_size"` // of an item: the larger of before and after
	Storage             check.Bytes     `yaml:"storage"`    // with 100 bytes an item, and of its indexes
	PITR                bool            `yaml:"pitr"`       // point-in-time recovery of all Storage
}

var _ Meter = OnDemandTable{}

// Meter implements Meter.
func (d OnDemandTable) Meter(region string) (Metered, error) {
	if err := notNegative(
		quantity{"the eventual reads", d.EventualReads}, quantity{"the strong reads", d.StrongReads},
		quantity{"the transactional reads", d.TransactionalReads}, whole("the size of a read", d.ReadSize),
		quantity{"the writes", d.Writes}, quantity{"the transactional writes", d.TransactionalWrites},
		whole("the size of a write", d.WriteSize), whole("the storage", d.Storage),
	); err != nil {
		return Metered{}, fmt.Errorf("table: %w", err)
	}
	switch {
	case d.WriteSize > MaxItem:
		return Metered{}, fmt.Errorf("table: an item has at most %s, not %s", MaxItem, d.WriteSize)
	case d.ReadSize > MaxQuery:
		return Metered{}, fmt.Errorf("table: an item has at most %s and a query reads at most %s, not %s", MaxItem, MaxQuery, d.ReadSize)
	}
	t := tally{place: place{TableService, region}, driver: pricing.Traffic}
	read, write := requestChunks(d.ReadSize, readUnit), requestChunks(d.WriteSize, writeUnit)
	two := decimal.New(2, 0)
	reads := d.EventualReads.Div(two).Add(d.StrongReads).Add(d.TransactionalReads.Mul(two))
	t.count("read-units", "RRU", reads.Mul(number(read)), d.readNote(read))
	t.count("write-units", "WRU", d.Writes.Add(d.TransactionalWrites.Mul(two)).Mul(number(write)), chunkNote(write, writeUnit, "a write"))
	keep(&t, d.Storage, d.PITR)
	return Metered{Usage: t.billed, NotPriced: tableNotPriced()}, nil
}

func (d OnDemandTable) readNote(n int64) string {
	note := chunkNote(n, readUnit, "a read")
	if d.EventualReads.IsPositive() {
		if note != "" {
			note += ", "
		}
		note += "half a unit each for eventual reads"
	}
	return note
}

// ProvisionedTable is a DynamoDB table of the standard class with so much
// capacity, used or not (https://aws.amazon.com/dynamodb/pricing/provisioned/).
type ProvisionedTable struct {
	RCU     decimal.Decimal `yaml:"rcu"`     // read capacity units, mean over Hours
	WCU     decimal.Decimal `yaml:"wcu"`     // write capacity units, likewise
	Hours   decimal.Decimal `yaml:"hours"`   // of the month; 0 means all 730
	Storage check.Bytes     `yaml:"storage"` // with 100 bytes an item, and of its indexes
	PITR    bool            `yaml:"pitr"`    // point-in-time recovery of all Storage
}

var _ Meter = ProvisionedTable{}

// Meter implements Meter.
func (d ProvisionedTable) Meter(region string) (Metered, error) {
	hours := orDefault(d.Hours, hoursPerMonth)
	if err := notNegative(quantity{"the RCU", d.RCU}, quantity{"the WCU", d.WCU},
		quantity{"the hours", hours}, whole("the storage", d.Storage)); err != nil {
		return Metered{}, fmt.Errorf("table: %w", err)
	}
	if err := inMonth("a table is there", hours); err != nil {
		return Metered{}, err
	}
	t := tally{place: place{TableService, region}, driver: pricing.Given}
	t.count("provisioned-rcu", "RCU-hour", d.RCU.Mul(hours), fmt.Sprintf("%s × %s h", d.RCU, hours))
	t.count("provisioned-wcu", "WCU-hour", d.WCU.Mul(hours), fmt.Sprintf("%s × %s h", d.WCU, hours))
	keep(&t, d.Storage, d.PITR)
	return Metered{Usage: t.billed, NotPriced: tableNotPriced()}, nil
}

// keep adds what is stored for a month.
func keep(t *tally, storage check.Bytes, pitr bool) {
	t.driver = pricing.Given
	t.extra("storage", "GB-month", gb(number(storage)), "")
	if pitr {
		t.extra("pitr", "GB-month", gb(number(storage)), "")
	}
}

func tableNotPriced() []string {
	return []string{"streams, backups and replicas in other regions, if used: their reads, GB and writes"}
}

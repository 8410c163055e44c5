package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// MonitoringService is the service that the prices of CloudWatch stand under in
// a book.
const MonitoringService = "AmazonCloudWatch"

// logCompression is what AWS's calculator takes stored logs to shrink to
// (https://calculator.aws/#/addService/CloudWatch, read 2024): they are billed
// compressed.
var logCompression = decimal.RequireFromString("0.15")

// Logs is what requests write to CloudWatch Logs, standard class, and what is
// kept of it. The price page says that ingestion is billed by uncompressed GB.
// The 26 bytes that PutLogEvents adds to each event when it limits a batch are
// not known to be billed, and not counted
// (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
type Logs struct {
	Requests      decimal.Decimal  `yaml:"requests"`       // in the month
	Bytes         check.Bytes      `yaml:"bytes"`          // that a request writes, the platform's own lines in it
	Share         *decimal.Decimal `yaml:"share"`          // of the requests that write, 0 to 1; nil: all
	Lambda        bool             `yaml:"lambda"`         // a Lambda function writes: its volume has tiers since 2025-05-01
	RetentionDays decimal.Decimal  `yaml:"retention_days"` // how long logs are kept; 0: for ever, which no month's bill can tell
	Compression   decimal.Decimal  `yaml:"compression"`    // what stored logs shrink to, 0 to 1; 0 means 0.15
	Scanned       check.Bytes      `yaml:"scanned"`        // by Logs Insights queries in the month
}

var _ Meter = Logs{}

// Meter implements Meter.
func (l Logs) Meter(region string) (Metered, error) {
	if err := l.check(); err != nil {
		return Metered{}, fmt.Errorf("logs: %w", err)
	}
	written := gb(l.Requests.Mul(number(l.Bytes))).Mul(shareOr1(l.Share))
	component := "logs-ingest"
	if l.Lambda {
		component = "logs-lambda-ingest"
	}
	t := tally{place: place{MonitoringService, region}, driver: pricing.Measured}
	t.count(component, "GB", written, l.note())
	m := Metered{}
	if l.RetentionDays.IsZero() {
		m.NotPriced = []string{"the storage of logs kept for ever, which grows every month: how long they are kept (retention_days)"}
	} else {
		l.stored(&t, written)
	}
	t.driver = pricing.Given
	t.extra("logs-insights-scan", "GB", gb(number(l.Scanned)), "")
	m.Usage = t.billed
	return m, nil
}

// stored adds what is kept once logs are deleted as fast as they are written:
// a month of it is 730 hours.
func (l Logs) stored(t *tally, written decimal.Decimal) {
	shrunk, days := orDefault(l.Compression, logCompression), l.RetentionDays
	quantity := written.Mul(shrunk).Mul(days).Mul(decimal.New(hoursPerDay, 0)).Div(hoursPerMonth)
	t.extra("logs-storage", "GB-month", quantity, fmt.Sprintf("%s days, compressed to %s %%", days, shrunk.Shift(2)))
}

func (l Logs) note() string {
	note := fmt.Sprintf("%s a request", l.Bytes)
	if l.Share != nil {
		note += fmt.Sprintf(", %s %% of requests", l.Share.Shift(2))
	}
	return note
}

func (l Logs) check() error {
	if err := isShare("the share of requests", shareOr1(l.Share)); err != nil {
		return err
	}
	if err := isShare("the compression", l.Compression); err != nil {
		return err
	}
	return notNegative(quantity{"the number of requests", l.Requests}, whole("the bytes of a request", l.Bytes),
		quantity{"the days of retention", l.RetentionDays}, whole("what is scanned", l.Scanned))
}

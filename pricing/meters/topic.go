package meters

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// TopicService is the service that the prices of SNS stand under in a book.
const TopicService = "AmazonSNS"

// How SNS bills, https://aws.amazon.com/sns/pricing/ (read 2026).
const (
	topicChunk = check.Bytes(64 << 10) // of a publish's payload, standard topics
	topicBatch = 10                    // messages in a publish at most
)

// Topic is an SNS topic. A standard one bills each 64 KB of a publish begun and
// each delivery, by protocol; a FIFO one bills publishes, deliveries to SQS and
// the bytes of both. Batches are taken to be full.
type Topic struct {
	FIFO       bool            `yaml:"fifo"`
	Messages   decimal.Decimal `yaml:"messages"`    // in the month
	Size       check.Bytes     `yaml:"size"`        // of a message
	Batch      int             `yaml:"batch"`       // messages in a publish, 1 to 10; 0 means 1
	AWS        decimal.Decimal `yaml:"aws"`         // deliveries of a message to Lambda and SQS, mean, after filters
	HTTP       decimal.Decimal `yaml:"http"`        // deliveries of a message to HTTP and HTTPS; standard topics only, as all below
	Email      decimal.Decimal `yaml:"email"`       // deliveries of a message by email
	Firehose   decimal.Decimal `yaml:"firehose"`    // deliveries of a message to Firehose
	MobilePush decimal.Decimal `yaml:"mobile_push"` // deliveries of a message to apps
}

var _ Meter = Topic{}

// Meter implements Meter.
func (p Topic) Meter(region string) (Metered, error) {
	if err := p.check(); err != nil {
		return Metered{}, fmt.Errorf("topic: %w", err)
	}
	t := tally{place: place{TopicService, region}, driver: pricing.Traffic}
	if p.FIFO {
		p.fifo(&t)
	} else {
		p.standard(&t)
	}
	return Metered{Usage: t.billed, NotPriced: []string{"text messages, if sent: their number and country"}}, nil
}

func (p Topic) standard(t *tally) {
	n := batchChunks(p.batch(), p.Size, topicChunk)
	each := "a message"
	if p.batch() > 1 {
		each = fmt.Sprintf("a publish of %d messages", p.batch())
	}
	t.count("publishes", "request", p.Messages.Mul(number(n)).Div(number(p.batch())), chunkNote(n, topicChunk, each))
	for _, d := range p.deliveries() {
		t.extra(d.name, "notification", p.Messages.Mul(d.value), fmt.Sprintf("%s a message", d.value))
	}
}

func (p Topic) fifo(t *tally) {
	bytes := gb(p.Messages.Mul(number(p.Size)))
	delivered := fmt.Sprintf("%s a message", p.AWS)
	t.count("fifo-publishes", "request", p.Messages.Div(number(p.batch())), "")
	t.count("fifo-publish-bytes", "GB", bytes, fmt.Sprintf("%s a message", p.Size))
	t.extra("fifo-deliveries", "message", p.Messages.Mul(p.AWS), delivered)
	t.extra("fifo-delivery-bytes", "GB", bytes.Mul(p.AWS), fmt.Sprintf("%s × %s", delivered, p.Size))
}

// deliveries are those of a message by the component that prices them.
func (p Topic) deliveries() []quantity {
	return []quantity{
		{"deliveries-aws", p.AWS}, {"deliveries-http", p.HTTP}, {"deliveries-email", p.Email},
		{"deliveries-firehose", p.Firehose}, {"mobile-push", p.MobilePush},
	}
}

func (p Topic) batch() int { return max(1, p.Batch) }

func (p Topic) check() error {
	if p.Batch < 0 || p.Batch > topicBatch {
		return fmt.Errorf("a publish takes 1 to %d messages, not %d", topicBatch, p.Batch)
	}
	if p.FIFO && !decimal.Sum(p.HTTP, p.Email, p.Firehose, p.MobilePush).IsZero() {
		return errors.New("a FIFO topic delivers to SQS alone (aws)")
	}
	return notNegative(append(p.deliveries(), quantity{"the number of messages", p.Messages}, whole("the size of a message", p.Size))...)
}

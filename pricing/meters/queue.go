package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// QueueService is the service that the prices of SQS stand under in a book.
const QueueService = "AWSQueueService"

// How SQS bills, https://aws.amazon.com/sqs/pricing/, and what it takes,
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
// (read 2026).
const (
	queueChunk      = check.Bytes(64 << 10) // of a request's payload
	queueBatch      = 10                    // messages in a request at most
	queueMaxPayload = check.Bytes(1 << 20)  // of a request, all its messages together
)

// Queue is an SQS queue: every message is sent, received and deleted, and each
// of these is a request for every 64 KB of payload begun, which a batch shares.
// Batches are taken to be full.
type Queue struct {
	FIFO          bool            `yaml:"fifo"`
	Messages      decimal.Decimal `yaml:"messages"`       // in the month
	Size          check.Bytes     `yaml:"size"`           // of a message, with its attributes
	SendBatch     int             `yaml:"send_batch"`     // messages sent in a request, 1 to 10; 0 means 1
	ReceiveBatch  int             `yaml:"receive_batch"`  // messages received, and deleted, in a request, 1 to 10; 0 means 1
	Receives      decimal.Decimal `yaml:"receives"`       // of a message, mean, more than 1 where handling fails; 0 means 1
	EmptyReceives decimal.Decimal `yaml:"empty_receives"` // in the month: polls that find nothing
}

var _ Meter = Queue{}

// Meter implements Meter.
func (q Queue) Meter(region string) (Metered, error) {
	if err := q.check(); err != nil {
		return Metered{}, fmt.Errorf("queue: %w", err)
	}
	each, note := q.perMessage()
	component := "standard-requests"
	if q.FIFO {
		component = "fifo-requests"
	}
	if q.EmptyReceives.IsPositive() {
		note += fmt.Sprintf(", and %s empty receives", q.EmptyReceives)
	}
	t := tally{place: place{QueueService, region}, driver: pricing.Traffic}
	t.count(component, "request", q.Messages.Mul(each).Add(q.EmptyReceives), note)
	m := Metered{Usage: t.billed}
	if q.EmptyReceives.IsZero() {
		m.NotPriced = []string{"polls that find no message: their number (empty_receives)"}
	}
	return m, nil
}

// perMessage is the requests that a message takes, and how they come about. A
// delete carries no payload.
func (q Queue) perMessage() (decimal.Decimal, string) {
	send, receive := max(1, q.SendBatch), max(1, q.ReceiveBatch)
	sent, received := batchChunks(send, q.Size, queueChunk), batchChunks(receive, q.Size, queueChunk)
	receives := orDefault(q.Receives, one)
	each := number(sent).Div(number(send)).
		Add(number(received).Mul(receives).Add(one).Div(number(receive)))
	note := fmt.Sprintf("requests a message: send %s + receive %s + delete %s",
		ratio(sent, send), multiple(receives, ratio(received, receive)), ratio(1, receive))
	return each, note
}

// ratio is chunks over messages: "2" or "2/10".
func ratio(chunks int64, messages int) string {
	if messages == 1 {
		return fmt.Sprint(chunks)
	}
	return fmt.Sprintf("%d/%d", chunks, messages)
}

// multiple is a multiple of something, unless it is once.
func multiple(n decimal.Decimal, what string) string {
	if n.Equal(one) {
		return what
	}
	return fmt.Sprintf("%s × %s", n, what)
}

func (q Queue) check() error {
	if err := notNegative(quantity{"the number of messages", q.Messages}, whole("the size of a message", q.Size),
		quantity{"the receives of a message", q.Receives}, quantity{"the number of empty receives", q.EmptyReceives}); err != nil {
		return err
	}
	for _, batch := range []int{q.SendBatch, q.ReceiveBatch} {
		if batch < 0 || batch > queueBatch {
			return fmt.Errorf("a request takes 1 to %d messages, not %d", queueBatch, batch)
		}
		if n := check.Bytes(max(1, batch)); q.Size > queueMaxPayload/n {
			return fmt.Errorf("a request takes up to %s of payload, not %d × %s", queueMaxPayload, n, q.Size)
		}
	}
	return nil
}

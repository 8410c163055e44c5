package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// EventsService is the service that the prices of EventBridge stand under in a
// book.
const EventsService = "AWSEvents"

// eventChunk is the part of an event's payload that is billed as one event
// (https://aws.amazon.com/eventbridge/pricing/, read 2026).
const eventChunk = check.Bytes(64 << 10)

// EventBus is custom, partner and cross-account events on an EventBridge bus,
// billed for every 64 KB of an event begun. Events of AWS's own services on the
// default bus are free, and so are deliveries within the account.
type EventBus struct {
	Events decimal.Decimal `yaml:"events"` // in the month; the entries of a PutEvents call are one each
	Size   check.Bytes     `yaml:"size"`   // of an event
}

var _ Meter = EventBus{}

// Meter implements Meter.
func (b EventBus) Meter(region string) (Metered, error) {
	if err := notNegative(quantity{"the number of events", b.Events}, whole("the size of an event", b.Size)); err != nil {
		return Metered{}, fmt.Errorf("event bus: %w", err)
	}
	n := requestChunks(b.Size, eventChunk)
	t := tally{place: place{EventsService, region}, driver: pricing.Traffic}
	t.count("events", "event", b.Events.Mul(number(n)), chunkNote(n, eventChunk, "an event"))
	return Metered{Usage: t.billed, NotPriced: []string{"archives, replays and API destinations, if used: their events and GB"}}, nil
}

// Schedule is invocations by EventBridge Scheduler
// (https://aws.amazon.com/eventbridge/pricing/, read 2026).
type Schedule struct {
	Invocations decimal.Decimal `yaml:"invocations"` // in the month: schedules × how often each fires
}

var _ Meter = Schedule{}

// Meter implements Meter.
func (s Schedule) Meter(region string) (Metered, error) {
	if err := notNegative(quantity{"the number of invocations", s.Invocations}); err != nil {
		return Metered{}, fmt.Errorf("schedule: %w", err)
	}
	t := tally{place: place{EventsService, region}, driver: pricing.Given}
	t.count("scheduler-invocations", "invocation", s.Invocations, "")
	return Metered{Usage: t.billed}, nil
}

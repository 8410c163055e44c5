package meters

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// WorkflowService is the service that the prices of Step Functions stand under
// in a book.
const WorkflowService = "AmazonStates"

// How Step Functions bills Express workflows,
// https://aws.amazon.com/step-functions/pricing/ (read 2026).
const (
	expressStep  = 100 * time.Millisecond
	expressChunk = check.Bytes(64 << 20) // of memory
)

// ExpressLongest is how long an Express workflow may run
// (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
const ExpressLongest = 5 * time.Minute

// StandardWorkflow is Step Functions' Standard workflows: each step that is
// executed is a transition, and so is each retry
// (https://aws.amazon.com/step-functions/pricing/).
type StandardWorkflow struct {
	Executions  decimal.Decimal `yaml:"executions"`  // in the month
	Transitions decimal.Decimal `yaml:"transitions"` // of an execution, mean
	Retries     decimal.Decimal `yaml:"retries"`     // of steps in an execution, mean, beside Transitions
}

var _ Meter = StandardWorkflow{}

// Meter implements Meter.
func (w StandardWorkflow) Meter(region string) (Metered, error) {
	if err := notNegative(quantity{"the number of executions", w.Executions},
		quantity{"the transitions", w.Transitions}, quantity{"the retries", w.Retries}); err != nil {
		return Metered{}, fmt.Errorf("standard workflow: %w", err)
	}
	note := fmt.Sprintf("transitions an execution: %s", w.Transitions)
	if w.Retries.IsPositive() {
		note += fmt.Sprintf(" + %s retries", w.Retries)
	}
	t := tally{place: place{WorkflowService, region}, driver: pricing.Traffic}
	t.count("standard-transitions", "transition", w.Executions.Mul(w.Transitions.Add(w.Retries)), note)
	return Metered{Usage: t.billed}, nil
}

// ExpressWorkflow is Step Functions' Express workflows: executions, and their
// memory × time, the memory rounded up to 64 MB and the time to 100 ms. All
// executions are taken to be like the mean one.
type ExpressWorkflow struct {
	Executions decimal.Decimal `yaml:"executions"` // in the month
	Duration   time.Duration   `yaml:"duration"`   // of an execution
	Memory     check.Bytes     `yaml:"memory"`     // of an execution: definition, payloads, parallel branches; up to 64 MB are billed as 64
}

var _ Meter = ExpressWorkflow{}

// Meter implements Meter.
func (w ExpressWorkflow) Meter(region string) (Metered, error) {
	if err := notNegative(quantity{"the number of executions", w.Executions},
		span("the duration", w.Duration), whole("the memory", w.Memory)); err != nil {
		return Metered{}, fmt.Errorf("express workflow: %w", err)
	}
	if w.Duration > ExpressLongest {
		return Metered{}, fmt.Errorf("an express workflow ends after %s, not %s", check.FormatDuration(ExpressLongest), check.FormatDuration(w.Duration))
	}
	billed, n := roundUp(w.Duration, expressStep), requestChunks(w.Memory, expressChunk)
	each := gb(number(n).Mul(number(expressChunk))).Mul(seconds(billed))
	t := tally{place: place{WorkflowService, region}, driver: pricing.Traffic}
	t.count("express-requests", "request", w.Executions, "")
	t.driver = pricing.Measured
	t.count("express-duration", "GB-second", w.Executions.Mul(each),
		fmt.Sprintf("%s × %s an execution", check.FormatDuration(billed), check.Bytes(n)*expressChunk))
	return Metered{Usage: t.billed}, nil
}

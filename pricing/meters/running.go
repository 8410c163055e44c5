package meters

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// running is how long machines of a kind run: some of them for hours of the
// month, others whenever a run begins and until it ends. Both are billed by the
// second, and each start for a least time.
type running struct {
	steady, hours decimal.Decimal
	runs          decimal.Decimal
	each          time.Duration
	least         time.Duration
}

// check refuses negative values, more hours than a month has, and runs whose
// length was forgotten.
func (r running) check() error {
	if err := notNegative(
		quantity{"how many run", r.steady}, quantity{"the hours that each runs", r.hours},
		quantity{"the number of runs", r.runs}, span("the time of a run", r.each),
	); err != nil {
		return err
	}
	if err := inMonth("each runs", r.hours); err != nil {
		return err
	}
	if r.runs.IsPositive() && r.each == 0 {
		return errors.New("runs need the time that each takes")
	}
	return nil
}

// billed is the time of all machines together, in seconds.
func (r running) billed() decimal.Decimal {
	return r.steady.Mul(r.steadySeconds()).Add(r.runs.Mul(r.runSeconds()))
}

func (r running) steadySeconds() decimal.Decimal {
	s := r.hours.Mul(secondsPerHour).Ceil()
	if s.IsPositive() {
		s = decimal.Max(s, seconds(r.least))
	}
	return s
}

func (r running) runSeconds() decimal.Decimal {
	return seconds(max(r.least, roundUp(r.each, time.Second)))
}

// note shows what the time is made of: "2 × 730 h + 150 runs × 600 s".
func (r running) note() string {
	var parts []string
	if r.steady.IsPositive() {
		parts = append(parts, fmt.Sprintf("%s × %s h", r.steady, r.hours))
	}
	if r.runs.IsPositive() {
		run := fmt.Sprintf("%s runs × %s s", r.runs, r.runSeconds())
		if r.each < r.least {
			run += fmt.Sprintf(" (the least that is billed; a run takes %s)", check.FormatDuration(r.each))
		}
		parts = append(parts, run)
	}
	return strings.Join(parts, " + ")
}

// hoursOf is so many of a resource in each machine, for all the time that is
// billed, in hours of one. The division comes last, as thirds of an hour have
// no end.
func (r running) hoursOf(n decimal.Decimal) decimal.Decimal {
	return n.Mul(r.billed()).Div(secondsPerHour)
}

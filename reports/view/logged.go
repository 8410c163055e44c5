package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Logged is what a function's log tells of how it runs today; empty for runs
// that were measured.
func (v *View) Logged() []Fact {
	log := v.Summary.Log
	if log == nil {
		return nil
	}
	out := []Fact{logFact(log)}
	for _, t := range v.Trials {
		name := ""
		if len(v.Trials) > 1 {
			name = " at " + t.Name
		}
		out = append(out, t.logBill(name, log), t.logMemory(name), t.logCold(name), t.logTail(name, log))
	}
	out = append(out, v.floorFact()...)
	if log.InFlight != nil {
		out = append(out, inFlightFact(log.InFlight))
	}
	return append(out, Fact{
		Name: "Not in a log", Text: "what another memory size would take and cost",
		Note: "measure it: sweetspot init FILE.py:HANDLER writes a scenario of the function's code, sweetspot run measures its sizes, sweetspot tune looks for the best of all",
	})
}

func logFact(log *measure.FunctionLog) Fact {
	f := Fact{Name: "Log", Text: plural(log.Invocations, "invocation") + " of " + format.Clean(log.Function)}
	if !log.From.IsZero() {
		f.Text += ", " + format.Instant(log.From) + " to " + format.Instant(log.To) + " (" + format.Elapsed(log.To.Sub(log.From)) + ")"
	}
	var notes []string
	if group := format.Clean(log.Group); group != "" {
		notes = append(notes, "log group "+group)
	}
	for _, n := range []struct {
		count int
		what  string
	}{
		{log.Unreadable, "not readable"}, {log.Duplicates, "there twice"}, {log.Unfinished, "without a report"},
	} {
		if n.count > 0 {
			notes = append(notes, format.Count(n.count)+" "+n.what)
		}
	}
	f.Note = strings.Join(notes, ", ")
	return f
}

// logBill is the bill of a month.
func (t Trial) logBill(name string, log *measure.FunctionLog) Fact {
	f := Fact{Name: "Bill" + name, Text: format.None}
	switch {
	case t.Cost == nil:
	case t.Cost.PerMonth == nil || t.Cost.RequestsPerMonth == nil:
		f.Text, f.Note = format.Money(t.Cost.PerMillion, t.Cost.Currency)+" per million", "how many requests a month brings is not known: --requests-per-month says it"
	default:
		f.Text = format.Money(*t.Cost.PerMonth, t.Cost.Currency) + " a month"
		f.Note = format.Quantity(*t.Cost.RequestsPerMonth) + " requests a month, as was said"
		if t.Cost.RequestsPerMonth.Equal(decimal.NewFromInt(log.RequestsPerMonth)) {
			f.Note = format.Quantity(*t.Cost.RequestsPerMonth) + " requests in a month of 730 hours at the log's own rate"
		}
	}
	return f
}

// logMemory is the most that was used of the memory.
func (t Trial) logMemory(name string) Fact {
	f := Fact{Name: "Memory" + name, Text: format.None}
	if used := t.MaxMemoryUsedMB; used != nil && t.Variant.MemoryMB > 0 {
		f.Text = fmt.Sprintf("at most %s of %s used (%s)", format.Memory(*used), format.Memory(t.Variant.MemoryMB), format.Share(float64(*used)/float64(t.Variant.MemoryMB)))
	}
	if t.OOM > 0 {
		f.Note = plural(t.OOM, "invocation") + " ran out of it"
	}
	return f
}

func (t Trial) logCold(name string) Fact {
	f := Fact{Name: "Cold starts" + name, Text: "none that a caller waited for"}
	if c := t.ColdStarts; c.Count > 0 {
		f.Text = format.Share(c.Share) + " of the invocations waited for one (" + format.Count(c.Count) + ")"
		f.Note = "init p50 " + format.MaybeDuration(c.Init.P50) + ", longest " + format.MaybeDuration(c.Init.Max)
	}
	return f
}

// logTail is how long the longest took, cold starts in it, against the time-out.
func (t Trial) logTail(name string, log *measure.FunctionLog) Fact {
	f := Fact{Name: "Longest" + name, Text: format.MaybeDuration(t.Duration.Max) + " for a handler that succeeded"}
	if t.Latency.Max != nil && t.Duration.Max != nil && *t.Latency.Max > *t.Duration.Max {
		f.Text += ", " + format.MaybeDuration(t.Latency.Max) + " with its cold start"
	}
	if t.Latency.P99 != nil {
		f.Text += "; p99 " + format.MaybeDuration(t.Latency.P99)
	}
	if log.TimeoutS != nil {
		f.Note = "the time-out is " + format.Duration(1000**log.TimeoutS)
	}
	if t.Timeouts > 0 {
		f.Note = strings.TrimPrefix(f.Note+"; "+plural(t.Timeouts, "invocation")+" timed out", "; ")
	}
	return f
}

func inFlightFact(f *measure.InFlight) Fact {
	return Fact{
		Name: "Concurrency",
		Text: fmt.Sprintf("at most %s at once, %s on average", format.Count(f.Max), strconv.FormatFloat(f.Mean, 'g', 2, 64)),
		Note: fmt.Sprintf("no more than %s during 95 %%, %s during 99 %%, %s during 99.9 %% of the time", format.Count(f.P95), format.Count(f.P99), format.Count(f.P999)),
	}
}

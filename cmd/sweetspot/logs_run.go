package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/lambdalogs"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// logRun is the log of a function, to be made a run of.
type logRun struct {
	read    *logsRead
	log     *lambdalogs.Log
	options logOptions
	name    string // of the function

	from, to time.Time
	rate     int64 // requests a month at the log's own rate; 0: not known
	perMonth int64 // the same, or as was said
}

// hoursPerMonth is how AWS's own calculator counts a month.
const hoursPerMonth = 730

// leastSpan is the time of a log from which on a rate is taken from it.
const leastSpan = time.Minute

func newLogRun(read *logsRead, log *lambdalogs.Log, o logOptions) (*logRun, error) {
	l := &logRun{read: read, log: log, options: o}
	l.name = cmp.Or(o.function, log.Function, nameOfFile(read.paths[0]))
	if l.from, l.to = log.Span(); !log.Dated {
		l.layOut()
	}
	if span := l.to.Sub(l.from); log.Dated && span >= leastSpan {
		l.rate = max(1, int64(float64(len(log.Invocations))/span.Hours()*hoursPerMonth))
	}
	l.perMonth = l.rate
	if o.requests != "" {
		n, err := check.ParseCount(o.requests)
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("--requests-per-month: %q is not a number of requests such as 10M", o.requests)
		}
		l.perMonth = n
	}
	return l, nil
}

// nameOfFile is the name of a file or folder without its endings.
func nameOfFile(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name
}

// layOut puts the invocations of a log without times end to end; a run needs
// some.
func (l *logRun) layOut() {
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	l.from = at
	for k := range l.log.Invocations {
		i := &l.log.Invocations[k]
		if i.Cold == measure.ColdWaited || i.Cold == measure.ColdRestored {
			at = at.Add(i.Init)
		}
		i.Began = at
		at = i.End()
	}
	l.to = at
}

// scenario is what the log tells of the function and its load.
func (l *logRun) scenario() (*scenarios.Scenario, error) {
	o := scenarios.ObservedFunction{
		Name: cmp.Or(l.options.name, l.name), Function: l.name,
		Description: fmt.Sprintf("Imported from the log of the function %s: %s", l.name, plural(len(l.log.Invocations), "invocation")),
		Region:      l.region(), Architecture: l.options.architecture, Timeout: l.log.Timeout,
		MemoryMB: l.log.Sizes(), Invocations: len(l.log.Invocations), Length: l.to.Sub(l.from),
		RequestsPerMonth: l.perMonth,
	}
	if len(o.MemoryMB) > 1 {
		o.Current = l.log.Invocations[len(l.log.Invocations)-1].MemoryMB
	}
	return o.Scenario()
}

// region is where the function runs, "" where nothing tells.
func (l *logRun) region() string { return cmp.Or(l.options.region, l.read.region, l.log.Region) }

// describe cuts the time of each size into blocks and tells of the log.
func (l *logRun) describe(i *imported) {
	for _, b := range l.blocks(i.plan) {
		i.block(b.Block)
	}
	m := i.manifest
	m.Imported = &rundir.Imported{
		Tool: "lambda-logs", File: l.read.paths[0], Format: "lambda-logs", Results: len(l.log.Invocations),
		Args: l.args(), Load: l.load(), Log: l.facts(),
	}
	m.Warnings = l.warnings(i)
	i.damaged(l.read.damage)
}

// load says how the load was.
func (l *logRun) load() string {
	n := plural(len(l.log.Invocations), "invocation")
	if !l.log.Dated {
		return "as it was: " + n
	}
	span := l.to.Sub(l.from)
	text := "as it was: " + n + " in " + format.Elapsed(span)
	if span >= leastSpan {
		text += ", " + format.Rate(float64(len(l.log.Invocations))/span.Seconds()) + " on average"
	}
	return text
}

// args are the words of the command line that imports the same.
func (l *logRun) args() []string {
	words := []string{"logs"}
	g := l.options.groups
	if !g.used() {
		words = append(words, l.read.paths...)
	} else {
		words = append(words, "--group", g.group, "--since", g.since)
	}
	for _, flag := range []struct{ name, value string }{
		{"--function", l.options.function}, {"--region", l.options.region}, {"--architecture", l.options.architecture},
		{"--requests-per-month", l.options.requests},
	} {
		if flag.value != "" {
			words = append(words, flag.name, flag.value)
		}
	}
	return words
}

// facts are what the log tells beside its invocations.
func (l *logRun) facts() *measure.FunctionLog {
	log := l.log
	out := &measure.FunctionLog{
		Function: l.name, Group: log.Group, Invocations: len(log.Invocations), RequestsPerMonth: l.rate,
		FailedInits: log.FailedInits, Unreadable: log.Unreadable + log.Undated + l.read.unread, Duplicates: log.Duplicates, Unfinished: log.Unfinished,
	}
	if log.Timeout > 0 {
		out.TimeoutS = new(log.Timeout.Seconds())
	}
	if log.Dated {
		out.From, out.To = l.from, l.to
		out.InFlight = inFlight(log.Invocations)
	}
	return out
}

// samples writes the invocations block by block.
func (l *logRun) samples(ctx context.Context, i *imported, out *rundir.Samples) error {
	for _, b := range l.blocks(i.plan) {
		for seq, inv := range b.invocations {
			if ctx.Err() != nil {
				return errInterrupted
			}
			if err := out.Write(sampleOf(inv, b.Block, seq)); err != nil {
				return err
			}
		}
	}
	return nil
}

// sampleOf is an invocation as a sample. When it was wanted is when it came:
// the log knows no callers.
func sampleOf(i *lambdalogs.Invocation, b measure.Block, seq int) measure.Sample {
	sent := i.Sent()
	return measure.Sample{
		Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: seq, Phase: measure.PhaseLoad,
		Intended: sent, Sent: sent, End: i.End(), Outcome: i.Outcome, Reason: i.Reason,
		Environment: i.Stream, RequestID: i.RequestID, Cold: i.Cold, TraceID: i.TraceID,
		Init: i.Init, Duration: i.Duration, Billed: i.Billed, MaxMemoryMB: i.MaxMemoryMB,
	}
}

// warnings are what a reader of the figures must know.
func (l *logRun) warnings(i *imported) []rundir.Warning {
	var out []rundir.Warning
	add := func(code, format string, args ...any) {
		out = append(out, rundir.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	add("imported", "Imported from the function's log: it tells what the function took, not what its callers waited; throttled requests leave no trace in it.")
	target := i.scenario.Targets[0]
	var assumed []string
	if l.options.architecture == "" {
		assumed = append(assumed, i.scenario.Matrix.Architecture[0]+" (--architecture)")
	}
	if l.region() != target.Region {
		assumed = append(assumed, target.Region+" (--region)")
	}
	if len(assumed) > 0 {
		add("log-assumed", "The log does not say everything that prices rest on; assumed: %s.", strings.Join(assumed, ", "))
	}
	l.doubts(add)
	return out
}

// doubts are what the log leaves open.
func (l *logRun) doubts(add func(code, format string, args ...any)) {
	log := l.log
	span := l.to.Sub(l.from)
	switch {
	case !log.Dated:
		add("log-undated", "The log has no times: how often the function is called, how many invocations ran at once and what a month costs cannot be told; the invocations are laid end to end.")
	case l.options.requests == "" && l.rate > 0 && span < 24*time.Hour:
		add("log-short", "The month's requests are extrapolated from %s of log: give them with --requests-per-month, or read a longer stretch.", format.Elapsed(span))
	}
	if !log.Streams {
		add("log-streams", "The log does not say which environment ran what, since its lines name no log streams: intervals count invocations as independent.")
	}
	if !log.Whole && log.Mute && !l.read.searched {
		add("log-reports", "The log holds reports alone: errors that the handler returned stand on other lines, and invocations that had one count as successes.")
	}
	if n := log.Unreadable + log.Undated + l.read.unread; n > 0 {
		first := "it is cut or too long"
		if log.Unreadables != "" {
			first = "the first lacks " + log.Unreadables
		}
		add("log-unreadable", "%s of the log could not be used and are left out (%s).", plural(n, "piece"), first)
	}
	if log.FailedInits > 0 {
		add("log-init", "%s failed or timed out; Lambda repeated the init within the next invocation.", plural(log.FailedInits, "init phase"))
	}
	if len(l.read.cut) > 0 {
		add("log-cut", "The log group has more events than were read (--max-events): the figures are of the first ones.")
	}
	if l.read.damage != nil {
		add("import-partial", "Only a part of the log could be read: %v.", errors.Unwrap(l.read.damage))
	}
}

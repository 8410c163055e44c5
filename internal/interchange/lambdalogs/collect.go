package lambdalogs

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Collector puts the invocations of functions together from the events of their
// logs. Events may come in any order, as long as those of one log stream are
// in the order of their time or in the reverse of it.
type Collector struct {
	only string
	logs map[string]*gathering
	n    int
}

// NewCollector collects the logs of the function that only names, "" for all.
// Events that name no function belong to it.
func NewCollector(only string) *Collector {
	return &Collector{only: only, logs: map[string]*gathering{}}
}

// gathering is the log of one function on its way.
type gathering struct {
	Log
	byID    map[string]int // the latest invocation of a request
	streams map[string]*stream
}

// stream is what is known of a log stream at the event that was read last.
type stream struct {
	name    string
	current string // request that is being served
	inits   []initialised
	reinit  time.Duration // an init within the invocation that comes next
}

// initialised is the start of an init phase.
type initialised struct {
	at time.Time
	by string
}

// Add takes in an event. An error says that there is more than is read.
func (c *Collector) Add(e Event) error {
	group, region, account := splitGroup(e.Group)
	name := functionOf(group, e.Stream)
	r := e.record()
	r.region, r.account = cmp.Or(r.region, region), cmp.Or(r.account, account)
	if c.only != "" && name != "" && name != c.only {
		return nil
	}
	g, err := c.of(name)
	if err != nil {
		return err
	}
	if e.Time.IsZero() {
		e.Time = r.time
	}
	g.place(group, r)
	if r.kind != reported && e.report == nil && strings.TrimSpace(e.Message) != "" {
		g.Whole = true
	}
	before := len(g.Invocations)
	g.add(e, r)
	if c.n += len(g.Invocations) - before; c.n > MaxInvocations {
		return fmt.Errorf("it holds more than %d invocations; take a shorter stretch of time", MaxInvocations)
	}
	return nil
}

// of is the log of a function.
func (c *Collector) of(name string) (*gathering, error) {
	if name == "" {
		name = c.only
	}
	g := c.logs[name]
	if g == nil {
		if len(c.logs) == maxFunctions {
			return nil, errors.New("it holds the logs of more functions than are read")
		}
		g = &gathering{Log: Log{Function: name}, byID: map[string]int{}, streams: map[string]*stream{}}
		c.logs[name] = g
	}
	return g, nil
}

// record is what an event tells.
func (e *Event) record() record {
	if e.report != nil {
		return record{kind: reported, id: e.report.RequestID, Report: *e.report}
	}
	return recognise(e.Message)
}

// place notes which function it is and where it runs, as far as an event tells.
func (g *gathering) place(group string, r record) {
	for _, f := range []struct {
		at    *string
		value string
	}{{&g.Group, group}, {&g.Function, r.function}, {&g.Region, r.region}, {&g.Account, r.account}, {&g.Runtime, r.runtime}} {
		if *f.at == "" {
			*f.at = strings.Clone(f.value)
		}
	}
	g.Timeout = max(g.Timeout, r.timeout)
}

// add takes in what an event tells.
func (g *gathering) add(e Event, r record) {
	s := g.stream(e.Stream)
	switch r.kind {
	case started:
		g.start(s, r.id, e.Time)
	case ended:
		g.end(s, r.id)
	case reported:
		g.report(s, r, e.Time)
	case failed:
		g.fail(s, r)
	case initStarted:
		s.inits = append(s.inits, initialised{e.Time, r.by})
	case initReported:
		g.initReport(s, r)
	}
}

func (g *gathering) stream(name string) *stream {
	s := g.streams[name]
	if s == nil {
		name = strings.Clone(name)
		s = &stream{name: name}
		g.streams[name] = s
	}
	return s
}

// find is the latest invocation of a request, nil without one.
func (g *gathering) find(id string) *Invocation {
	if i, ok := g.byID[id]; ok && id != "" {
		return &g.Invocations[i]
	}
	return nil
}

// make begins an invocation of a request.
func (g *gathering) make(s *stream, id string) *Invocation {
	id = strings.Clone(id)
	g.byID[id] = len(g.Invocations)
	g.Invocations = append(g.Invocations, Invocation{RequestID: id, Stream: s.name, Outcome: measure.OutcomeOK, Cold: measure.ColdNone})
	return &g.Invocations[len(g.Invocations)-1]
}

// start takes in the start of a request. One that was reported already is read
// backwards, or is retried under its old ID, or was read before.
func (g *gathering) start(s *stream, id string, at time.Time) {
	if id == "" {
		return
	}
	i := g.find(id)
	switch {
	case i != nil && i.done && i.Began.IsZero() && !at.After(i.reported):
		i.Began = at
		s.current = ""
		return
	case i != nil && i.done && i.Began.Equal(at):
		return
	case i == nil || i.done:
		i = g.make(s, id)
	}
	i.Began = at
	s.current = i.RequestID
	if s.reinit > 0 {
		i.Cold, i.Init, s.reinit = measure.ColdReinit, s.reinit, 0
	}
}

// end takes in the end of a request; in a log that is read backwards its lines
// are yet to come.
func (g *gathering) end(s *stream, id string) {
	s.current = ""
	if i := g.find(id); i != nil && i.done && i.Began.IsZero() {
		s.current = i.RequestID
	}
}

// report takes in the figures of an invocation.
func (g *gathering) report(s *stream, r record, at time.Time) {
	if lacks := lacks(&r.Report); lacks != "" {
		if g.Unreadable++; g.Unreadables == "" {
			g.Unreadables = lacks
		}
		return
	}
	i := g.find(r.id)
	switch {
	case i != nil && i.done && i.reported.Equal(at) && i.Duration == r.Duration:
		g.Duplicates++
		return
	case i == nil || i.done:
		i = g.make(s, r.id)
	}
	i.done, i.reported = true, at
	g.Mute = g.Mute || r.Status == ""
	i.Duration, i.Billed = r.Duration, r.Billed
	i.MemoryMB, i.MaxMemoryMB, i.TraceID = r.MemoryMB, r.MaxMemoryMB, strings.Clone(r.TraceID)
	switch {
	case r.Restore > 0:
		i.Cold, i.Init = measure.ColdRestored, r.Restore
	case r.Init > 0:
		i.Cold, i.Init = measure.ColdWaited, r.Init
	}
	outcome, reason := outcomeOf(&r.Report)
	i.worsen(outcome, reason)
	if s.current == i.RequestID {
		s.current = ""
	}
}

// fail takes in a failure of a request, or of the one that the stream serves.
func (g *gathering) fail(s *stream, r record) {
	id := r.id
	if id == "" {
		id = s.current
	}
	i := g.find(id)
	if i == nil && r.id == "" {
		return
	}
	if i == nil {
		i = g.make(s, r.id)
	}
	outcome := r.outcome
	if outcome == measure.OutcomeFunction && r.reason == "Runtime.OutOfMemory" {
		outcome = measure.OutcomeOOM
	}
	i.worsen(outcome, r.reason)
}

// initReport takes in an init phase: one that failed is repeated within the
// next invocation ("Phase: invoke"), and its time is part of that one's.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
func (g *gathering) initReport(s *stream, r record) {
	if r.Status != "" && r.Status != "success" {
		g.FailedInits++
	}
	if r.Phase != "invoke" || r.Init <= 0 {
		return
	}
	if i := g.find(s.current); i != nil {
		i.Cold, i.Init = measure.ColdReinit, r.Init
		return
	}
	s.reinit = r.Init
}

// Logs are the functions' logs, by their names.
func (c *Collector) Logs() []*Log {
	var out []*Log
	for _, name := range slices.Sorted(maps.Keys(c.logs)) {
		out = append(out, c.logs[name].finish())
	}
	return out
}

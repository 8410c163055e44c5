package scenarios

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Bounds of a load profile: beyond them a number is a slip of the pen.
const (
	maxRate        check.Rate = 1e6
	maxLength                 = 24 * time.Hour
	maxConcurrency            = 10_000
	maxInvocations            = 100_000_000
	maxSamples                = 1000
)

const loadExample = "load: {stages: [{rate: 10/s, for: 10s}]}"

// load reads the load profile: stages, a trace, concurrency, burst, or a search.
func (d *decoder) load(n *node) Load {
	var l Load
	fields := []field{
		{name: "stages", read: func(n *node) {
			for _, item := range d.list(n, "load.stages", "[{rate: 10/s, for: 10s}]") {
				l.Stages = append(l.Stages, d.stage(item))
			}
		}},
		{name: "trace", read: func(n *node) { l.Trace = d.trace(n) }},
		{name: "search", read: func(n *node) { l.Search = d.search(n) }},
		{name: "concurrency", read: func(n *node) { l.Concurrency = d.integer(n, "load.concurrency", 1, maxConcurrency) }},
		{name: "invocations", read: func(n *node) { l.Invocations = int(d.count(n, "load.invocations", maxInvocations)) }},
		{name: "for", read: func(n *node) { l.For, _ = d.duration(n, "load.for", time.Millisecond, maxLength) }},
		{name: "burst", read: func(n *node) { l.Burst = int(d.count(n, "load.burst", maxConcurrency)) }},
		{name: "max_workers", read: func(n *node) { l.MaxWorkers = d.integer(n, "load.max_workers", 1, maxConcurrency) }},
		{name: "drop_after", read: func(n *node) { l.DropAfter, _ = d.duration(n, "load.drop_after", time.Millisecond, maxLength) }},
		{name: "engine", read: func(n *node) {
			engine, _ := d.word(n, "load.engine", []string{string(EngineOwn), string(EngineVegeta)}, nil)
			l.Engine = LoadEngine(engine)
		}},
	}
	if d.object(n, "load", fields...) && len(n.entries) > 0 {
		l.Model = d.loadModel(n)
		d.openOnly(n, l.Model)
	}
	return l
}

// openOnly checks the keys that say how a schedule is kept.
func (d *decoder) openOnly(n *node, model LoadModel) {
	for _, key := range []string{"max_workers", "drop_after", "engine"} {
		if at := n.get(key); at != nil && (model == Closed || model == Burst) {
			d.fail(at, "remove it", "load."+key+" belongs to stages, trace and search: it says how a schedule is kept")
		}
	}
	if at := n.get("drop_after"); at != nil && n.get("engine") != nil && n.get("engine").text == string(EngineVegeta) {
		d.fail(at, "remove one of them", "vegeta's engine drops nothing")
	}
}

// loadModel tells the model from the keys and checks that they go together.
func (d *decoder) loadModel(n *node) LoadModel {
	var model LoadModel
	var by string
	for _, e := range n.entries {
		m, ok := map[string]LoadModel{"stages": Open, "trace": Open, "search": Open, "concurrency": Closed, "burst": Burst}[e.key.text]
		if ok && by != "" && e.key.text != by {
			d.fail(e.key, "keep one: stages send on a schedule, trace as recorded, concurrency keeps callers busy, burst sends all at once, search looks for the highest rate that holds", by+" and "+e.key.text+" cannot stand together in load")
		} else if ok {
			model, by = m, e.key.text
		}
	}
	count, length := n.get("invocations"), n.get("for")
	switch {
	case model == "" && (count != nil || length != nil):
		d.missing(n, "load does not say how many callers", "add concurrency: 1, or write stages: [{rate: 10/s, for: 10s}]")
	case model == "":
		d.missing(n, "load does not say what to send", "write "+loadExample)
	case model != Closed && count != nil:
		d.fail(count, "remove it", "load.invocations belongs to concurrency, not to "+by)
	case model != Closed && length != nil:
		hint := map[string]string{"stages": "put it into the stage: {rate: 10/s, for: 10s}", "trace": "put it into the trace: {file: …, for: 10m}", "burst": "remove it", "search": "put the length of a probe into the search: {step: 10s}"}[by]
		d.fail(length, hint, "load.for belongs to concurrency, not to "+by)
	case model == Closed && count == nil && length == nil:
		d.missing(n, "load does not say when the callers stop", "add invocations: 200, or for: 30s")
	case model == Closed && count != nil && length != nil:
		d.fail(length, "keep one of them", "invocations and for cannot stand together: both say when the callers stop")
	}
	return model
}

// coldStarts reads how many cold starts to force.
func (d *decoder) coldStarts(n *node) *ColdStarts {
	c := &ColdStarts{By: ColdByRecycle}
	if d.object(n, "cold_starts",
		field{name: "samples", read: func(n *node) { c.Samples = d.integer(n, "cold_starts.samples", 1, maxSamples) }},
		field{name: "by", read: func(n *node) {
			c.By, _ = d.word(n, "cold_starts.by", []string{ColdByRecycle, ColdByIdle, ColdByVersion}, nil)
		}},
	) && n.get("samples") == nil && len(n.entries) > 0 {
		d.missing(n, "cold_starts does not say how many", "add samples: 5")
	}
	return c
}

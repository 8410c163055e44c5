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

// load reads the load profile: stages, or concurrency, or burst.
func (d *decoder) load(n *node) Load {
	var l Load
	fields := []field{
		{name: "stages", read: func(n *node) {
			for _, item := range d.list(n, "load.stages", "[{rate: 10/s, for: 10s}]") {
				l.Stages = append(l.Stages, d.stage(item))
			}
		}},
		{name: "concurrency", read: func(n *node) { l.Concurrency = d.integer(n, "load.concurrency", 1, maxConcurrency) }},
		{name: "invocations", read: func(n *node) { l.Invocations = int(d.count(n, "load.invocations", maxInvocations)) }},
		{name: "for", read: func(n *node) { l.For, _ = d.duration(n, "load.for", time.Millisecond, maxLength) }},
		{name: "burst", read: func(n *node) { l.Burst = int(d.count(n, "load.burst", maxConcurrency)) }},
	}
	if d.object(n, "load", append(fields, notYet("trace", "search")...)...) && len(n.entries) > 0 {
		l.Model = d.loadModel(n)
	}
	return l
}

// loadModel tells the model from the keys and checks that they go together.
func (d *decoder) loadModel(n *node) LoadModel {
	var model LoadModel
	var by string
	for _, e := range n.entries {
		m, ok := map[string]LoadModel{"stages": Open, "concurrency": Closed, "burst": Burst}[e.key.text]
		if ok && model != "" && m != model {
			d.fail(e.key, "keep one: stages send on a schedule, concurrency keeps callers busy, burst sends all at once", by+" and "+e.key.text+" cannot stand together in load")
		} else if ok {
			model, by = m, e.key.text
		}
	}
	count, length := n.get("invocations"), n.get("for")
	switch {
	case model == "" && (n.get("trace") != nil || n.get("search") != nil):
	case model == "" && (count != nil || length != nil):
		d.missing(n, "load does not say how many callers", "add concurrency: 1, or write stages: [{rate: 10/s, for: 10s}]")
	case model == "":
		d.missing(n, "load does not say what to send", "write "+loadExample)
	case model != Closed && count != nil:
		d.fail(count, "remove it", "load.invocations belongs to concurrency, not to "+by)
	case model != Closed && length != nil:
		d.fail(length, "put it into the stage: {rate: 10/s, for: 10s}", "load.for belongs to concurrency, not to "+by)
	case model == Closed && count == nil && length == nil:
		d.missing(n, "load does not say when the callers stop", "add invocations: 200, or for: 30s")
	case model == Closed && count != nil && length != nil:
		d.fail(length, "keep one of them", "invocations and for cannot stand together: both say when the callers stop")
	}
	return model
}

// stage reads one stage of an open profile.
func (d *decoder) stage(n *node) Stage {
	var s Stage
	ok := d.object(n, "a stage of load",
		field{name: "rate", read: func(n *node) {
			s.Kind = StageConstant
			s.From = d.rate(n, "rate", false)
			s.To = s.From
		}},
		field{name: "poisson", read: func(n *node) {
			s.Kind = StagePoisson
			s.From = d.rate(n, "poisson", false)
			s.To = s.From
		}},
		field{name: "ramp", read: func(n *node) { s.Kind = StageRamp; s.From, s.To = d.ramp(n) }},
		field{name: "for", read: func(n *node) { s.For, _ = d.duration(n, "for", time.Millisecond, maxLength) }},
	)
	if !ok || len(n.entries) == 0 {
		return s
	}
	kinds := 0
	for _, e := range n.entries {
		if e.key.text == "rate" || e.key.text == "poisson" || e.key.text == "ramp" {
			if kinds++; kinds == 2 {
				d.fail(e.key, "write two stages, one after the other", "a stage has one of rate, ramp and poisson")
			}
		}
	}
	if kinds == 0 {
		d.missing(n, "the stage does not say how fast", "add rate: 10/s")
	}
	if n.get("for") == nil {
		d.missing(n, "the stage does not say how long", "add for: 10s")
	}
	return s
}

// ramp reads the two ends of a ramp; one of them may rest at zero.
func (d *decoder) ramp(n *node) (from, to check.Rate) {
	ok := d.object(n, "ramp",
		field{name: "from", read: func(n *node) { from = d.rate(n, "ramp.from", true) }},
		field{name: "to", read: func(n *node) { to = d.rate(n, "ramp.to", true) }},
	)
	if !ok || len(n.entries) == 0 {
		return from, to
	}
	for _, key := range []string{"from", "to"} {
		if n.get(key) == nil {
			d.missing(n, "the ramp has no "+key, "write {from: 10/s, to: 50/s}")
			return from, to
		}
	}
	if from == to {
		d.fail(n, "write rate: in place of ramp, or two different rates", "the ramp stays at "+from.String())
	}
	return from, to
}

// coldStarts reads how many cold starts to force.
func (d *decoder) coldStarts(n *node) *ColdStarts {
	c := &ColdStarts{By: "recycle"}
	if d.object(n, "cold_starts",
		field{name: "samples", read: func(n *node) { c.Samples = d.integer(n, "cold_starts.samples", 1, maxSamples) }},
		field{name: "by", read: func(n *node) {
			c.By, _ = d.word(n, "cold_starts.by", []string{"recycle"}, []string{"idle", "version"})
		}},
	) && n.get("samples") == nil && len(n.entries) > 0 {
		d.missing(n, "cold_starts does not say how many", "add samples: 5")
	}
	return c
}

package scenarios

import (
	"math"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// maxSteps bounds the steps of a stage: beyond them a ramp is meant.
const maxSteps = 1000

// stage reads one stage of an open profile.
func (d *decoder) stage(n *node) Stage {
	var s Stage
	kinds := []field{
		{name: "rate", read: d.evenly(&s, StageConstant, "rate")},
		{name: "ramp", read: func(n *node) { s.Kind = StageRamp; s.From, s.To = d.ramp(n) }},
		{name: "steps", read: func(n *node) { s.Kind = StageSteps; d.steps(n, &s) }},
		{name: "sine", read: func(n *node) { s.Kind = StageSine; d.sine(n, &s) }},
		{name: "spike", read: func(n *node) { s.Kind = StageSpike; d.spike(n, &s) }},
		{name: "poisson", read: d.evenly(&s, StagePoisson, "poisson")},
		{name: "jitter", read: d.evenly(&s, StageJitter, "jitter")},
	}
	length := field{name: "for", read: func(n *node) { s.For, _ = d.duration(n, "for", time.Millisecond, maxLength) }}
	mistakes := len(d.errs)
	if !d.object(n, "a stage of load", append(kinds, length)...) || len(n.entries) == 0 {
		return s
	}
	d.oneRate(n, known(kinds))
	if n.get("for") == nil {
		d.missing(n, "the stage does not say how long", "add for: 10s")
	}
	if s.Kind == StageSpike && len(d.errs) == mistakes {
		d.placePeak(n.get("spike"), &s)
	}
	return s
}

// evenly reads a rate that holds for the whole stage.
func (d *decoder) evenly(s *Stage, kind StageKind, what string) func(*node) {
	return func(n *node) {
		s.Kind = kind
		s.From = d.rate(n, what, false)
		s.To = s.From
	}
}

// oneRate checks that exactly one key says how fast the stage goes.
func (d *decoder) oneRate(n *node, kinds []string) {
	found := 0
	for _, e := range n.entries {
		for _, kind := range kinds {
			if e.key.text != kind {
				continue
			}
			if found++; found == 2 {
				d.fail(e.key, "write two stages, one after the other", "a stage has one of "+strings.Join(kinds, ", "))
			}
		}
	}
	if found == 0 {
		d.missing(n, "the stage does not say how fast", "add rate: 10/s")
	}
}

// complete reads a mapping of which all the required keys must stand; it
// reports whether they do, and whether they are right.
func (d *decoder) complete(n *node, what, example string, required []string, fields ...field) bool {
	mistakes := len(d.errs)
	if !d.object(n, what, fields...) || len(n.entries) == 0 {
		return false
	}
	for _, key := range required {
		if n.get(key) == nil {
			d.missing(n, what+" has no "+key, "write "+example)
			return false
		}
	}
	return len(d.errs) == mistakes
}

// ramp reads the two ends of a ramp; one of them may rest at zero.
func (d *decoder) ramp(n *node) (from, to check.Rate) {
	ok := d.complete(n, "ramp", "{from: 10/s, to: 50/s}", []string{"from", "to"},
		field{name: "from", read: func(n *node) { from = d.rate(n, "ramp.from", true) }},
		field{name: "to", read: func(n *node) { to = d.rate(n, "ramp.to", true) }},
	)
	if ok && from == to {
		d.fail(n, "write rate: in place of ramp, or two different rates", "the ramp stays at "+from.String())
	}
	return from, to
}

// steps reads rates that follow each other at equal distances, up or down.
func (d *decoder) steps(n *node, s *Stage) {
	const example = "{from: 10/s, to: 50/s, by: 10/s}"
	ok := d.complete(n, "steps", example, []string{"from", "to", "by"},
		field{name: "from", read: func(n *node) { s.From = d.rate(n, "steps.from", false) }},
		field{name: "to", read: func(n *node) { s.To = d.rate(n, "steps.to", false) }},
		field{name: "by", read: func(n *node) { s.By = d.rate(n, "steps.by", false) }},
	)
	if !ok {
		return
	}
	way := math.Abs(float64(s.To - s.From))
	whole := math.Round(way / float64(s.By))
	switch {
	case s.From == s.To:
		d.fail(n, "write rate: in place of steps, or two different rates", "the steps stay at "+s.From.String())
	case whole >= maxSteps:
		d.fail(n.get("by"), "write larger steps, or a ramp", "there are more than 1000 steps")
	case math.Abs(whole*float64(s.By)-way) > 1e-9*way:
		d.fail(n.get("by"), "choose by so that it divides the difference, as in "+example, "steps of "+s.By.String()+" from "+s.From.String()+" do not lead to "+s.To.String())
	}
}

// sine reads a rate that swings about its mean, which From and To are.
func (d *decoder) sine(n *node, s *Stage) {
	ok := d.complete(n, "sine", "{mean: 20/s, amplitude: 10/s, period: 1m}", []string{"mean", "amplitude", "period"},
		field{name: "mean", read: func(n *node) { s.From = d.rate(n, "sine.mean", false); s.To = s.From }},
		field{name: "amplitude", read: func(n *node) { s.Amplitude = d.rate(n, "sine.amplitude", false) }},
		field{name: "period", read: func(n *node) { s.Period, _ = d.duration(n, "sine.period", time.Millisecond, maxLength) }},
	)
	if ok && s.Amplitude > s.From {
		d.fail(n.get("amplitude"), "write at most the mean: no rate is below zero", "the amplitude "+s.Amplitude.String()+" is above the mean "+s.From.String())
	}
}

// spike reads a rate with a peak; the base may rest at zero.
func (d *decoder) spike(n *node, s *Stage) {
	s.PeakAt = -1
	ok := d.complete(n, "spike", "{base: 10/s, peak: 100/s, for: 5s}", []string{"base", "peak", "for"},
		field{name: "base", read: func(n *node) { s.From = d.rate(n, "spike.base", true) }},
		field{name: "peak", read: func(n *node) { s.To = d.rate(n, "spike.peak", false) }},
		field{name: "for", read: func(n *node) { s.PeakFor, _ = d.duration(n, "spike.for", time.Millisecond, maxLength) }},
		field{name: "at", read: func(n *node) { s.PeakAt, _ = d.duration(n, "spike.at", 0, maxLength) }},
	)
	if ok && s.To <= s.From {
		d.fail(n.get("peak"), "write a peak above the base", "the peak "+s.To.String()+" is not above the base "+s.From.String())
	}
}

// placePeak puts the peak into the middle where the file does not say when it
// begins, and checks that it lies within the stage.
func (d *decoder) placePeak(n *node, s *Stage) {
	length := check.FormatDuration(s.For)
	switch {
	case s.PeakFor >= s.For:
		d.fail(n.get("for"), "write a shorter one, or rate: in place of spike", "the spike takes "+check.FormatDuration(s.PeakFor)+" of a stage of "+length)
	case s.PeakAt < 0:
		s.PeakAt = (s.For - s.PeakFor) / 2
	case s.PeakAt+s.PeakFor > s.For:
		d.fail(n.get("at"), "let it begin earlier", "the spike ends at "+check.FormatDuration(s.PeakAt+s.PeakFor)+", after the stage of "+length)
	}
}

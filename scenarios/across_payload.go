package scenarios

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// MaxClasses is how many payloads a summary tells apart: with more of them none
// has the samples to say much, and a table of them is not read.
const MaxClasses = 20

// payloadGate checks a gate on one payload: there must be several, one of that
// name, and the metric must be one that a payload has of its own.
func (d *decoder) payloadGate(s *draft, g Gate, i int) {
	var names []string
	for _, p := range s.Payloads {
		names = append(names, p.Name)
	}
	n := s.gates[i]
	at := len([]rune(n.text[:max(0, strings.LastIndex(n.text, g.Scope.Payload))]))
	switch name := g.Scope.Payload; {
	case len(names) < 2:
		d.fail(n, "leave out the payload, or list several under payloads", "the scenario has no more than one payload, so there is none to choose")
	case len(names) > MaxClasses:
		d.fail(n, "judge all together", "payloads are told apart up to "+itoa(MaxClasses)+" of them, and there are more")
	case !slices.Contains(names, name):
		d.failIn(n, at, check.DidYouMean(name, names), "there is no payload "+quote(name))
	case g.Regression:
		d.fail(n, "write a fixed limit, or judge all payloads together", "a regression is not judged for one payload")
	case g.Metric.Name != "" && !g.Metric.OfPayload():
		d.fail(s.checks[i], "write p95, duration.p95, errors, billed.mean, max_memory_used_mb or cost.per_million, or judge all payloads together",
			"one payload has no "+g.Metric.Name+" of its own")
	}
}

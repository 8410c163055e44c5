package check

import (
	"slices"
	"strings"
)

// The grammar of a service level objective (SLO), as a capacity search holds it:
//
//	slo   ::= check { "," check }
//	check ::= metric op literal        a gate without "regression"
//
// The metric is one of SearchMetrics. A time or a share is limited from above,
// with < or <=; a count must be 0, since it grows with how long one looks.

const sloExample = `write where: "p99 < 300ms, errors < 0.1%"`

// SearchMetrics lists the metrics that a capacity search may hold: those that
// the caller sees for each request.
func SearchMetrics() []string {
	names := []string{"errors"}
	for _, m := range metrics {
		prefix, name, dotted := strings.Cut(m.Name, ".")
		if !dotted {
			prefix, name = "", m.Name
		}
		caller := (prefix == "" || prefix == "service") && m.Dimension == Time && name != "max"
		if caller || m.Dimension == Count && !dotted {
			names = append(names, m.Name)
		}
	}
	return names
}

// ParseSLO reads checks that must all hold, such as "p99 < 300ms, errors < 0.1%".
// The error is a *SyntaxError.
func ParseSLO(s string) ([]Gate, error) {
	var all []Gate
	at := 0
	for part := range strings.SplitSeq(s, ",") {
		g, err := parseHeld(part)
		if err == nil && slices.ContainsFunc(all, func(o Gate) bool { return o.Metric == g.Metric }) {
			err = &SyntaxError{1 + leading(part), g.Metric.Name + " stands twice", "keep one of them"}
		}
		if err != nil {
			return nil, err.shifted(column(s, at) - 1)
		}
		all = append(all, g)
		at += len(part) + 1
	}
	return all, nil
}

// parseHeld reads one check of a service level objective.
func parseHeld(part string) (Gate, *SyntaxError) {
	if strings.TrimSpace(part) == "" {
		return Gate{}, &SyntaxError{1, "a check is empty", sloExample}
	}
	g, err := ParseGate(part)
	if err != nil {
		return g, asSyntax(err)
	}
	start := 1 + leading(part)
	switch {
	case g.Regression:
		return g, &SyntaxError{start, "a search knows no baseline", sloExample}
	case !slices.Contains(SearchMetrics(), g.Metric.Name):
		return g, &SyntaxError{start, g.Metric.Name + " is not what a caller sees of each request", "hold one of " + strings.Join(SearchMetrics(), ", ")}
	case g.Metric.Dimension == Count && (g.Op != Equal || g.Limit.Number != 0):
		return g, &SyntaxError{start, "a count grows with the length of a probe", "write " + g.Metric.Name + " == 0, or errors < 0.1%"}
	case g.Metric.Dimension != Count && g.Op != Less && g.Op != LessEqual && !(g.Op == Equal && g.Limit.Number == 0 && g.Metric.Dimension == Share):
		return g, &SyntaxError{start, g.Metric.Name + " is limited from above", "write " + g.Metric.Name + " < " + g.Limit.Text}
	case g.Metric.Dimension == Share && g.Limit.Number >= 1:
		return g, &SyntaxError{start, "every share is at most 100%", "write " + g.Metric.Name + " < 0.1%"}
	}
	return g, nil
}

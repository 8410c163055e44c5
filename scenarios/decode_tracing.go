package scenarios

import (
	"slices"
	"strings"
)

// traceHeaders lists the values of tracing.headers.
var traceHeaders = []string{string(TraceW3C), string(TraceXRay)}

// tracing reads which trace headers the requests carry.
func (d *decoder) tracing(s *draft, n *node) *Tracing {
	t := &Tracing{Sampled: true}
	ok := d.object(n, "tracing",
		field{name: "headers", read: func(n *node) {
			items := d.list(n, "tracing.headers", "["+strings.Join(traceHeaders, ", ")+"]")
			for _, item := range items {
				if word, ok := d.word(item, "tracing.headers", traceHeaders, nil); ok {
					t.Headers = append(t.Headers, TraceHeader(word))
					s.traces = append(s.traces, item)
				}
			}
			d.unique(items, "tracing.headers")
		}},
		field{name: "sampled", read: func(n *node) { t.Sampled = d.boolean(n, "tracing.sampled") }},
	)
	if ok && len(n.entries) > 0 && n.get("headers") == nil {
		d.missing(n, "tracing does not say which headers", "add headers: [xray]")
	}
	return t
}

// traceable checks that some target can pass each trace header on: a function is
// invoked through the Lambda API, which knows X-Ray's alone.
func (d *decoder) traceable(s *draft) {
	if slices.ContainsFunc(s.Targets, func(t Target) bool { return !t.OnLambda() }) {
		return
	}
	for _, n := range s.traces {
		if n.text == string(TraceW3C) {
			d.fail(n, "use xray", "a function never sees traceparent: Lambda passes on X-Amzn-Trace-Id alone")
		}
	}
}

package check

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ObjectiveKinds lists the kinds of objective.
func ObjectiveKinds() []string {
	return []string{string(Cheapest), string(Fastest), string(Balanced), string(CheapestWithin), string(FastestWithin), string(Deadline)}
}

// NewObjective makes the objective of a word that stands alone: "cheapest" or
// "fastest". The error is a *SyntaxError.
func NewObjective(word string) (Objective, error) {
	switch kind := ObjectiveKind(word); kind {
	case Cheapest, Fastest:
		return Objective{Kind: kind, Text: word}, nil
	case Balanced:
		return Objective{}, &SyntaxError{1, "balanced needs the weight of cost", "write {balanced: 0.5}"}
	case CheapestWithin, FastestWithin:
		return Objective{}, &SyntaxError{1, word + " needs its limits", "write {" + word + ": {" + withinExample(kind) + "}}"}
	case Deadline:
		return Objective{}, &SyntaxError{1, "deadline needs how much is to be done by when", "write " + deadlineExample}
	}
	return Objective{}, &SyntaxError{1, "unknown objective " + quoted(word), DidYouMean(word, ObjectiveKinds())}
}

func withinExample(kind ObjectiveKind) string {
	if kind == FastestWithin {
		return "cost.per_million: 5 USD"
	}
	return "p95: 800ms"
}

// BalancedObjective weighs cost against latency: 1 is cost alone, 0 latency
// alone. The error is a *SyntaxError.
func BalancedObjective(weight float64) (Objective, error) {
	if !(weight >= 0 && weight <= 1) {
		return Objective{}, &SyntaxError{1, "the weight of cost must be between 0 and 1", "write {balanced: 0.5}"}
	}
	text := "balanced, " + FormatShare(weight) + " cost"
	return Objective{Kind: Balanced, Weight: weight, Text: text}, nil
}

const deadlineExample = "{deadline: {items: 202, within: 10m}}"

// DeadlineObjective is the cheapest variant, and how many environments of it,
// that get through items in a time. The error is a *SyntaxError.
func DeadlineObjective(items int64, within time.Duration) (Objective, error) {
	switch {
	case items < 1:
		return Objective{}, &SyntaxError{1, "a deadline needs items to finish", "write " + deadlineExample}
	case within <= 0:
		return Objective{}, &SyntaxError{1, "a deadline needs a time", "write " + deadlineExample}
	}
	return Objective{Kind: Deadline, Items: items, By: within, Text: "cheapest for " + FormatCount(items) + " items within " + FormatDuration(within)}, nil
}

// WithinObjective is the cheapest or fastest variant that keeps to all limits.
// The error is a *SyntaxError.
func WithinObjective(kind ObjectiveKind, limits []Limit) (Objective, error) {
	if kind != CheapestWithin && kind != FastestWithin {
		return Objective{}, &SyntaxError{1, string(kind) + " takes no limits", "write cheapest-within or fastest-within"}
	}
	if len(limits) == 0 {
		return Objective{}, &SyntaxError{1, string(kind) + " needs its limits", "write {" + string(kind) + ": {" + withinExample(kind) + "}}"}
	}
	parts := make([]string, len(limits))
	for i, l := range limits {
		parts[i] = l.String()
	}
	word, _, _ := strings.Cut(string(kind), "-")
	return Objective{Kind: kind, Within: slices.Clone(limits), Text: word + " within " + strings.Join(parts, " and ")}, nil
}

// LimitMetrics lists the metrics that an objective may limit: those of a
// variant of which less is better.
func LimitMetrics() []string {
	return slices.DeleteFunc(MetricNames(), func(name string) bool {
		return name == "rate.achieved" || name == "capacity" || strings.HasPrefix(name, "recommendation.")
	})
}

// ParseLimit reads one limit of an objective, such as p95 and 800ms. The error
// is a *SyntaxError whose column is within the literal, unless the metric is
// the one at fault: then unknown is true.
func ParseLimit(metric, literal string) (l Limit, unknown bool, err error) {
	m, err := LookupMetric(metric)
	if err != nil {
		return Limit{}, true, err
	}
	if !slices.Contains(LimitMetrics(), metric) {
		return Limit{}, true, &SyntaxError{1, metric + " cannot be limited by an objective", "use a gate, or a metric such as p95, errors or cost.per_million"}
	}
	v, err := m.ParseValue(literal)
	if err != nil {
		return Limit{}, false, err
	}
	return Limit{m, v}, false, nil
}

// String writes the limit as the user reads it: "p95 800ms".
func (l Limit) String() string { return l.Metric.Name + " " + l.Value.String() }

// YAML writes the objective as a scenario file has it.
func (o Objective) YAML() string {
	switch o.Kind {
	case Balanced:
		return "{balanced: " + strconv.FormatFloat(o.Weight, 'f', -1, 64) + "}"
	case CheapestWithin, FastestWithin:
		parts := make([]string, len(o.Within))
		for i, l := range o.Within {
			parts[i] = l.Metric.Name + ": " + l.Value.String()
		}
		return "{" + string(o.Kind) + ": {" + strings.Join(parts, ", ") + "}}"
	case Deadline:
		return "{deadline: {items: " + strconv.FormatInt(o.Items, 10) + ", within: " + FormatDuration(o.By) + "}}"
	}
	return string(o.Kind)
}

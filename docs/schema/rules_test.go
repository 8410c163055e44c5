package schema_test

import (
	"github.com/invopop/jsonschema"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// rules are what a field's type does not say of it. Words that new kinds of
// targets or imports add to, such as a target's kind, are not listed.
var rules = map[string]func(*jsonschema.Schema){
	"Summary.Schema":             func(s *jsonschema.Schema) { s.Const = reports.Schema },
	"ScenarioInfo.Digest":        pattern(`^(sha256:[0-9a-f]{64})?$`),
	"BookInfo.Effective":         pattern(`^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`),
	"BookInfo.Date":              pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`),
	"Warning.Code":               pattern(`^[a-z0-9]+(-[a-z0-9]+)*$`),
	"Change.Advice":              oneOf(reports.AdviceChange, reports.AdviceLeave),
	"GateResult.Verdict":         oneOf(reports.Pass, reports.Fail, reports.Inconclusive),
	"GateResult.Level":           oneOf("error", "warn"),
	"Comparison.Versus":          oneOf("baseline", "base"),
	"Cost.ColdShareFrom":         oneOf("load", "traffic"),
	"CostItem.Driver":            oneOf("measured", "traffic", "given"),
	"Trial.ResampledBy":          oneOf("environment", "block", "invocation"),
	"Variation.Of":               oneOf("warm_duration", "service"),
	"Outliers.Of":                oneOf("warm_duration", "service"),
	"Climb.Of":                   oneOf("duration", "latency", ""),
	"ConcurrencyAdvice.RateFrom": oneOf("traffic", "load", ""),
	"ConcurrencyAdvice.Rule":     oneOf("duration", "rate", ""),
	"Capacity.LimitedBy":         oneOf("slo", "generator", "range", ""),
	"CapacitySearch.LimitedBy":   oneOf("slo", "generator", "range"),
	"CapacityProbe.Verdict":      oneOf("pass", "fail", "unsure"),
	"Capacity.Confidence":        share,
	"CapacityProbe.N":            atLeastZero,
	"CapacityProbe.Errors":       atLeastZero,
	"TimeoutAdvice.Method":       oneOf("tail", "maximum", ""),
	"Recommendation.RankedBy":    oneOf(reports.RankedByMean, reports.RankedByTrimmed, ""),
	"Trial.ErrorShare":           share,
	"Trial.ContendedShare":       share,
	"ColdStarts.Share":           share,
	"Cost.ColdShare":             share,
	"Change.Worth":               share,
	"Generator.Busy":             atLeastZero,
	"TimeoutCost.Share":          share,
	"SearchModel.Weight":         share,
	"Search.Sure":                share,
	"Comparison.P":               share,
	"Comparison.PHolm":           share,
	"Trial.Invocations":          atLeastZero,
	"Trial.Errors":               atLeastZero,
	"Trial.Throttles":            atLeastZero,
	"Trial.Timeouts":             atLeastZero,
	"Trial.OOM":                  atLeastZero,
	"Trial.Dropped":              atLeastZero,
	"ColdStarts.Count":           atLeastZero,
	"Distribution.N":             atLeastZero,
	"Block.N":                    atLeastZero,
	"Block.Errors":               atLeastZero,
	"GateResult.N":               atLeastZero,
}

// lists are there even if they are empty; any other may be null then.
var lists = []string{
	"Summary.Trials", "Summary.Gates", "Summary.Warnings", "ScenarioInfo.Targets", "Trial.Blocks", "Cost.Items", "Capacity.Probes",
	"Recommendation.Tied", "Recommendation.Reasons",
}

func pattern(p string) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.Pattern = p }
}

func oneOf[T ~string](words ...T) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) {
		for _, w := range words {
			s.Enum = append(s.Enum, string(w))
		}
	}
}

func share(s *jsonschema.Schema) { s.Minimum, s.Maximum = "0", "1" }

func atLeastZero(s *jsonschema.Schema) { s.Minimum = "0" }

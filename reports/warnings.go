package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The tiers of internal/limits that weaken what a local run can claim.
const (
	tierDutyCycle = "duty-cycle"
	tierNone      = "none"
)

// fewSamples is the number of successes below which p99 is not shown.
const fewSamples = 100

// warnings gathers the doubts about a summary: those that came with the input
// first, each once.
func warnings(in Input, trials []*evaluated, rec recommendation) []Warning {
	out := slices.Clone(in.ExtraWarnings)
	if !in.Complete {
		out = append(out, Warning{"incomplete", "The run did not go through to its end: the figures stand on what was measured until then."})
	}
	out = append(out, logWarnings(in, trials)...)
	out = append(out, localWarnings(in, trials)...)
	out = append(out, machineGates(in.Scenario)...)
	out = append(out, contendedWarnings(in)...)
	out = append(out, sharedWarnings(in)...)
	out = append(out, recordingWarnings(in)...)
	out = append(out, trialWarnings(trials)...)
	out = append(out, capacityWarnings(trials)...)
	out = append(out, environmentWarnings(in, trials)...)
	out = append(out, shapeWarnings(trials)...)
	out = append(out, tasksWarnings(trials)...)
	out = append(out, rec.payloadWarnings()...)
	out = append(out, limitWarnings(in, trials)...)
	out = append(out, assumedWarnings(in, trials)...)
	out = append(out, stopWarnings(in, rec)...)
	out = append(out, answerWarnings(in, trials, rec)...)
	for _, e := range trials {
		for _, d := range e.doubts {
			out = append(out, Warning{"price-doubt", d})
		}
		if e.cost != nil && e.cost.mix.gap != "" {
			out = append(out, Warning{"cold-share", fmt.Sprintf("%s: %s.", e.Label, e.cost.mix.gap)})
		}
	}
	return unique(out)
}

// unique drops repetitions and keeps the order; it is never nil.
func unique(ws []Warning) []Warning {
	out := []Warning{}
	for _, w := range ws {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func localWarnings(in Input, trials []*evaluated) []Warning {
	if !slices.ContainsFunc(trials, func(e *evaluated) bool { return e.observed.local() }) {
		return nil
	}
	out := []Warning{{"local-amounts", fmt.Sprintf(
		"Amounts are for %s at the provider's prices: sizes compare with each other, amounts scale with the CPU.", thisCPU(in.Host))}}
	switch in.Host.Limits {
	case tierDutyCycle:
		out = append(out, Warning{"memory-observed", "Memory was observed, not enforced: this host cannot limit it, so a peak between two looks may have been missed."})
	case tierNone:
		out = append(out,
			Warning{"memory-observed", "Memory was observed, not enforced: this host cannot limit it."},
			Warning{"cost-claims", "No cost can be claimed: this host can limit neither CPU nor memory, so every size ran alike."})
	}
	return out
}

// machineGates tell of fixed limits on times and costs of this machine.
func machineGates(s *scenarios.Scenario) []Warning {
	if !slices.ContainsFunc(s.Targets, func(t scenarios.Target) bool { return t.Provider == scenarios.ProviderLocal && !t.Base }) {
		return nil
	}
	var checks []string
	for _, g := range s.Gates {
		ofMachine := g.Metric.Dimension == check.Time || g.Metric.Dimension == check.Cost
		if text := g.Gate.String(); ofMachine && !g.Regression && !g.Metric.OfRecommendation() && !slices.Contains(checks, text) {
			checks = append(checks, text)
		}
	}
	if len(checks) == 0 {
		return nil
	}
	return []Warning{{"gates-machine", fmt.Sprintf(
		"Fixed limits on local times and costs gate this machine as much as the function (%s): for a verdict that holds on another CPU, compare with `sweetspot run --against REF`.",
		strings.Join(checks, ", "))}}
}

// contendedWarnings tell of blocks that were measured again.
func contendedWarnings(in Input) []Warning {
	var again []string
	for _, b := range in.Blocks {
		if b.State == measure.BlockContended && b.Variant < len(in.Plan.Variants) {
			again = append(again, fmt.Sprintf("%s in round %d", in.Scenario.Label(in.Plan.Variants[b.Variant]), b.Round+1))
		}
	}
	if len(again) == 0 {
		return nil
	}
	return []Warning{{"measured-again", fmt.Sprintf(
		"The host was short of CPU during more than %s of a block, which was measured again: %s. The samples of the first time are kept, and are in no figure.",
		advice.Percent(ContendedInvalid), strings.Join(again, ", "))}}
}

// sharedWarnings tell of servers on the machine of the load generator.
func sharedWarnings(in Input) []Warning {
	var shared []string
	for _, t := range in.Scenario.Targets {
		if t.HTTP != nil && t.HTTP.Loopback() || t.Container != nil && t.Provider == scenarios.ProviderLocal {
			shared = append(shared, t.Name)
		}
	}
	if len(shared) == 0 {
		return nil
	}
	return []Warning{{"shared-machine", fmt.Sprintf(
		"The load generator shared this machine with %s: each took CPU from the other, and no network lies between them.", strings.Join(shared, ", "))}}
}

// recordingWarnings tell of rows that a recording holds in vain.
func recordingWarnings(in Input) []Warning {
	var out []Warning
	for _, t := range in.Scenario.Targets {
		if t.Replay != nil && t.Replay.LeftOut > 0 {
			out = append(out, Warning{"rows-left-out", fmt.Sprintf(
				"%s: of %d rows %d were left out, in which the time of the invocation is 0.", t.Replay.Name(), t.Replay.Rows+t.Replay.LeftOut, t.Replay.LeftOut)})
		}
		if t.Replay != nil && t.Replay.Profile != "" {
			out = append(out, Warning{"means-recorded", meansRecorded(t.Replay)})
		}
	}
	return out
}

// meansRecorded says what a recording of means cannot tell.
func meansRecorded(r *scenarios.Replay) string {
	if r.NoiseCV == 0 {
		return fmt.Sprintf("%s holds means alone: every invocation took the mean of its size, so percentiles and intervals tell nothing of how they vary.", r.Name())
	}
	return fmt.Sprintf("%s holds means alone: how invocations vary around them, and percentiles with it, is made up by noise_cv (%s).", r.Name(), advice.Percent(r.NoiseCV))
}

func trialWarnings(trials []*evaluated) []Warning {
	var out []Warning
	var contended, failing, invalid, few, saturated []string
	for _, e := range trials {
		switch {
		case !e.Valid:
			invalid = append(invalid, fmt.Sprintf("%s: %s", e.Label, e.InvalidReasons[0]))
		case e.ContendedShare > ContendedWarn:
			contended = append(contended, fmt.Sprintf("%s %s", e.Label, advice.Percent(e.ContendedShare)))
		}
		if doubt := e.Generator.doubt(); doubt != "" {
			saturated = append(saturated, e.Label+": "+doubt)
		}
		if !e.Usable {
			continue
		}
		if e.ErrorShare > KilledUnusable {
			failing = append(failing, fmt.Sprintf("%s %d of %d", e.Label, e.Errors, e.Invocations))
		}
		if e.Latency.N < fewSamples {
			few = append(few, fmt.Sprintf("%s has %d", e.Label, e.Latency.N))
		}
	}
	add := func(code, format string, items []string, sep string) {
		if len(items) > 0 {
			out = append(out, Warning{code, fmt.Sprintf(format, strings.Join(items, sep))})
		}
	}
	add("invalid-trial", "Invalid: %s.", invalid, "; ")
	add("contended", "The host was short of CPU during a part of the invocations: %s.", contended, ", ")
	add("generator", "The load generator came to its limit: %s.", saturated, "; ")
	add("errors", "Invocations failed: %s.", failing, ", ")
	add("few-samples", "p99 needs 100 successful invocations: %s.", few, ", ")
	return out
}

func answerWarnings(in Input, trials []*evaluated, rec recommendation) []Warning {
	var out []Warning
	if rec.pick == nil {
		out = append(out, Warning{"no-recommendation", rec.shown.Sentence})
	}
	var shaky []string
	for _, e := range append(pickOf(rec), rec.tied...) {
		if !e.Valid {
			shaky = append(shaky, e.Label)
		}
	}
	if len(shaky) > 0 && !rec.shown.MeasuredOnly {
		out = append(out, Warning{"recommendation-invalid", fmt.Sprintf("The recommendation rests on invalid measurements: %s.", strings.Join(shaky, ", "))})
	}
	if in.Scenario.Current != nil && current(in, trials, rec.pick) == nil {
		text := fmt.Sprintf("What runs today (%d MB) is not among the variants, so no change can be stated.", in.Scenario.Current.MemoryMB)
		if names := in.Scenario.UnknownToday(); len(names) > 0 {
			text = fmt.Sprintf("Nothing says what %s is today, so no variant is marked as what runs today, and no change can be stated.", strings.Join(names, " and "))
		}
		out = append(out, Warning{"current-not-measured", text})
	}
	return out
}

func pickOf(rec recommendation) []*evaluated {
	if rec.pick == nil {
		return nil
	}
	return []*evaluated{rec.pick}
}

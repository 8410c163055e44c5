package scenarios

import (
	"github.com/invopop/jsonschema"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios/traces"
)

// loadSchema describes the kinds of load profile.
func loadSchema() *jsonschema.Schema {
	l := object("Load profile of a variant over all rounds: stages (a schedule), trace (as recorded), concurrency (callers that wait), burst (all at once), or search (the highest rate that holds).", nil,
		prop("stages", list("Parts of the schedule, one after the other.", stageSchema())),
		prop("trace", traceSchema()),
		prop("search", searchSchema()),
		prop("concurrency", integer("Callers that each wait for their answer.", 1, maxConcurrency, 0)),
		prop("invocations", countSchema("How many the callers make in all.")),
		prop("for", durationSchema("How long the callers go on.")),
		prop("burst", countSchema("How many are sent at once, each round.")),
		prop("max_workers", integer("Requests in flight at most; with all of them busy a send goes late, and its wait counts.", 1, maxConcurrency, 1000)),
		prop("drop_after", durationSchema("A send that is later is dropped, and counted as dropped.")),
		prop("engine", words("Who makes the sends of a schedule.", EngineOwn, EngineOwn, EngineVegeta)),
	)
	open := []string{"max_workers", "drop_after", "engine"} // of a schedule alone
	l.OneOf = []*jsonschema.Schema{
		{Required: []string{"stages"}, Not: anyOf("trace", "search", "concurrency", "invocations", "for", "burst")},
		{Required: []string{"trace"}, Not: anyOf("stages", "search", "concurrency", "invocations", "for", "burst")},
		{Required: []string{"concurrency", "invocations"}, Not: anyOf(append(open, "stages", "trace", "search", "for", "burst")...)},
		{Required: []string{"concurrency", "for"}, Not: anyOf(append(open, "stages", "trace", "search", "invocations", "burst")...)},
		{Required: []string{"burst"}, Not: anyOf(append(open, "stages", "trace", "search", "concurrency", "invocations", "for")...)},
		{Required: []string{"search"}, Not: anyOf("stages", "trace", "concurrency", "invocations", "for", "burst")},
	}
	return l
}

func searchSchema() *jsonschema.Schema {
	return object("The capacity of each variant: the highest rate at which all of where holds, found by probes.", []string{"where", "from", "to"},
		prop("where", &jsonschema.Schema{Type: "string", MinLength: &one, Description: "Checks that must all hold, with commas between them.",
			Examples: []any{"p99 < 300ms, errors < 0.1%"}}),
		prop("from", rateSchema("Where the ramp begins; lower rates are not looked at.")),
		prop("to", rateSchema("The highest rate that is looked at.")),
		prop("step", preset(durationSchema("Length of a probe."), check.FormatDuration(DefaultSearchStep))),
		prop("settle", preset(durationSchema("Rest before a probe, and its load before it counts."), check.FormatDuration(DefaultSettle))),
		prop("precision", preset(shareSchema("How near the answer comes to the lowest rate that does not hold."), check.FormatShare(DefaultPrecision))),
		prop("confidence", preset(shareSchema("Of saying that a rate holds, or does not."), check.FormatShare(DefaultSearchConfidence))),
	)
}

func stageSchema() *jsonschema.Schema {
	s := object("One part of the schedule.", []string{"for"},
		prop("rate", rateSchema("Evenly spaced requests.")),
		prop("ramp", object("From one rate to another, linearly.", []string{"from", "to"},
			prop("from", rateSchema("Rate at the start.")), prop("to", rateSchema("Rate at the end.")))),
		prop("steps", object("From one rate to another in steps of equal length.", []string{"from", "to", "by"},
			prop("from", rateSchema("Rate of the first step.")), prop("to", rateSchema("Rate of the last step.")),
			prop("by", rateSchema("Between one step and the next.")))),
		prop("sine", object("A rate that swings about its mean, upwards first.", []string{"mean", "amplitude", "period"},
			prop("mean", rateSchema("Rate in the middle.")), prop("amplitude", rateSchema("How far it swings, at most the mean.")),
			prop("period", durationSchema("From one wave to the next, over all rounds.")))),
		prop("spike", object("A rate with a peak.", []string{"base", "peak", "for"},
			prop("base", rateSchema("Rate before and after.")), prop("peak", rateSchema("Rate in the peak.")),
			prop("for", durationSchema("How long the peak lasts, over all rounds.")),
			prop("at", durationSchema("When it begins; by default it lies in the middle.")))),
		prop("poisson", rateSchema("Requests at random, as independent users send them.")),
		prop("jitter", rateSchema("A request in each period, at random within it.")),
		prop("for", durationSchema("How long, over all rounds.")),
	)
	for _, key := range []string{"rate", "ramp", "steps", "sine", "spike", "poisson", "jitter"} {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
	return s
}

func traceSchema() *jsonschema.Schema {
	s := object("Recorded arrivals to replay; rounds take parts of them that follow each other.", []string{"file", "format"},
		prop("file", textSchema("The file; the path starts from the scenario file's folder.")),
		prop("format", words("timestamps: one arrival a line; minute-buckets: arrivals of each minute; azure-2019: invocations of a day in the Azure Functions dataset.", "", traces.Formats()...)),
		prop("function", textSchema("Which function of an azure-2019 file: its HashFunction.")),
		prop("from", durationSchema("Where in the file the replay begins.")),
		prop("for", durationSchema("How much of the file is replayed; by default up to its end.")),
		prop("speed", &jsonschema.Schema{Type: "number", Minimum: "0.01", Maximum: "1000", Default: 1, Description: "How many times as fast as recorded."}),
	)
	azure := jsonschema.NewProperties()
	azure.Set("format", &jsonschema.Schema{Const: traces.Azure2019})
	s.If = &jsonschema.Schema{Properties: azure, Required: []string{"format"}}
	s.Then = &jsonschema.Schema{Required: []string{"function"}}
	s.Else = &jsonschema.Schema{Not: anyOf("function")}
	return s
}

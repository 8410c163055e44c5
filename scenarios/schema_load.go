package scenarios

import "github.com/invopop/jsonschema"

// loadSchema describes the three kinds of load profile.
func loadSchema() *jsonschema.Schema {
	l := object("Load profile of a variant over all rounds: stages (a schedule), concurrency (callers that wait), or burst (all at once).", nil,
		prop("stages", list("Parts of the schedule, one after the other.", stageSchema())),
		prop("concurrency", integer("Callers that each wait for their answer.", 1, maxConcurrency, 0)),
		prop("invocations", countSchema("How many the callers make in all.")),
		prop("for", durationSchema("How long the callers go on.")),
		prop("burst", countSchema("How many are sent at once, each round.")),
	)
	none := func(keys ...string) *jsonschema.Schema {
		var any []*jsonschema.Schema
		for _, key := range keys {
			any = append(any, &jsonschema.Schema{Required: []string{key}})
		}
		return &jsonschema.Schema{AnyOf: any}
	}
	l.OneOf = []*jsonschema.Schema{
		{Required: []string{"stages"}, Not: none("concurrency", "invocations", "for", "burst")},
		{Required: []string{"concurrency", "invocations"}, Not: none("stages", "for", "burst")},
		{Required: []string{"concurrency", "for"}, Not: none("stages", "invocations", "burst")},
		{Required: []string{"burst"}, Not: none("stages", "concurrency", "invocations", "for")},
	}
	return l
}

func stageSchema() *jsonschema.Schema {
	s := object("One part of the schedule.", []string{"for"},
		prop("rate", rateSchema("Evenly spaced requests.")),
		prop("poisson", rateSchema("Requests at random, as independent users send them.")),
		prop("ramp", object("From one rate to another, linearly.", []string{"from", "to"},
			prop("from", rateSchema("Rate at the start.")), prop("to", rateSchema("Rate at the end.")))),
		prop("for", durationSchema("How long, over all rounds.")),
	)
	for _, key := range []string{"rate", "poisson", "ramp"} {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
	return s
}

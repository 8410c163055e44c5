package scenarios

import (
	"strings"

	"github.com/invopop/jsonschema"
	"github.com/sweetspot-bench/sweetspot/scenarios/recordings"
)

func replaySchema() *jsonschema.Schema {
	places := func(ours []string) *jsonschema.Schema {
		s := &jsonschema.Schema{Type: "object", MinProperties: &one, AdditionalProperties: anyScalar("A column of the file, or one of numbers with / or * and a number.")}
		s.PropertyNames = &jsonschema.Schema{Enum: anys(ours)}
		return s
	}
	r := object("What the function answered elsewhere, as a CSV file with a header; paths start from the scenario file's folder.", nil,
		prop("file", textSchema("One row an invocation; columns "+strings.Join(recordings.SampleColumns(), ", ")+".")),
		prop("profile", textSchema("One row a memory size; columns "+strings.Join(recordings.ProfileColumns(), ", ")+".")),
		prop("columns", &jsonschema.Schema{Type: "object", Description: "Where these columns are in the file, such as {duration_ms: time / 1000}, if not under their own names."}),
		prop("where", &jsonschema.Schema{Type: "object", MinProperties: &one, AdditionalProperties: anyScalar(""), Description: "Rows to keep, by the text in a column of the file, such as {type: warm}."}),
		prop("noise_cv", shareSchema("Noise on a profile's means: standard deviation over mean. It keeps the mean; 0% by default.")),
	)
	r.OneOf = []*jsonschema.Schema{
		having(&jsonschema.Schema{Required: []string{"file"}, Not: anyOf("profile", "noise_cv")}, prop("columns", places(recordings.SampleColumns()))),
		having(&jsonschema.Schema{Required: []string{"profile"}, Not: anyOf("file")}, prop("columns", places(recordings.ProfileColumns()))),
	}
	return r
}

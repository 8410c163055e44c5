package scenarios

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"
	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// one is the length that "not empty" asks for.
var one uint64 = 1

// Patterns of the quantities. They let through a few texts that the parsers of
// internal/check refuse (a number of 31 digits), never the other way round.
const (
	figure          = `[0-9](_?[0-9])*(\.[0-9](_?[0-9])*)?`
	durationPattern = `^\s*(` + figure + ` *(ns|us|µs|ms|s|m|h)\s*)+$`
	ratePattern     = `^\s*` + figure + ` *[kMG]? */ *(s|min|h)\s*$`
	sharePattern    = `^\s*` + figure + ` *%\s*$`
	bytesPattern    = `^\s*` + figure + ` *([KMGT]i?B|B)\s*$`
	countPattern    = `^\s*` + figure + ` *[kMG]?\s*$`
)

// gatePattern is the grammar of gates up to the limit.
func gatePattern() string {
	names := make([]string, 0, len(check.Metrics()))
	for _, m := range check.Metrics() {
		names = append(names, regexp.QuoteMeta(m.Name))
	}
	comparable := make([]string, 0, len(check.Comparables()))
	for _, name := range check.Comparables() {
		comparable = append(comparable, regexp.QuoteMeta(name))
	}
	return `^\s*((` + strings.Join(names, "|") + `)\s*(<|<=|>|>=|==|!=)|(` + strings.Join(comparable, "|") + `)\s*regression\s*(<|<=))\s*[0-9]`
}

// property is one key of an object, in the order of the source.
type property struct {
	name   string
	schema *jsonschema.Schema
}

func prop(name string, schema *jsonschema.Schema) property { return property{name, schema} }

// object describes a mapping that takes these keys and no others.
func object(description string, required []string, props ...property) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Description: description, Required: required, AdditionalProperties: jsonschema.FalseSchema}
	s.Properties = jsonschema.NewProperties()
	for _, p := range props {
		s.Properties.Set(p.name, p.schema)
	}
	return s
}

// having adds to s what holds for some keys, whatever others there are.
func having(s *jsonschema.Schema, props ...property) *jsonschema.Schema {
	s.Properties = jsonschema.NewProperties()
	for _, p := range props {
		s.Properties.Set(p.name, p.schema)
	}
	return s
}

// anyOf describes a mapping with at least one of the keys.
func anyOf(keys ...string) *jsonschema.Schema {
	var any []*jsonschema.Schema
	for _, key := range keys {
		any = append(any, &jsonschema.Schema{Required: []string{key}})
	}
	return &jsonschema.Schema{AnyOf: any}
}

func ref(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }

// list describes a list that is not empty.
func list(description string, items *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Description: description, Items: items, MinItems: &one}
}

func textSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: description}
}

func nameSchema(description string) *jsonschema.Schema {
	longest := uint64(maxName)
	return &jsonschema.Schema{Type: "string", Description: description, Pattern: namePattern.String(), MaxLength: &longest}
}

// integer describes a whole number; a preset of 0 means none.
func integer(description string, lo, hi, preset int) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "integer", Description: description, Minimum: json.Number(strconv.Itoa(lo)), Maximum: json.Number(strconv.Itoa(hi))}
	if preset != 0 {
		s.Default = preset
	}
	return s
}

// words describes a choice; an empty preset means none.
func words[T ~string](description string, preset T, choice ...T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string", Description: description, Enum: anys(choice)}
	if preset != "" {
		s.Default = preset
	}
	return s
}

func anys[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

func durationSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: description, Pattern: durationPattern, Examples: []any{"10s", "800ms", "1m30s"}}
}

func rateSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: description, Pattern: ratePattern, Examples: []any{"10/s", "600/min"}}
}

func shareSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: description, Pattern: sharePattern, Examples: []any{"1%"}}
}

// preset says what holds where the key is left out.
func preset(s *jsonschema.Schema, value any) *jsonschema.Schema {
	s.Default = value
	return s
}

// countSchema describes a count from 1, as a number or as 2k or 10M.
func countSchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Description: description, OneOf: []*jsonschema.Schema{
		{Type: "integer", Minimum: "1"},
		{Type: "string", Pattern: countPattern, Examples: []any{"2k", "10M"}},
	}}
}

// anyScalar describes text, a number or a boolean.
func anyScalar(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Description: description, AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}}}
}

func pathsSchema() *jsonschema.Schema {
	glob := textSchema("A glob from the scenario file's folder on, or from the top of the repository with a slash before it; a folder stands for all in it.")
	glob.MinLength, glob.Examples = &one, []any{"src/**", "/go.mod", "../shared"}
	paths := list("What the scenario depends on besides its own file and those that it names: `run --changed-since REF` leaves it out where none of that has changed.", glob)
	paths.UniqueItems = true
	return paths
}

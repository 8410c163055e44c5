package schema_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/invopop/jsonschema"
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/docs/schema"
	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
)

const module = "github.com/sweetspot-bench/sweetspot"

// amount is a decimal number as money is written, without an exponent.
const amount = `^-?[0-9]+(\.[0-9]+)?$`

func TestSummaryIsGenerated(t *testing.T) {
	t.Chdir("../..") // comments are known by the folder that they are read from
	var comments jsonschema.Reflector
	for _, folder := range []string{"reports", "internal/measure"} {
		if err := comments.AddGoComments(module, folder, jsonschema.WithFullComment()); err != nil {
			t.Fatal(err)
		}
	}
	g := generator{comments: comments.CommentMap, defs: jsonschema.Definitions{}, ruled: map[string]bool{}}
	root := g.summary()
	for key := range rules {
		if !g.ruled[key] {
			t.Errorf("there is no field %s, which has a rule", key)
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "docs/schema/summary.v1.schema.json", out.String())
}

// generator makes schemas of types. Every struct is a definition of its own.
type generator struct {
	comments map[string]string
	defs     jsonschema.Definitions
	ruled    map[string]bool // the rules that were applied
}

func (g *generator) summary() *jsonschema.Schema {
	root := g.object(reflect.TypeFor[reports.Summary]())
	root.Version, root.ID, root.Title = jsonschema.Version, schema.SummaryID, "Sweetspot summary, version 1"
	root.Description += " Keys are only added: readers must allow for keys that they do not know. Every key that is required here is written by this version, with null where there is no value."
	root.Definitions = g.defs
	return root
}

// of is the schema of a type; that of a pointer takes null.
func (g *generator) of(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &jsonschema.Schema{Type: "string", Format: "date-time"}
	case reflect.TypeFor[decimal.Decimal]():
		return &jsonschema.Schema{Type: "string", Pattern: amount}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(g.of(t.Elem()))
	case reflect.Struct:
		return g.reference(t)
	case reflect.Slice:
		return &jsonschema.Schema{Type: "array", Items: g.of(t.Elem())}
	case reflect.Array:
		n := uint64(t.Len())
		return &jsonschema.Schema{Type: "array", Items: g.of(t.Elem()), MinItems: &n, MaxItems: &n}
	case reflect.Map:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: g.of(t.Elem())}
	case reflect.String:
		return &jsonschema.Schema{Type: "string"}
	case reflect.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case reflect.Float64:
		return &jsonschema.Schema{Type: "number"}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return &jsonschema.Schema{Type: "integer"}
	}
	panic("no schema for " + t.String())
}

func orNull(s *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{s, {Type: "null"}}}
}

// reference makes the definition of a struct and refers to it.
func (g *generator) reference(t reflect.Type) *jsonschema.Schema {
	if _, known := g.defs[t.Name()]; !known {
		g.defs[t.Name()] = nil // a type may hold itself
		g.defs[t.Name()] = g.object(t)
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + t.Name()}
}

func (g *generator) object(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), Description: g.comment(t, "")}
	g.fields(s, t, true)
	return s
}

// fields adds a struct's fields, and those of the structs that it embeds; where
// one of these may be nil, its keys are not required.
func (g *generator) fields(s *jsonschema.Schema, t reflect.Type, always bool) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && f.Type.Kind() == reflect.Pointer:
			g.fields(s, f.Type.Elem(), false)
		case f.Anonymous:
			g.fields(s, f.Type, always)
		default:
			s.Properties.Set(name, g.field(t, f))
			if always && options == "" {
				s.Required = append(s.Required, name)
			}
		}
	}
}

// field is the schema of a field: of its type, its comment and its rule.
func (g *generator) field(t reflect.Type, f reflect.StructField) *jsonschema.Schema {
	s := g.of(f.Type)
	key := t.Name() + "." + f.Name
	if rule, ok := rules[key]; ok {
		g.ruled[key] = true
		rule(inner(s))
	}
	if kind := f.Type.Kind(); (kind == reflect.Slice || kind == reflect.Map) && !slices.Contains(lists, key) {
		s = orNull(s)
	}
	s.Description = g.comment(t, f.Name)
	return s
}

// inner is the schema of the value, where there is one.
func inner(s *jsonschema.Schema) *jsonschema.Schema {
	if len(s.AnyOf) > 0 {
		return s.AnyOf[0]
	}
	return s
}

var (
	lineBreak = regexp.MustCompile(`\s+`)
	absent    = regexp.MustCompile(`\bnil\b`)
)

// comment is the comment of a type, or of its field, in the words of JSON.
func (g *generator) comment(t reflect.Type, field string) string {
	key := t.PkgPath() + "." + t.Name()
	if field != "" {
		key += "." + field
	}
	return absent.ReplaceAllString(strings.TrimSpace(lineBreak.ReplaceAllString(g.comments[key], " ")), "null")
}

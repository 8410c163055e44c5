// Package mapping makes the event of a non-proxy integration from a request,
// and the response from what the function returned or failed with.
//
// It stands for the mapping templates of REST APIs, which are Velocity; this
// is no interpreter of it. What a template does most, taking parameters of
// the path, query, headers and body into a JSON object, is one line a field.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
//
// The grammar of a field's value:
//
//	value  = literal | source ;
//	literal = "'" any text "'" ;
//	source = [ "$" ] , ( "path" | "query" | "header" | "stage" ) , "." , name
//	       | [ "$" ] , "body" , { "." , name } ;
//
// A path, query, header or stage variable that the request lacks gives "", as
// $input.params('x') does, and a field that the body lacks gives null.
package mapping

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Input is what a template can take from a request.
type Input struct {
	Path, Query, Stage map[string]string
	Header             func(name string) string
	Body               []byte
}

// Template makes an event. It is read only after Parse.
type Template struct{ fields []field }

type field struct {
	name    []byte // quoted, with its colon
	source  string // "" for a literal
	key     string // of path, query, header, stage
	path    []string
	literal []byte // JSON
}

// sources are the words that a value may begin with.
var sources = []string{"path", "query", "header", "stage", "body"}

// Parse reads the fields of a JSON object by name. Its error names the field,
// what is wrong with it and what would be right.
func Parse(fields map[string]string) (*Template, error) {
	t := &Template{}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names) // the same event every time
	for _, name := range names {
		f, err := parse(fields[name])
		if err != nil {
			return nil, fmt.Errorf("mapping of %q: %w", name, err)
		}
		f.name = append(quote(name), ':')
		t.fields = append(t.fields, f)
	}
	return t, nil
}

func parse(value string) (field, error) {
	if strings.HasPrefix(value, "'") {
		if len(value) < 2 || !strings.HasSuffix(value, "'") {
			return field{}, fmt.Errorf("%q lacks its closing quote", value)
		}
		return field{literal: quote(value[1 : len(value)-1])}, nil
	}
	source, rest, dotted := strings.Cut(strings.TrimPrefix(value, "$"), ".")
	if !slices.Contains(sources, source) {
		return field{}, fmt.Errorf("%q: want path.NAME, query.NAME, header.NAME, stage.NAME, body, body.FIELD or 'text'", value)
	}
	f := field{source: source, key: rest}
	if source == "body" && !dotted {
		return f, nil
	}
	f.path = strings.Split(rest, ".")
	if slices.Contains(f.path, "") {
		return field{}, fmt.Errorf("%q lacks a name after %q", value, source+".")
	}
	return f, nil
}

// Event makes the JSON object. A body that is not JSON counts as lacking.
func (t *Template) Event(in *Input) []byte {
	body := bodyOf(t, in.Body)
	b := append(make([]byte, 0, 256), '{')
	for i, f := range t.fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, f.name...), f.value(in, body)...)
	}
	return append(b, '}')
}

// bodyOf decodes a body that some field needs.
func bodyOf(t *Template, raw []byte) any {
	needed := slices.ContainsFunc(t.fields, func(f field) bool { return f.source == "body" })
	if !needed || !json.Valid(raw) {
		return nil
	}
	var body any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // a float64 changes integers above 2^53
	if d.Decode(&body) != nil {
		return nil
	}
	return body
}

func (f field) value(in *Input, body any) []byte {
	switch f.source {
	case "path":
		return quote(in.Path[f.key])
	case "query":
		return quote(in.Query[f.key])
	case "stage":
		return quote(in.Stage[f.key])
	case "header":
		return quote(in.Header(f.key))
	case "body":
		return marshal(dig(body, f.path))
	}
	return f.literal
}

// dig follows the names of a path into objects; nil when there is none.
func dig(v any, path []string) any {
	for _, name := range path {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

func quote(s string) []byte { return marshal(s) }

// marshal encodes what came from JSON or is a string, so that it cannot fail.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return b
}

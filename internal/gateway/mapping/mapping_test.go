package mapping

import (
	"encoding/json"
	"strings"
	"testing"
)

func input() *Input {
	return &Input{
		Path: map[string]string{"type": "Dog"}, Query: map[string]string{"page": "2"}, Stage: map[string]string{"table": "pets"},
		Header: func(name string) string {
			if name == "X-User" {
				return `a "b"`
			}
			return ""
		},
		Body: []byte(`{"order": {"id": 9007199254740993, "lines": [1, 2]}}`), // more than a float64 holds
	}
}

func TestEvent(t *testing.T) {
	for _, c := range []struct {
		fields map[string]string
		want   string
	}{
		{map[string]string{"type": "path.type"}, `{"type":"Dog"}`}, // the pet store
		{map[string]string{"type": "$path.type"}, `{"type":"Dog"}`},
		{map[string]string{"b": "query.page", "a": "header.X-User", "c": "stage.table"}, `{"a":"a \"b\"","b":"2","c":"pets"}`},
		{map[string]string{"id": "body.order.id", "lines": "body.order.lines", "none": "body.order.no.where"}, `{"id":9007199254740993,"lines":[1,2],"none":null}`},
		{map[string]string{"all": "body"}, `{"all":{"order":{"id":9007199254740993,"lines":[1,2]}}}`},
		{map[string]string{"missing": "path.nothing", "text": "'it''s'"}, `{"missing":"","text":"it''s"}`},
		{nil, `{}`},
	} {
		tpl, err := Parse(c.fields)
		if err != nil {
			t.Errorf("%v: %v", c.fields, err)
			continue
		}
		if got := string(tpl.Event(input())); got != c.want {
			t.Errorf("%v: %s, want %s", c.fields, got, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for value, want := range map[string]string{
		"cookie.x":    "want path.NAME",
		"":            "want path.NAME",
		"path":        "lacks a name",
		"path.":       "lacks a name",
		"body.a..b":   "lacks a name",
		"'open":       "closing quote",
		"'":           "closing quote",
		"$input.body": "want path.NAME",
	} {
		_, err := Parse(map[string]string{"f": value})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `"f"`) {
			t.Errorf("%q: error %v, want one with %q and the field", value, err, want)
		}
	}
}

func TestChoose(t *testing.T) {
	r, err := ParseResponses([]Response{
		{Pattern: `no pets of type.*`, Status: 404, Body: `{"message":"${errorMessage}"}`},
		{Pattern: `.*timed out.*`, Status: 504},
		{Status: 201, Headers: map[string]string{"X-A": "b"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		payload string
		failed  bool
		status  int
		body    string
	}{
		{`[1]`, false, 201, `[1]`},
		{`{"errorMessage":"no pets of type \"Cow\"","errorType":"UnknownPetType"}`, true, 404, `{"message":"no pets of type \"Cow\""}`},
		{`{"errorMessage":"see: no pets of type Cow"}`, true, 201, `{"errorMessage":"see: no pets of type Cow"}`}, // the whole message must match
		{`{"errorMessage":"Task timed out after\n3.00 seconds"}`, true, 504, `{"errorMessage":"Task timed out after\n3.00 seconds"}`},
		{`{"errorMessage":"no pets of type Cow"}`, false, 201, `{"errorMessage":"no pets of type Cow"}`}, // a success that looks like an error
		{`"text"`, true, 201, `"text"`},
	} {
		got, body := r.Choose([]byte(c.payload), c.failed)
		if got.Status != c.status || string(body) != c.body {
			t.Errorf("%s: %d %s, want %d %s", c.payload, got.Status, body, c.status, c.body)
		}
	}
}

func TestNoResponsesIsPassThrough(t *testing.T) {
	r, err := ParseResponses(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, body := r.Choose([]byte(`{"errorMessage":"x"}`), true); got.Status != 200 || string(body) != `{"errorMessage":"x"}` {
		t.Errorf("an error without patterns is %d %s; API Gateway's default response is a 200 with the payload", got.Status, body)
	}
}

func TestResponseErrors(t *testing.T) {
	for _, one := range []Response{{Pattern: "("}, {Status: 99}, {Status: 600}, {Pattern: "x", Status: -1}} {
		if _, err := ParseResponses([]Response{one}); err == nil {
			t.Errorf("%+v is accepted", one)
		}
	}
}

// FuzzParse: no field text makes the parser panic, and what it takes makes a
// JSON object with that field.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"path.type", "$query.a", "body.a.b", "'x'", "body", "header.X", "", "'", "path.", "\x00"} {
		f.Add(s, []byte(`{"a":{"b":1}}`))
	}
	f.Fuzz(func(t *testing.T, value string, body []byte) {
		tpl, err := Parse(map[string]string{"f": value})
		if err != nil {
			return
		}
		in := input()
		in.Body = body
		var got map[string]any
		if err := json.Unmarshal(tpl.Event(in), &got); err != nil || len(got) != 1 {
			t.Fatalf("%q gives no object with one field: %v", value, err)
		}
	})
}

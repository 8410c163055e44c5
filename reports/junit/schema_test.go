package junit_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/junit"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// rule is what an element may hold.
type rule struct {
	required, optional string // attributes
	children           string
	text               bool
}

// schema says the same as junit-10.xsd of Jenkins's xUnit plugin, as far as it
// speaks of what is written here. TestPeersSchema holds the output against the
// file itself. https://github.com/jenkinsci/xunit-plugin
var schema = map[string]rule{
	"testsuites": {optional: "name time tests failures errors", children: "testsuite"},
	"testsuite": {
		required: "name tests failures errors",
		optional: "group time skipped timestamp hostname id package file log url version",
		children: "testsuite properties testcase system-out system-err",
	},
	"properties": {children: "property"},
	"property":   {required: "name value"},
	"testcase":   {required: "name", optional: "time classname group", children: "skipped error failure system-out system-err"},
	"skipped":    {optional: "type message", text: true},
	"error":      {optional: "type message", text: true},
	"failure":    {optional: "type message", text: true},
	"system-out": {text: true},
	"system-err": {text: true},
}

// surefireTime is the type of a suite's time.
var surefireTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?$`)

// violation is the first thing in a document that the schema does not allow.
func violation(doc string) error {
	d := xml.NewDecoder(strings.NewReader(doc))
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if err := misplaced(open, e); err != nil {
				return err
			}
			open = append(open, e.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && !schema[open[len(open)-1]].text && strings.TrimSpace(string(e)) != "" {
				return fmt.Errorf("%v holds text: %q", open, e)
			}
		}
	}
}

// misplaced says what the schema has against an element within those that are
// open.
func misplaced(open []string, e xml.StartElement) error {
	name := e.Name.Local
	r, known := schema[name]
	switch {
	case !known:
		return fmt.Errorf("there is no %s", name)
	case len(open) == 0 && name != "testsuites":
		return fmt.Errorf("the root is %s", name)
	case len(open) > 0 && !slices.Contains(strings.Fields(schema[open[len(open)-1]].children), name):
		return fmt.Errorf("%v holds a %s", open, name)
	}
	var has []string
	for _, a := range e.Attr {
		has = append(has, a.Name.Local)
		if !slices.Contains(strings.Fields(r.required+" "+r.optional), a.Name.Local) {
			return fmt.Errorf("%s has an attribute %s", name, a.Name.Local)
		}
		if strings.HasPrefix(name, "testsuite") && a.Name.Local == "time" && !surefireTime.MatchString(a.Value) {
			return fmt.Errorf("the time of %s is %q", name, a.Value)
		}
	}
	for _, a := range strings.Fields(r.required) {
		if !slices.Contains(has, a) {
			return fmt.Errorf("%s has no attribute %s", name, a)
		}
	}
	return nil
}

// documents are files as they are written, by their names.
func documents(t testing.TB) map[string]string {
	full := reportstest.Load(t)
	var combined bytes.Buffer
	if err := junit.Combined(&combined, full, reportstest.Build(t, reportstest.Server()), full, nothing(), failing()); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"full": render(t, full), "none": render(t, nothing()), "combined": combined.String()}
}

func TestSchema(t *testing.T) {
	for name, doc := range documents(t) {
		if err := violation(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	for _, doc := range []string{
		`<testsuites skipped="1"></testsuites>`,
		`<testsuites><testcase name="x"></testcase></testsuites>`,
		`<testsuites><testsuite name="x" tests="1" failures="0"></testsuite></testsuites>`,
		`<testsuites>text</testsuites>`,
		`<testsuites time="1.2345"></testsuites>`,
	} {
		if violation(doc) == nil {
			t.Errorf("%s passed", doc)
		}
	}
}

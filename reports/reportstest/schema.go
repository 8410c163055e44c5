package reportstest

import (
	"bytes"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sweetspot-bench/sweetspot/docs/schema"
)

var summarySchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Summary()))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(schema.SummaryID, doc); err != nil {
		return nil, err
	}
	return c.Compile(schema.SummaryID)
})

// Valid holds a summary.json against its published schema.
func Valid(summary []byte) error {
	s, err := summarySchema()
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(summary))
	if err != nil {
		return err
	}
	return s.Validate(value)
}

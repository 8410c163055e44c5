package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxSummary is the largest summary.json that is read, in bytes.
const maxSummary = 256 << 20

// Marshal is the summary as summary.json has it: indented, keys in the order of
// the types, a newline at the end. The same summary gives the same bytes.
func (s *Summary) Marshal() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("write summary: %w", err)
	}
	return buf.Bytes(), nil
}

// Write writes the summary as Marshal has it.
func (s *Summary) Write(w io.Writer) error {
	data, err := s.Marshal()
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// ReadSummary reads a summary.json. It is strict about the schema's name and
// about the types of the keys that it knows; keys that it does not know, which
// a later version may have added, are left out.
func ReadSummary(path string) (*Summary, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read summary: %w", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxSummary+1))
	if err != nil {
		return nil, fmt.Errorf("read summary: %w", err)
	}
	if len(data) > maxSummary {
		return nil, fmt.Errorf("%s is larger than %d MB, which no summary is", path, maxSummary>>20)
	}
	s, err := ParseSummary(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// ParseSummary reads the text of a summary.json as ReadSummary does.
func ParseSummary(data []byte) (*Summary, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, asJSONFault(data, err)
	}
	switch head.Schema {
	case Schema:
	case "":
		return nil, fmt.Errorf("is not a summary: it has no schema; expected %q", Schema)
	default:
		return nil, fmt.Errorf("has the schema %q, but this version reads %q", head.Schema, Schema)
	}
	var s Summary
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, asJSONFault(data, err)
	}
	return &s, nil
}

// asJSONFault says on which line JSON cannot be read.
func asJSONFault(data []byte, err error) error {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	if offset < 0 || offset > int64(len(data)) {
		return fmt.Errorf("is not a summary: %w", err)
	}
	line := 1 + bytes.Count(data[:offset], []byte("\n"))
	return fmt.Errorf("is not a summary: line %d: %w", line, err)
}

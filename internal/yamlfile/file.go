// Package yamlfile reads YAML files that people write by hand, and tells a
// fault with its place. It knows one document of a bounded size without
// anchors; what the document must hold is for the caller to check.
package yamlfile

import (
	"bytes"
	"fmt"
	"io"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// What a file may hold, well above any real one: the YAML parser's time grows
// with the square of the nesting, so that a small file could keep it busy for
// hours.
const (
	maxSize    = 1 << 20 // bytes
	maxLine    = 4096    // bytes
	maxNesting = 64      // open brackets and braces
)

// File is a file to be read.
type File struct {
	Kind string // what it is, for messages: "price book"
	Name string // as the user knows it
}

// Parse reads the file's one document. What cannot be read because of the
// file's content is an *Error.
func (f File) Parse(r io.Reader) (ast.Node, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", f.Kind, f.Name, err)
	}
	if err := f.checkShape(data); err != nil {
		return nil, err
	}
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, f.Locate(err)
	}
	if len(parsed.Docs) != 1 || parsed.Docs[0].Body == nil {
		return nil, f.fault(0, 0, "must hold exactly one YAML document")
	}
	body := parsed.Docs[0].Body
	if tok := findAlias(body); tok != nil {
		return nil, f.Locate(Fault(tok, "anchors and aliases are not allowed in a %s", f.Kind))
	}
	return body, nil
}

// WithoutComments is the file's one document written anew, without comments.
func (f File) WithoutComments(r io.Reader) ([]byte, error) {
	body, err := f.Parse(r)
	if err != nil {
		return nil, err
	}
	return []byte(body.String() + "\n"), nil
}

// checkShape refuses what would take the parser too long.
func (f File) checkShape(data []byte) error {
	if len(data) > maxSize {
		return f.fault(0, 0, "is larger than %d MB", maxSize>>20)
	}
	open, line := 0, 0
	for text := range bytes.Lines(data) {
		line++
		if len(text) > maxLine {
			return f.fault(line, maxLine, "the line is longer than %d bytes", maxLine)
		}
		for i, c := range text {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
			if open > maxNesting {
				return f.fault(line, i+1, "brackets are nested more than %d deep", maxNesting)
			}
		}
	}
	return nil
}

func (f File) fault(line, column int, format string, args ...any) error {
	return &Error{Kind: f.Kind, File: f.Name, Line: line, Column: column, Msg: fmt.Sprintf(format, args...)}
}

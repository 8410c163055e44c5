package pricing

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// BookSchema is the value of the key `schema` in a price book.
const BookSchema = "sweetspot.pricebook/v1"

// What a book may hold, well above any real one: the YAML parser's time grows
// with the square of the nesting, so that a small file could keep it busy for
// hours.
const (
	maxBook    = 1 << 20 // bytes
	maxLine    = 4096    // bytes
	maxNesting = 64      // open brackets and braces
)

// BookError is a fault in a price book, with the place where it is.
type BookError struct {
	File         string // name that the book was read under
	Line, Column int    // from 1; 0 where the fault has no place
	Msg          string
}

// Error is "file:line:column: message".
func (e *BookError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("price book %s: %s", e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// ReadBook reads a price book in the form of books/aws/lambda.yaml, whose header
// explains the fields. It is strict: an unknown key, a missing one, a price
// below zero, tiers that are out of order or leave a gap, an unknown unit, a
// bad date and a second price for the same thing are each a *BookError.
func ReadBook(name string, r io.Reader) (*Book, error) { return readOver(nil, name, r) }

// readOver reads a book that stands alone, or, over another, what it says
// otherwise.
func readOver(base *Book, name string, r io.Reader) (*Book, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBook+1))
	if err != nil {
		return nil, fmt.Errorf("price book %s: %w", name, err)
	}
	if err := checkShape(name, data); err != nil {
		return nil, err
	}
	book, err := parseBook(base, name, data)
	if err != nil {
		return nil, locate(name, err)
	}
	return book, nil
}

// checkShape refuses what would take the parser too long.
func checkShape(name string, data []byte) error {
	if len(data) > maxBook {
		return &BookError{File: name, Msg: fmt.Sprintf("is larger than %d MB", maxBook>>20)}
	}
	open, line := 0, 0
	for text := range bytes.Lines(data) {
		line++
		if len(text) > maxLine {
			return &BookError{name, line, maxLine, fmt.Sprintf("the line is longer than %d bytes", maxLine)}
		}
		for i, c := range text {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
			if open > maxNesting {
				return &BookError{name, line, i + 1, fmt.Sprintf("brackets are nested more than %d deep", maxNesting)}
			}
		}
	}
	return nil
}

func parseBook(base *Book, name string, data []byte) (*Book, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, err
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, errors.New("must hold exactly one YAML document")
	}
	body := file.Docs[0].Body
	if tok := findAlias(body); tok != nil {
		return nil, fault(tok, "anchors and aliases are not allowed in a price book")
	}
	var raw rawBook
	if err := yaml.NodeToValue(body, &raw, yaml.Strict()); err != nil {
		return nil, err
	}
	return raw.book(base, name, begin(body))
}

// placed is a fault at a token, before it is known in which file.
type placed struct {
	tok *token.Token
	msg string
}

// Error is the message alone.
func (e *placed) Error() string { return e.msg }

func fault(tok *token.Token, format string, args ...any) error {
	return &placed{tok, fmt.Sprintf(format, args...)}
}

// locate turns a fault of ours or of the YAML library into a *BookError.
func locate(name string, err error) error {
	e := &BookError{File: name, Msg: err.Error()}
	var tok *token.Token
	var ours *placed
	var theirs yaml.Error
	switch {
	case errors.As(err, &ours):
		tok = ours.tok
		e.Msg = ours.msg
	case errors.As(err, &theirs):
		tok = theirs.GetToken()
		e.Msg = theirs.GetMessage()
	}
	if tok != nil && tok.Position != nil {
		e.Line, e.Column = tok.Position.Line, tok.Position.Column
	}
	return e
}

// begin is the first token of a node. The library's own answer for a mapping is
// its first colon, which is not where a reader looks.
func begin(node ast.Node) *token.Token {
	switch n := node.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return node.GetToken()
}

// aliasFinder is an ast.Visitor that remembers the first anchor or alias. They
// are refused because a few nested ones expand without bound.
type aliasFinder struct{ found *token.Token }

// Visit implements ast.Visitor.
func (f *aliasFinder) Visit(node ast.Node) ast.Visitor {
	switch node.Type() {
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType:
		f.found = node.GetToken()
	}
	if f.found != nil {
		return nil
	}
	return f
}

func findAlias(node ast.Node) *token.Token {
	var f aliasFinder
	ast.Walk(&f, node)
	return f.found
}

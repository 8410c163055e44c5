package yamlfile

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/token"
)

// Error is a fault in a file, with the place where it is.
type Error struct {
	Kind         string // what the file is
	File         string // name that it was read under
	Line, Column int    // from 1; 0 where the fault has no place
	Msg          string
}

// Error is "file:line:column: message".
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s %s: %s", e.Kind, e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// placed is a fault at a token, before it is known in which file.
type placed struct {
	tok *token.Token
	msg string
}

// Error is the message alone.
func (e *placed) Error() string { return e.msg }

// Fault is what is wrong at a token. File.Locate makes an *Error of it.
func Fault(tok *token.Token, format string, args ...any) error {
	return &placed{tok, fmt.Sprintf(format, args...)}
}

// Locate turns a Fault or an error of the YAML library into an *Error.
func (f File) Locate(err error) error {
	e := &Error{Kind: f.Kind, File: f.Name, Msg: err.Error()}
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The exit codes of the contract, in the order of precedence 130, 3, 1, 4, 0;
// codeInput stands alone, for nothing was started.
const (
	codeDone         = 0
	codeGateFailed   = 1
	codeInput        = 2
	codeIncomplete   = 3
	codeInconclusive = 4
	codeInterrupted  = 130
)

// exitError is an error with the exit code it ends the process with. A nil Err
// ends it without a message: everything has been said.
type exitError struct {
	Code int
	Err  error
}

// Error is the wrapped error's text.
func (e *exitError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

// Unwrap returns the wrapped error.
func (e *exitError) Unwrap() error { return e.Err }

// inputError marks err as the input's fault.
func inputError(err error) error { return &exitError{Code: codeInput, Err: err} }

// incomplete marks err as a run that could not be completed.
func incomplete(err error) error { return &exitError{Code: codeIncomplete, Err: err} }

// errInterrupted ends a command that has nothing to keep.
var errInterrupted = &exitError{Code: codeInterrupted, Err: errors.New("interrupted; nothing was written")}

// codeOf is the exit code that err ends the process with. An error that carries
// none comes from cobra: the command line is wrong.
func codeOf(err error) int {
	var exit *exitError
	switch {
	case err == nil:
		return codeDone
	case errors.Is(err, context.Canceled):
		return codeInterrupted
	case errors.As(err, &exit):
		return exit.Code
	}
	return codeInput
}

// exitCode prints err for the user and returns the process's exit code.
func exitCode(err error, stderr io.Writer) int {
	code := codeOf(err)
	var exit *exitError
	if err == nil || errors.As(err, &exit) && exit.Err == nil {
		return code
	}
	fmt.Fprintln(stderr, "sweetspot: "+strings.TrimPrefix(err.Error(), "sweetspot: "))
	return code
}

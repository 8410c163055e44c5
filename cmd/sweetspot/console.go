package main

import (
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
	"github.com/sweetspot-bench/sweetspot/internal/terminal"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// console is an output for people. Nothing that comes from outside can steer
// their terminal through it, wherever it was written.
type console struct {
	out     io.Writer
	colours bool         // are our own: they may pass
	hidden  *secret.Veil // what is never written; nil for nothing
	runner  bool         // of GitHub reads it, and obeys what looks like one of its commands

	mu    sync.Mutex
	above func(text string) // takes what is written while rows below it are rewritten; nil otherwise
}

// colours are the sequences that change how text looks, and nothing else.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// workflowCommand is how a line begins that GitHub's runner obeys, and the older
// form, which it finds anywhere.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
var workflowCommand = regexp.MustCompile(`(?m)^(\s*:)(:)|(##)(\[)`)

// standardOut is standard output as the commands write to it: as it is into a
// file or a pipe, made safe on a terminal.
func standardOut(out io.Writer) io.Writer {
	if terminal.File(out) == nil {
		return out
	}
	return &console{out: out, colours: true}
}

// resultsOn is a console's output for what would go to standard output.
func resultsOn(w io.Writer) io.Writer {
	if c, ok := w.(*console); ok {
		return standardOut(c.out)
	}
	return w
}

// Write implements io.Writer. It is given whole lines.
func (c *console) Write(p []byte) (int, error) {
	text := c.visible(c.hidden.Over(string(p)))
	if c.runner {
		text = workflowCommand.ReplaceAllString(text, "$1$3\u200b$2$4")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.above != nil {
		c.above(text)
		return len(p), nil
	}
	if _, err := io.WriteString(c.out, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *console) visible(text string) string {
	if !c.colours {
		return format.Visible(text)
	}
	var b strings.Builder
	from := 0
	for _, at := range colours.FindAllStringIndex(text, -1) {
		b.WriteString(format.Visible(text[from:at[0]]))
		b.WriteString(text[at[0]:at[1]])
		from = at[1]
	}
	b.WriteString(format.Visible(text[from:]))
	return b.String()
}

// Unwrap returns the output itself, for what it can do.
func (c *console) Unwrap() io.Writer { return c.out }

// divert hands all that is written to above from now on; nil ends that.
func (c *console) divert(above func(string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.above = above
}

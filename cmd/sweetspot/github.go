package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/github"
	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// tellGitHub shows GitHub Actions, where that is who runs this, what came of
// runs: in the summary of the step, and at the lines of their gates. What cannot
// be shown is a warning: it is all in the run directories.
func (a *app) tellGitHub(samples *view.Evidence, summaries ...*reports.Summary) {
	if len(summaries) == 0 {
		return
	}
	a.stepSummary(func(w io.Writer) error {
		if len(summaries) == 1 {
			return markdown.Comment(w, summaries[0], samples)
		}
		return markdown.Combined(w, summaries...)
	})
	if os.Getenv("GITHUB_ACTIONS") != "true" {
		return
	}
	o := github.Options{Workspace: os.Getenv("GITHUB_WORKSPACE"), Inconclusive: a.settings.Inconclusive}
	out := a.stderr
	if c, ok := out.(*console); ok {
		out = c.Unwrap() // these are commands that the runner is to obey
	}
	if err := github.Annotate(out, o, summaries...); err != nil {
		fmt.Fprintln(a.stderr, "sweetspot: warning: cannot annotate:", err)
	}
}

// stepSummary appends what write writes to the summary of the step, where there
// is one.
func (a *app) stepSummary(write func(io.Writer) error) {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return
	}
	var text bytes.Buffer
	err := write(&text)
	if err == nil {
		err = github.AppendSummary(path, text.Bytes())
	}
	if err != nil {
		fmt.Fprintln(a.stderr, "sweetspot: warning:", err)
	}
}

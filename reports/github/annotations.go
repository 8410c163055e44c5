// Package github shows GitHub Actions what runs came to: annotations of the gates
// that do not pass, at their lines of the scenario, and the summary of the job's
// step. It calls no API; both are files and lines that the runner reads.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
package github

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Shown is how many annotations of a level GitHub shows of a step; it drops the
// others.
const Shown = 10

// Options say how gates are annotated.
type Options struct {
	// Workspace is the folder of the checkout, to which files are relative in
	// annotations; those outside of it are not named. "" names none.
	Workspace string
	// Inconclusive is what becomes of inconclusive gates: "fail" makes errors of
	// those of level error, "pass" leaves them out, all else warns.
	Inconclusive string
}

// Annotate writes a command for each gate that does not pass and each run without
// an answer, one a line: errors, then warnings, of each what failed before what is
// inconclusive. Of more than Shown the last one says how many there are besides.
func Annotate(w io.Writer, o Options, summaries ...*reports.Summary) error {
	var failed, unsure struct{ errors, warnings []annotation }
	for _, s := range summaries {
		if !s.Recommendation.Answered() {
			failed.errors = append(failed.errors, annotation{title: s.Scenario.Name + ": no answer", text: s.Recommendation.Sentence})
		}
		gates := view.New(s).Gates()
		for i, g := range s.Gates {
			a := annotation{at: g.At, title: s.Scenario.Name + ": " + headline(g), text: worded(gates.Rows[i].Cells[0]) + ": " + g.Reason}
			switch {
			case g.Verdict == reports.Pass, g.Verdict != reports.Fail && o.Inconclusive == "pass":
			case g.Verdict == reports.Fail && g.Level != "warn":
				failed.errors = append(failed.errors, a)
			case g.Verdict == reports.Fail:
				failed.warnings = append(failed.warnings, a)
			case o.Inconclusive == "fail" && g.Level != "warn":
				unsure.errors = append(unsure.errors, a)
			default:
				unsure.warnings = append(unsure.warnings, a)
			}
		}
	}
	_, err := io.WriteString(w, o.commands("error", append(failed.errors, unsure.errors...))+
		o.commands("warning", append(failed.warnings, unsure.warnings...)))
	return err
}

// headline is what heads a gate that does not pass.
func headline(g reports.GateResult) string {
	if g.Verdict == reports.Fail {
		return "gate failed"
	}
	return "gate inconclusive"
}

// worded is a cell in one text.
func worded(c view.Cell) string {
	if c.Note == "" {
		return c.Text
	}
	return c.Text + " (" + c.Note + ")"
}

// annotation is a text at a place; at is nil where there is none.
type annotation struct {
	at          *reports.Position
	title, text string
}

// commands are the lines of a level's annotations, as many as are shown.
func (o Options) commands(level string, all []annotation) string {
	if len(all) > Shown {
		more := annotation{title: "Sweetspot", text: fmt.Sprintf("%d more do not hold: the report lists them", len(all)-Shown+1)}
		all = append(all[:Shown-1:Shown-1], more)
	}
	var b strings.Builder
	for _, a := range all {
		b.WriteString(o.command(level, a))
	}
	return b.String()
}

func (o Options) command(level string, a annotation) string {
	place := ""
	if a.at != nil {
		if file := o.relative(a.at.File); file != "" {
			place = fmt.Sprintf("file=%s,line=%d,col=%d,", property(file), a.at.Line, a.at.Column)
		}
	}
	return fmt.Sprintf("::%s %stitle=%s::%s\n", level, place, property(a.title), data(a.text))
}

// relative is a file as seen from the workspace, with slashes; "" where it is not
// in it.
func (o Options) relative(file string) string {
	if o.Workspace == "" || file == "" {
		return ""
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	rel, err := filepath.Rel(real(o.Workspace), real(path))
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// real is a path without links, the path itself where that cannot be told.
func real(path string) string {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		return p
	}
	return path
}

// The runner decodes these. Everything that ends a command, a property or a line
// is among them.
// https://github.com/actions/toolkit (packages/core/src/command.ts)
var (
	dataCodes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyCodes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// longest is how much of a text an annotation holds, in runes: it is read in the
// margin of a file.
const longest = 1_000

func data(text string) string { return dataCodes.Replace(format.Short(format.Clean(text), longest)) }

func property(text string) string {
	return propertyCodes.Replace(format.Short(format.Clean(text), longest))
}

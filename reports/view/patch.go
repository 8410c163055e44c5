package view

import (
	"strings"
	"unicode"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// PatchTitle heads the recommendation as text to copy.
const PatchTitle = "To deploy it"

// PatchNote says what to do with the text to copy.
func (v *View) PatchNote() string {
	if len(v.heads()) > 0 {
		return "Merge one of these into your deployment; " + reports.NameToFill + " stands for the name of your function where the scenario does not say it."
	}
	return "Merge one of these into your deployment; the names are those of the scenario where it does not say others."
}

// NoPatch says why what is recommended is not to be deployed; "" where it may be,
// or where there is nothing to deploy at all.
func (v *View) NoPatch() string {
	t := v.Subject()
	switch {
	case v.Summary.Recommendation.Patch == nil:
		return ""
	case t != nil && !t.Valid:
		return "Nothing to deploy: the measurement is not valid."
	case v.Tally().Failed > 0:
		return "Nothing to deploy: a gate failed."
	}
	return ""
}

// Snippet is text to copy.
type Snippet struct {
	Title    string
	Language string // for a highlighter
	Lines    []string
}

// Patch is the recommendation in each syntax; empty where nothing is to be
// changed, or where NoPatch says why not.
func (v *View) Patch() []Snippet {
	p := v.Summary.Recommendation.Patch
	if p == nil || v.NoPatch() != "" {
		return nil
	}
	var out []Snippet
	for _, s := range []struct{ title, language, text string }{
		{"SAM template", "yaml", p.SAM}, {"Terraform", "hcl", p.Terraform}, {"AWS CLI", "sh", p.CLI},
	} {
		snippet := Snippet{Title: s.title, Language: s.language}
		for line := range strings.Lines(s.text) {
			snippet.Lines = append(snippet.Lines, printable(line))
		}
		out = append(out, snippet)
	}
	return out
}

// printable is a line as it is, spaces and all, without what could steer a
// terminal or turn the direction of text.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.TrimSuffix(line, "\n"))
}

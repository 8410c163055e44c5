package view

import (
	"strings"
	"unicode"
)

// PatchTitle heads the recommendation as text to copy, PatchNote says what to do
// with it.
const (
	PatchTitle = "To deploy it"
	PatchNote  = "Merge one of these into your deployment; the names are those of the scenario where it does not say others."
)

// Snippet is text to copy.
type Snippet struct {
	Title    string
	Language string // for a highlighter
	Lines    []string
}

// Patch is the recommendation in each syntax; empty where nothing is to be
// changed.
func (v *View) Patch() []Snippet {
	p := v.Summary.Recommendation.Patch
	if p == nil {
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

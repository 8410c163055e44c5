// Package html renders a run, a comparison of two, or several runs as one HTML
// file each that makes no request, is whole without a script, and reads in
// light, in dark, on paper and on a phone.
//
// Every page is a head, an answer and a list of sections in the frame of page.go. Those of
// a run's report have a Go function each that says what is in it, in
// sections.go, and a template of the same name. A section without anything to
// say is left out.
package html

import (
	"cmp"
	"io"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Render writes the report of a run, with what its samples show unless that is
// nil.
func Render(w io.Writer, s *reports.Summary, samples *view.Evidence) error {
	if samples == nil {
		samples = &view.Evidence{}
	}
	v := view.New(s)
	p := newPage(format.Clean(s.Scenario.Name), OfRun, s.Run.Version)
	p.head("head", newHead(v))
	p.answer("answer", newAnswer(v))
	if samples.Timeline != nil {
		p.Scripts = timelineScripts
	}
	for _, section := range sections {
		if data := section.data(v, samples); data != nil {
			title := section.title(v)
			p.addShort(section.id, title, cmp.Or(section.short, title), section.id, data)
		}
	}
	return p.write(w)
}

// Package markdown renders runs as GitHub-flavoured Markdown: a report beside
// its charts, the same for a comment on a pull request, where no file lies beside
// it, and one comment for several runs. The first line is a hidden marker by
// which a comment is found again and updated in place.
//
// Every text is at most Limit bytes long. What there is no room for is left out
// part by part, the least important first, each with a note that says where it
// is; nothing is cut within a table or a block of code.
package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Marker is the first line of the report of a scenario: an HTML comment that
// holds its name. What could end the comment becomes a dash.
func Marker(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.':
			return r
		}
		return '-'
	}, format.Short(format.Clean(name), mostMarker))
	return "<!-- sweetspot:" + strings.Trim(safe, "-") + " -->"
}

// mostMarker is how much of a name a marker holds, in runes.
const mostMarker = 200

// Render writes the report of a run that lies beside the files of Charts, with
// what its samples show unless that is nil.
func Render(w io.Writer, s *reports.Summary, samples *view.Evidence) error {
	return render(w, &story{View: view.New(s), samples: samples, charts: true})
}

// Comment writes the same without pictures, for a place where no file lies
// beside it: a comment on a pull request, the summary of a job.
func Comment(w io.Writer, s *reports.Summary, samples *view.Evidence) error {
	return render(w, &story{View: view.New(s), samples: samples})
}

func render(w io.Writer, s *story) error {
	name := s.Summary.Scenario.Name
	head := part{"The scenario", always, func(d *document) {
		d.line(Marker(name))
		d.paragraph("# ", d.text(name))
	}}
	return output(w, append([]part{head}, s.parts()...))
}

// output writes the parts of a whole text.
func output(w io.Writer, parts []part) error {
	text, ok := fit(parts, 2, Limit)
	if !ok {
		return fmt.Errorf("the report does not fit into %d bytes", Limit)
	}
	_, err := io.WriteString(w, text)
	return err
}

package markdown

import (
	"io"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/trend"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Several writes one comment for runs of any scenarios, at least one run. Of one
// scenario it has the headline, a table of the runs, and the story of the newest,
// which opens on a click; of more it is Combined. baselines are what the newest
// run of a scenario is compared with, by its name; nil for none.
func Several(w io.Writer, runs []*reports.Summary, baselines map[string]*reports.Summary) error {
	all := trend.Group(runs, baselines)
	if len(all) > 1 || len(runs) == 1 {
		return Combined(w, runs...)
	}
	s := &series{Scenario: &all[0], headline: trend.Sentence(all)}
	return output(w, []part{
		{"The headline", always, s.head},
		{"The runs", always, s.table},
		{"The newest run", evidence, s.story},
	})
}

// series is the runs of one scenario.
type series struct {
	*trend.Scenario
	headline string
}

func (s *series) head(d *document) {
	d.line(CombinedMarker)
	d.paragraph("# ", d.text(s.Name))
	d.paragraph(d.bold(s.headline))
	if c := s.Comparison; c != nil && c.Caveat() != "" {
		d.paragraph(d.text(c.Caveat()))
	}
	d.list(d.texts(s.Doubts()))
}

func (s *series) table(d *document) { d.top(s.Table(), "runs") }

// story is that of the newest run in half of the room there is.
func (s *series) story(d *document) {
	newest := &story{View: view.New(s.Newest().Summary), name: "The newest run"}
	d.WriteString(newest.folded(Limit / 2))
}

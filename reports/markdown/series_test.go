package markdown_test

import (
	"io"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/markdown"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/trend"
)

// Runs of one scenario have one headline, that of the other reports, and one
// story.
func TestRunsOfOneScenario(t *testing.T) {
	runs := reportstest.Nightly(t, 20)
	text := render(t, func(w io.Writer) error { return markdown.Several(w, runs, nil) })
	headline := "**" + markdown.Escape(trend.Sentence(trend.Group(runs, nil))) + "**"
	if !strings.HasPrefix(text, markdown.CombinedMarker) || !strings.Contains(text, headline) {
		t.Errorf("the headline %q is not in %.600s", headline, text)
	}
	if n := strings.Count(text, "<summary>The newest run: "); n != 1 {
		t.Errorf("%d stories", n)
	}
	for _, r := range runs {
		if !strings.Contains(text, "| "+markdown.Escape(r.Run.ID)+" ") {
			t.Errorf("%s has no row", r.Run.ID)
		}
	}
	if len(text) > markdown.Limit/2+10_000 {
		t.Errorf("%d bytes for one story", len(text))
	}
	if many := render(t, func(w io.Writer) error { return markdown.Several(w, reportstest.Nightly(t, 600), nil) }); len(many) > markdown.Limit || !strings.Contains(many, "more runs: see report.html") {
		t.Errorf("600 runs make %d bytes", len(many))
	}
}

package compare

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Facts are what was compared with what, and by which rule.
func (r *Result) Facts(base, head *reports.Summary) []view.Fact {
	side := func(name string, run Run, s *reports.Summary) view.Fact {
		return view.Fact{Name: name, Text: format.Clean(run.Name()), Note: format.Instant(s.Run.StartedAt)}
	}
	out := []view.Fact{side("Base", r.Base, base), side("Head", r.Head, head)}
	if r.BaseTarget != "" {
		out = append(out, view.Fact{Name: "Targets", Text: format.Clean(r.BaseTarget + " of the base, " + r.HeadTarget + " of the head")})
	}
	out = append(out,
		view.Fact{Name: "Decides", Text: r.deciding(" and "), Note: "per variant, block by block"},
		view.Fact{Name: "A regression is", Text: "significantly worse, by more than " + strings.Join(r.limitTexts(), ", ")},
		view.Fact{Name: "Intervals", Text: advice.Percent(r.Confidence), Note: "of the change of a block of the head against one of the base"},
	)
	if v := view.New(head); v.Local {
		out = append(out, view.Fact{Name: "Amounts", Text: v.Place(), Note: "sizes compare; times and amounts scale with the CPU"})
	}
	return out
}

// limitTexts are the limits of what decides, each once.
func (r *Result) limitTexts() []string {
	var out []string
	for _, s := range r.Decide {
		rows := r.of(s)
		if len(rows) == 0 {
			continue
		}
		text := rows[0].limitText()
		if len(r.Decide) > 1 && rows[0].Limit != r.Limit {
			text += " of " + s.word()
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		out = append(out, advice.Percent(r.Limit))
	}
	return out
}

package compare

import (
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Sides are both runs as they were compared: where a target of each was named,
// with that alone, the base's under the name of the head's.
func (r *Result) Sides(base, head *reports.Summary) []view.Side {
	return []view.Side{
		view.NewSide("base", only(base, r.BaseTarget, r.HeadTarget)),
		view.NewSide("head", only(head, r.HeadTarget, r.HeadTarget)),
	}
}

// only is a run with the trials of a target, under another name; the run itself
// for "".
func only(s *reports.Summary, target, name string) *reports.Summary {
	if target == "" {
		return s
	}
	out := *s
	out.Trials = nil
	for _, t := range of(s, target) {
		named := *t
		named.Variant.Target = name
		out.Trials = append(out.Trials, named)
	}
	out.Recommendation.Variant = nil
	if v := s.Recommendation.Variant; v != nil && v.Target == target {
		pick := *v
		pick.Target = name
		out.Recommendation.Variant = &pick
	}
	out.Recommendation.Tied = nil
	return &out
}

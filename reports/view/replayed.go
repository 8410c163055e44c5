package view

import "github.com/sweetspot-bench/sweetspot/reports/format"

// drawn is a noun for what was measured, "drawn …" where it was replayed.
func (v *View) drawn(noun string) string {
	if v.Replayed {
		return "drawn " + noun
	}
	return noun
}

// points is what the trials are called, several of them.
func (v *View) points() string {
	if v.Replayed {
		return "points"
	}
	return "measurements"
}

// PointsNote says what lies between the points of a chart.
func (v *View) PointsNote() string {
	if v.Replayed {
		return "Each point was drawn from the recording; between the points nothing is known."
	}
	return "Each point was measured; between the points nothing was."
}

// simulated warns of intervals that rest on a spread which nobody recorded; ""
// where there is none.
func (v *View) simulated() string {
	for _, t := range v.Summary.Scenario.Targets {
		switch {
		case t.SpreadCV == nil:
		case *t.SpreadCV == 0:
			return "Simulated: one mean a size is recorded and no spread, so ± says nothing of the real spread."
		default:
			return "Simulated: one mean a size is recorded and the spread is assumed (" + format.Share(*t.SpreadCV) + "), so ± says nothing of the real spread."
		}
	}
	return ""
}

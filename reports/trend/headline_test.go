package trend_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/trend"
)

// few leaves the trials of runs so many blocks.
func few(runs []*reports.Summary, blocks int) []*reports.Summary {
	for _, r := range runs {
		for i := range r.Trials {
			r.Trials[i].Blocks = r.Trials[i].Blocks[:blocks]
		}
	}
	return runs
}

// alike puts runs on the machine of the first.
func alike(runs []*reports.Summary) []*reports.Summary {
	for _, r := range runs {
		r.Run.Host = runs[0].Run.Host
	}
	return runs
}

// What the runs recommend comes first, unless the newest is worse; and what was
// not decided says how it would be.
func TestHeadline(t *testing.T) {
	for name, test := range map[string]struct {
		runs        []*reports.Summary
		first, then string
	}{
		"too few blocks": {alike(few(reportstest.Nightly(t, 3), 4)), "All 3 runs recommend 1769 MB: $", " Newest against oldest: not decided, 4 blocks a side are too few, 6 are needed (repeat: 6)."},
		"two machines":   {few(reportstest.Nightly(t, 6), 4), "All 6 runs recommend 1769 MB: $", ", on the machine of the newest. Newest against oldest on the same machine: not decided, 4 blocks a side"},
		"worse":          {reportstest.Nightly(t, 9), "Regression: ", " All 9 runs recommend 1769 MB: $"},
	} {
		all := trend.Group(test.runs, nil)
		if got := trend.Sentence(all); !strings.HasPrefix(got, test.first) || !strings.Contains(got, test.then) {
			t.Errorf("%s: %q, want %q and %q", name, got, test.first, test.then)
		}
	}
	runs := few(reportstest.Nightly(t, 3), 4)
	runs[0].Recommendation.Variant = nil
	if got := trend.Sentence(trend.Group(runs, nil)); !strings.HasPrefix(got, "2 of 3 runs recommend 1769 MB, as the newest does: ") {
		t.Errorf("the run without an answer is not counted: %q", got)
	}
	runs[2].Recommendation.Variant = nil
	if got := trend.Sentence(trend.Group(runs, nil)); !strings.HasPrefix(got, "2 of 3 runs have no recommendation, the newest among them. ") {
		t.Errorf("without an answer: %q", got)
	}
}

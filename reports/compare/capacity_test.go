package compare_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
)

// Figures at different capacities are of different loads.
func TestCapacitiesThatDiffer(t *testing.T) {
	at := func(rate float64) func(*reports.Trial) {
		return func(t *reports.Trial) { t.Capacity = &reports.Capacity{Rate: &rate} }
	}
	base := each(summary("a", side{512: six(100)}), at(80))
	for _, rate := range []float64{80, 120} {
		head := each(summary("b", side{512: six(100)}), at(rate))
		obstacle := ""
		for _, row := range compare.Compare(base, head, compare.Options{}).Variants[0].Statistics {
			if strings.Contains(row.Reason, "only the same load compares") {
				obstacle = row.Reason
			}
		}
		if (obstacle != "") != (rate != 80) || rate != 80 && !strings.Contains(obstacle, "80/s and 120/s") {
			t.Errorf("%v/s: %q", rate, obstacle)
		}
	}
}

package compare_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// With too few blocks the estimates' change is shown as what it is, and the JSON
// holds no effect.
func TestTooFewBlocksShowTheChangeOfTheEstimates(t *testing.T) {
	base, head := reportstest.Pair(t)
	for i := range head.Trials {
		base.Trials[i].Blocks, head.Trials[i].Blocks = base.Trials[i].Blocks[:4], slices.Clone(base.Trials[i].Blocks[:4])
		for j := range head.Trials[i].Blocks {
			slower := 1.1 * *base.Trials[i].Blocks[j].P95
			head.Trials[i].Blocks[j].P95 = &slower
		}
	}
	head.Run.Host.Speed, base.Run.Host.Speed = 110, 100
	r := compare.Compare(base, head, compare.Options{})
	if !r.TooFew() || !strings.Contains(strings.Join(r.Notes(), "\n"), "sweetspot run SCENARIO --set repeat=") {
		t.Errorf("what would decide it is not in %q", r.Notes())
	}
	rows := r.Brief().Rows
	if len(rows) == 0 || len(rows) >= len(r.Table().Rows) {
		t.Fatalf("%d of %d rows", len(rows), len(r.Table().Rows))
	}
	for _, row := range rows {
		if row.Cells[1].Text == "p95" && (row.Cells[4].Text != "+10 %" || row.Cells[5].Text != "too few blocks") {
			t.Errorf("%v", row.Cells)
		}
	}
	for _, v := range r.Variants {
		for _, row := range v.Statistics {
			if row.Effect != nil || row.CI95 != nil {
				t.Errorf("%s of %s has an effect without a judgement", row.Statistic, v.Label)
			}
		}
	}
	if want := "10 % faster"; !strings.Contains(r.Caveat(), want) || strings.Contains(strings.Join(r.Notes(), "\n"), want) {
		t.Errorf("the machines' speed is to be the caveat alone: %q, %q", r.Caveat(), r.Notes())
	}
	base.Trials[0].Valid = false
	if r = compare.Compare(base, head, compare.Options{}); r.TooFew() {
		t.Error("more blocks do not make invalid figures valid")
	}
}

package reports_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// A block that was measured again is in no figure.
func TestContendedBlocksAreLeftOut(t *testing.T) {
	in := reportstest.CPUBound().Input()
	whole, err := reports.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	in.Blocks[0].State = measure.BlockContended
	s, err := reports.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	v := in.Blocks[0].Variant
	if len(s.Trials[v].Blocks) != len(whole.Trials[v].Blocks)-1 || s.Trials[v].Invocations >= whole.Trials[v].Invocations {
		t.Errorf("%d blocks with %d invocations, of %d with %d", len(s.Trials[v].Blocks), s.Trials[v].Invocations, len(whole.Trials[v].Blocks), whole.Trials[v].Invocations)
	}
	for _, w := range s.Warnings {
		if w.Code == "measured-again" && strings.Contains(w.Text, "in round 1") {
			return
		}
	}
	t.Errorf("no warning: %v", s.Warnings)
}

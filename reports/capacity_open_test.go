package reports

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// What keeps a gate from its verdict is the search, not the number of requests.
func TestCapacityThatIsNotSure(t *testing.T) {
	rate := 40.0
	for _, tt := range []struct {
		limited string
		op      check.Op
		want    string
	}{
		{"slo", check.Greater, "the search is not sure at 40/s: what it measured there scatters"},
		{"slo", check.Less, "the search is not sure at 40/s"},
		{"generator", check.Less, "this machine could send no more than 40/s"},
		{"range", check.Less, "the search looked no higher than 40/s"},
		{"range", check.Greater, "the search is not sure at 40/s"},
	} {
		gate, err := check.ParseGate("capacity " + string(tt.op) + " 50/s")
		if err != nil {
			t.Fatal(err)
		}
		g := scenarios.Gate{Gate: gate}
		e := evaluated{}
		e.Valid, e.Invocations = true, 600
		e.Capacity = &Capacity{Rate: &rate, From: 1, To: 40, Confidence: 0.95, LimitedBy: tt.limited, Complete: true}
		r := judgeTrial(g, &e)
		if r.Verdict != Inconclusive || !strings.HasPrefix(r.Reason, tt.want) {
			t.Errorf("%s %s: %s, %q", tt.limited, tt.op, r.Verdict, r.Reason)
		}
	}
}

package onaws

import (
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// enough is how many environments are to serve a size: the hosts of AWS differ, and
// with fewer a size cannot be told from a host.
const enough = 5

// spreads reports whether a variant's blocks begin with versions of their own for
// the sake of other environments, and with it other hosts. They do not where that
// would be something else than what was asked for: where forced cold starts have
// new environments already, or wait for old ones to end; where a burst is to meet
// what the one before left; where environments are provisioned; and where each
// publication configures a function in use.
func (r *Runner) spreads(w wanted) bool {
	return r.target.Mode != scenarios.ModeVersions && r.scenario.ColdStarts == nil &&
		r.scenario.Load.Model != scenarios.Burst && w.provisioned == 0
}

// anew reports whether a variant that is live is to be published once more before
// its next block, of which no environment exists: as long as fewer environments
// than enough are known to have served it, and as many versions were not made.
func (r *Runner) anew(v scenarios.Variant, w wanted) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.spreads(w) && r.begun[v.Index] < enough && len(r.served[v.Index]) < enough
}

// begins counts a version that a variant's blocks begin with.
func (r *Runner) begins(v scenarios.Variant) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun[v.Index]++
}

// serves notes the environments that served the load of a block.
func (r *Runner) serves(v scenarios.Variant, samples []measure.Sample) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range samples {
		if s := &samples[i]; s.Phase == measure.PhaseLoad && s.Environment != "" {
			if r.served[v.Index] == nil {
				r.served[v.Index] = map[string]bool{}
			}
			r.served[v.Index][s.Environment] = true
		}
	}
}

// further is how many versions more than the first a variant's blocks begin with
// at most, however many rounds are added.
func (r *Runner) further(w wanted) int {
	if !r.spreads(w) {
		return 0
	}
	return enough - 1
}

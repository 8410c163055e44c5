package lambdaapi

import (
	"math/rand/v2"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// target returns the revision that an invocation runs: $LATEST for "", a
// version, or what an alias points to, by its weights.
func (r *registry) target(name, qualifier string) (*sandbox.Revision, error) {
	r.mu.RLock()
	if f := r.functions[name]; f != nil && f.due.IsZero() {
		rev, err := r.pick(f, qualifier)
		r.mu.RUnlock()
		return rev, err
	}
	r.mu.RUnlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.find(name)
	if f == nil {
		return nil, r.notFound(name, qualifier)
	}
	return r.pick(f, qualifier)
}

func (r *registry) pick(f *function, qualifier string) (*sandbox.Revision, error) {
	if f.creating {
		return nil, r.idle(f)
	}
	number := qualifier
	if a := f.aliases[qualifier]; a != nil {
		number = a.draw(rand.Float64())
	}
	if v := f.version(number); v != nil {
		return v.rev, nil
	}
	return nil, r.notFound(f.name, qualifier)
}

// draw chooses the version for an invocation; dice is uniform in [0, 1).
// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
func (a *alias) draw(dice float64) string {
	for number, weight := range a.weights { // at most one
		if dice < weight {
			return number
		}
	}
	return a.version
}

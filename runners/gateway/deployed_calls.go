package gateway

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Calls are the changing calls of the plan's blocks in their order: one wherever
// a block has another memory or cache than what stands, and those that put them
// back.
func (r *Deployed) Calls(ctx context.Context, variants []scenarios.Variant) ([]runners.Call, error) {
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	f := foreseen{runner: r}
	if r.facts != nil {
		f.cache, f.ownCache = r.facts.cache, r.facts.cache
	}
	if function := r.target.Function; function != nil {
		now, err := r.function(ctx, function.Name)
		if err != nil {
			return nil, err
		}
		f.ownMB = int(aws.ToInt32(now.MemorySize))
		f.mb = f.ownMB
	}
	for _, v := range runners.Turns(r.options.Scenario, variants) {
		f.setMemory(v.MemoryMB)
		f.setCache(v.Setting(scenarios.SettingCache))
	}
	f.putBack()
	return f.calls, nil
}

// foreseen goes through a run without making a call.
type foreseen struct {
	runner          *Deployed
	calls           []runners.Call
	noted           []string // actions, in the order of their first call
	mb, ownMB       int
	cache, ownCache formerCache
}

func (f *foreseen) call(action, resource, with string) {
	f.calls = append(f.calls, runners.Call{Action: action, Resource: resource, With: with})
	if !slices.Contains(f.noted, action) {
		f.noted = append(f.noted, action)
	}
}

func (f *foreseen) setMemory(mb int) {
	if function := f.runner.target.Function; function != nil && mb != f.mb {
		f.call(actionMemory, function.Name, fmt.Sprintf("%d MB", mb))
		f.mb = mb
	}
}

func (f *foreseen) setCache(size string) {
	if size != "" && size != f.cache.Cache {
		f.call(actionCache, f.runner.stageResource(), "cache "+size)
		f.cache = with(f.cache, size)
	}
}

// putBack is what Restore does: what was changed last goes first.
func (f *foreseen) putBack() {
	for _, action := range slices.Backward(slices.Clone(f.noted)) {
		switch {
		case action == actionMemory && f.mb != f.ownMB:
			f.call(action, f.runner.target.Function.Name, fmt.Sprintf("%d MB again", f.ownMB))
		case action == actionCache && f.cache != f.ownCache:
			f.call(action, f.runner.stageResource(), "cache "+f.ownCache.Cache+" again")
		}
	}
}

package ecs

import (
	"context"
	"fmt"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Calls are the changing calls of the plan's blocks in their order, and those
// that remove everything in the end. A call that only a failure brings about -
// one more StopTask for a task that a service leaves behind - is not among them.
func (r *Runner) Calls(_ context.Context, variants []scenarios.Variant) ([]runners.Call, error) {
	f := foreseen{runner: r, counts: map[int]int{}, started: map[int]int{}}
	wanted := map[int]scenarios.Variant{}
	for _, v := range variants {
		wanted[v.Index] = v
	}
	plan := r.scenario.Plan()
	for _, b := range plan.Blocks {
		if v, ours := wanted[plan.Variants[b.Variant].Index]; ours {
			f.apply(v)
			f.recycle(v, plan, b.Round)
		}
	}
	f.putBack()
	return f.calls, nil
}

// foreseen goes through a run without making a call.
type foreseen struct {
	runner  *Runner
	calls   []runners.Call
	made    []scenarios.Variant
	counts  map[int]int // tasks by variant
	started map[int]int
}

func (f *foreseen) call(action, resource, with string) {
	f.calls = append(f.calls, runners.Call{Action: action, Resource: resource, With: with})
}

func (f *foreseen) definition(v scenarios.Variant) string {
	return definitionResource + f.runner.named(v)
}

func (f *foreseen) service(v scenarios.Variant) string {
	return serviceOf(f.runner.want.Cluster, f.runner.named(v))
}

// scale is one UpdateService.
func (f *foreseen) scale(v scenarios.Variant, count int) {
	f.call(actionUpdate, f.service(v), fmt.Sprintf("%d tasks", count))
	f.started[v.Index] += max(0, count-f.counts[v.Index])
	f.counts[v.Index] = count
}

// apply is what Apply does.
func (f *foreseen) apply(v scenarios.Variant) {
	r := f.runner
	for _, other := range f.made {
		if r.shared() && other.Index != v.Index && f.counts[other.Index] > 0 {
			f.scale(other, 0)
		}
	}
	if _, there := f.counts[v.Index]; !there {
		f.create(v)
		return
	}
	if f.counts[v.Index] > 0 && f.started[v.Index] < leastTasks {
		f.scale(v, 0)
	}
	if f.counts[v.Index] != r.tasks {
		f.scale(v, r.tasks)
	}
}

func (f *foreseen) create(v scenarios.Variant) {
	r := f.runner
	size := fmt.Sprintf("%s vCPU, %d MB, %s", v.Setting(scenarios.SettingVCPU), v.MemoryMB, v.Architecture)
	f.call(actionRegister, f.definition(v), size+", as "+r.want.TaskDefinition)
	f.call(actionCreate, f.service(v), fmt.Sprintf("%d tasks of %s", r.tasks, size))
	f.made = append(f.made, v)
	f.counts[v.Index], f.started[v.Index] = r.tasks, r.tasks
	if r.want.ScaleTo > r.tasks {
		f.scale(v, r.want.ScaleTo)
		f.scale(v, r.tasks)
	}
}

// recycle is a round's part of the forced cold starts.
func (f *foreseen) recycle(v scenarios.Variant, plan *scenarios.Plan, round int) {
	asked := f.runner.scenario.ColdStarts
	if asked == nil || round >= plan.Rounds {
		return
	}
	for range runners.Share(asked.Samples, plan.Rounds, round) {
		f.call(actionStop, f.service(v), "its oldest task, for a cold start")
		f.started[v.Index]++
	}
}

// putBack is what Restore does: what was made last goes first.
func (f *foreseen) putBack() {
	for i := len(f.made) - 1; i >= 0; i-- {
		v := f.made[i]
		f.call(actionUpdate, f.service(v), "0 tasks")
		f.call(actionDelete, f.service(v), "")
		f.call(actionDeregister, f.definition(v), "")
		f.call(actionForget, f.definition(v), "")
	}
}

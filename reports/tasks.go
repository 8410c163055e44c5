package reports

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// TaskFigures are how the tasks of a container elsewhere came up, and what they
// ran on. Times are in ms since a task was pending.
type TaskFigures struct {
	Count   int  `json:"count"`      // launched, in all blocks
	Pull    Came `json:"pull_ms"`    // how long the pull of the image took
	Running Came `json:"running_ms"` // until it ran
	Healthy Came `json:"healthy_ms"` // until it was seen to be healthy: the start-up
	// CPUs are the models of the tasks' processors, the most frequent first.
	CPUs []TaskCPU `json:"cpus"`
	// Means are the lowest and the highest mean service time of a task in the load
	// phase, in ms; nil with fewer than two tasks that can be told apart.
	Means   *Interval `json:"task_mean_service_ms"`
	Scaling []Step    `json:"scaling"` // steps in the number of tasks
}

// Came is the distribution of a time, nil where the platform told none.
type Came struct {
	P50 *float64 `json:"p50"`
	Max *float64 `json:"max"`
}

// TaskCPU is a model of processor.
type TaskCPU struct {
	Model string   `json:"model"` // "" where it is not known
	Tasks int      `json:"tasks"`
	Mean  *float64 `json:"mean_service_ms"` // of the load phase; nil where it served none
}

// Step is from a number of tasks to a larger one: after how long all the new
// ones ran, and were healthy.
type Step struct {
	From    int     `json:"from"`
	To      int     `json:"to"`
	Running float64 `json:"running_ms"`
	Healthy float64 `json:"healthy_ms"`
}

// tasks fills in how a container's tasks came up; nothing where nobody told.
func (e *evaluated) tasks() {
	o := e.observed
	if len(o.launches) == 0 {
		return
	}
	f := &TaskFigures{Count: len(o.launches), CPUs: o.cpus(), Means: o.taskMeans(), Scaling: []Step{}}
	f.Pull = came(o.launches, func(l measure.Launch) (time.Time, time.Time) { return l.PullStarted, l.PullStopped })
	f.Running = came(o.launches, func(l measure.Launch) (time.Time, time.Time) { return l.Created, l.Started })
	f.Healthy = came(o.launches, func(l measure.Launch) (time.Time, time.Time) { return l.Created, l.Healthy })
	for _, s := range o.scalings {
		f.Scaling = append(f.Scaling, Step{From: s.From, To: s.To, Running: inMS(s.Running), Healthy: inMS(s.Healthy)})
	}
	e.Tasks = f
}

func inMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// came is how long tasks took from one time to another, where both are known.
func came(launches []measure.Launch, between func(measure.Launch) (from, until time.Time)) (c Came) {
	var took []float64
	for _, l := range launches {
		if from, until := between(l); !from.IsZero() && !until.IsZero() {
			took = append(took, inMS(max(0, until.Sub(from))))
		}
	}
	if len(took) == 0 {
		return c
	}
	slices.Sort(took)
	return Came{P50: new(took[(len(took)-1)/2]), Max: new(took[len(took)-1])}
}

// cpus counts the tasks of each model of processor, and pools what they served.
func (o *observed) cpus() []TaskCPU {
	tasks, served := map[string]int{}, map[string]*measure.Moments{}
	for _, l := range o.launches {
		if tasks[l.CPU]++; served[l.CPU] == nil {
			served[l.CPU] = &measure.Moments{}
		}
		served[l.CPU].Merge(o.servedBy(l.Environment))
	}
	out := []TaskCPU{}
	for model := range maps.Keys(tasks) {
		c := TaskCPU{Model: model, Tasks: tasks[model]}
		if m := served[model]; m.Len() > 0 {
			c.Mean = new(tidy(m.Mean()))
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b TaskCPU) int {
		return cmp.Or(cmp.Compare(b.Tasks, a.Tasks), cmp.Compare(a.Model, b.Model))
	})
	return out
}

// servedBy is the service time of an environment in the load phase.
func (o *observed) servedBy(name string) (sum measure.Moments) {
	e := o.environments[name]
	if e == nil {
		return sum
	}
	for _, m := range looked(o.class, e.parts) {
		sum.Merge(m[serviceOf])
	}
	return sum
}

// taskMeans are the lowest and the highest mean of a task.
func (o *observed) taskMeans() *Interval {
	var means []float64
	for _, l := range o.launches {
		if m := o.servedBy(l.Environment); m.Len() > 0 {
			means = append(means, tidy(m.Mean()))
		}
	}
	if len(means) < 2 {
		return nil
	}
	return &Interval{slices.Min(means), slices.Max(means)}
}

package reports

import (
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

func TestTaskFiguresTellHowTasksCameUp(t *testing.T) {
	began := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return began.Add(time.Duration(seconds) * time.Second) }
	o := &observed{environments: map[string]*environment{}, class: wholeMix}
	for i, l := range []measure.Launch{
		{Environment: "a", CPU: "Xeon 8375C", Created: began, PullStarted: at(2), PullStopped: at(6), Started: at(8), Healthy: at(10)},
		{Environment: "b", CPU: "Xeon 8259CL", Created: began, PullStarted: at(2), PullStopped: at(8), Started: at(10), Healthy: at(14)},
		{Environment: "c", CPU: "Xeon 8375C", Created: began, Started: at(12), Healthy: at(12)},
		{Environment: "d"}, // stopped before anything was told
	} {
		o.launches = append(o.launches, l)
		m := &moments{}
		for range 3 {
			if l.Environment != "d" {
				m[serviceOf].Add(time.Duration(i+1) * 10 * time.Millisecond)
			}
		}
		o.environments[l.Environment] = &environment{parts: []*moments{m}}
	}
	o.scalings = []measure.Scaling{{From: 3, To: 6, Running: 20 * time.Second, Healthy: 25 * time.Second}}
	e := &evaluated{observed: o}
	e.tasks()
	f := e.Tasks
	if f.Count != 4 || *f.Pull.P50 != 4000 || *f.Pull.Max != 6000 || *f.Running.P50 != 10000 || *f.Running.Max != 12000 || *f.Healthy.P50 != 12000 || *f.Healthy.Max != 14000 {
		t.Errorf("%+v", f)
	}
	if len(f.CPUs) != 3 || f.CPUs[0].Model != "Xeon 8375C" || f.CPUs[0].Tasks != 2 || *f.CPUs[0].Mean != 20 || f.CPUs[1].Model != "" || f.CPUs[1].Mean != nil || *f.CPUs[2].Mean != 20 {
		t.Errorf("%+v", f.CPUs)
	}
	if f.Means == nil || *f.Means != (Interval{10, 30}) {
		t.Errorf("%+v", f.Means)
	}
	if len(f.Scaling) != 1 || f.Scaling[0] != (Step{3, 6, 20000, 25000}) {
		t.Errorf("%+v", f.Scaling)
	}
	none := &evaluated{observed: &observed{}}
	if none.tasks(); none.Tasks != nil {
		t.Errorf("%+v", none.Tasks)
	}
}

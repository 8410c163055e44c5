package view_test

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

func TestTasksAreToldInWords(t *testing.T) {
	f := &reports.TaskFigures{
		Count: 3, Pull: reports.Came{P50: new(6000.0), Max: new(7000.0)}, Running: reports.Came{P50: new(12000.0), Max: new(13000.0)}, Healthy: reports.Came{P50: new(14000.0), Max: new(16000.0)},
		CPUs:    []reports.TaskCPU{{Model: "Xeon\x1b[31m 8375C", Tasks: 2, Mean: new(40.0)}, {Tasks: 1}},
		Means:   &reports.Interval{39, 44},
		Scaling: []reports.Step{{From: 3, To: 6, Running: 20000, Healthy: 25000}},
	}
	s := reportstest.Load(t)
	if got := view.New(s).Tasks(); got != nil {
		t.Errorf("without any: %v", got)
	}
	s.Trials[0].Tasks = f
	facts := view.New(s).Tasks()
	want := "3 tasks; image pulled in 6.00 s; running 12.0 s after it was pending; healthy after 14.0 s (medians; at most 16.0 s); Xeon 8375C (2 tasks, mean 40.0 ms); " +
		"CPU model not known (1 task); means of single tasks from 39.0 ms to 44.0 ms; from 3 to 6 tasks: all ran after 20.0 s and were healthy after 25.0 s"
	if len(facts) != 1 || facts[0].Text != want {
		t.Errorf("%+v", facts)
	}
}

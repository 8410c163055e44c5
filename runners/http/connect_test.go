package http

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestBeforehand(t *testing.T) {
	for _, test := range []struct {
		load scenarios.Load
		want int
	}{
		{scenarios.Load{Concurrency: 40}, 40},
		{scenarios.Load{Burst: 300}, 300},
		{scenarios.Load{Stages: []scenarios.Stage{{From: 10, To: 10}}}, 1},
		{scenarios.Load{Stages: []scenarios.Stage{{From: 0, To: 501}, {From: 100, To: 100}}}, 11},
		{scenarios.Load{Stages: []scenarios.Stage{{From: 1e6, To: 1e6}}}, 64},
	} {
		if got := beforehand(test.load); got != test.want {
			t.Errorf("%v: %d connections, want %d", test.load, got, test.want)
		}
	}
}

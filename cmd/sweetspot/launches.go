package main

import (
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// keepLaunches puts what the runners know of how their tasks came up into the
// manifest, beside what it has of an earlier part of the run.
func (r *run) keepLaunches() {
	for _, runner := range r.runners {
		launcher, is := runner.(runners.Launcher)
		if !is {
			continue
		}
		for _, l := range launcher.Launches() {
			same := func(old measure.Launch) bool { return old.Environment == l.Environment }
			if i := slices.IndexFunc(r.manifest.Launches, same); i >= 0 {
				r.manifest.Launches[i] = l
			} else {
				r.manifest.Launches = append(r.manifest.Launches, l)
			}
		}
		for _, s := range launcher.Scalings() {
			if !slices.Contains(r.manifest.Scalings, s) {
				r.manifest.Scalings = append(r.manifest.Scalings, s)
			}
		}
	}
}

package view_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Containers of the same memory are told apart by their CPU.
func TestContainersOfOneMemory(t *testing.T) {
	in := reportstest.Containers()
	in.Scenario.Targets[0].Matrix.Sizes = []scenarios.ContainerSize{{VCPU: "0.25", MemoryMB: 2048}, {VCPU: "0.5", MemoryMB: 2048}, {VCPU: "1", MemoryMB: 2048}}
	in.Plan.Variants = in.Scenario.Plan().Variants
	v := view.New(reportstest.Build(t, in))
	picks := 0
	for i, trial := range v.Trials {
		if trial.Pick {
			picks++
		}
		if want := []string{"0.25", "0.5", "1"}[i] + " vCPU 2048 MB"; trial.Name != want {
			t.Errorf("%s, want %s", trial.Name, want)
		}
	}
	if picks != 1 {
		t.Errorf("%d picks", picks)
	}
}

// A report of containers speaks of nothing that only functions have.
func TestContainersAreNoFunctions(t *testing.T) {
	v := view.New(reportstest.Build(t, reportstest.Containers()))
	var said []string
	for _, facts := range [][]view.Fact{v.Timeout(), v.Concurrency(), v.KeyFigures(), v.Assumptions()} {
		for _, f := range facts {
			said = append(said, f.Name, f.Text, f.Note)
		}
	}
	for _, c := range v.Variants(true).Columns {
		said = append(said, c.Name)
	}
	text := strings.Join(said, "\n")
	for _, never := range []string{"Lambda", "Reserved", "cold", "init p50"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is said of containers:\n%s", never, text)
		}
	}
	for _, must := range []string{"CPU used", "start-up p50", "of 1 vCPU in each of 2 replicas", "Time-out of the client", "Requests in flight"} {
		if !strings.Contains(text, must) {
			t.Errorf("%q is not said:\n%s", must, text)
		}
	}
}

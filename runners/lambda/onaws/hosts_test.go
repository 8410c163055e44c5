package onaws

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// blocks are the versions that blocks of the first variant begin with, and the
// environments that served them. Of each there are so many requests at once.
func blocks(t *testing.T, r *Runner, n, requests int) (versions []int, environments map[string]bool) {
	t.Helper()
	v := r.scenario.Plan().Variants[0]
	for range n {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		at, _ := r.at(v)
		number, err := strconv.Atoi(at.number)
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, number)
		if requests == 1 { // whose environment stands in the log
			s := r.Invoke(t.Context(), v, hello)
			s.Phase = measure.PhaseLoad
			r.Complete(t.Context(), v, []measure.Sample{s})
			continue
		}
		samples := make([]measure.Sample, requests)
		for i := range samples {
			samples[i] = measure.Sample{Phase: measure.PhaseLoad, Environment: fmt.Sprintf("%d-%d", number, i)}
		}
		r.serves(v, samples)
	}
	return versions, r.served[v.Index]
}

// A size is served by five environments at least, where it has so many blocks.
func TestBlocksBeginWithOtherEnvironments(t *testing.T) {
	for name, test := range map[string]struct {
		more         string
		requests     int
		want         []int
		environments int
	}{
		"a caller":      {"\nmatrix: {memory_mb: [512]}\n", 1, []int{1, 2, 3, 4, 5, 5, 5}, 5},
		"two callers":   {"\nmatrix: {memory_mb: [512]}\n", 2, []int{1, 2, 3, 3, 3, 3, 3}, 6},
		"many callers":  {"\nmatrix: {memory_mb: [512]}\n", 6, []int{1, 1, 1, 1, 1, 1, 1}, 6},
		"cold starts":   {"\nmatrix: {memory_mb: [512]}\ncold_starts: {samples: 7}\n", 1, []int{1, 1, 1, 1, 1, 1, 1}, 1},
		"provisioned":   {"\nmatrix: {memory_mb: [512], provisioned_concurrency: [1]}\n", 1, []int{1, 1, 1, 1, 1, 1, 1}, 1},
		"mode versions": {"mode: versions, \nmatrix: {memory_mb: [512]}\n", 1, []int{2, 2, 2, 2, 2, 2, 2}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			api := cloud.deploy(t, nil)
			r := cloud.runnerOf(t, test.more)
			versions, environments := blocks(t, r, 7, test.requests)
			if fmt.Sprint(versions) != fmt.Sprint(test.want) || len(environments) != test.environments {
				t.Errorf("versions %v, want %v, and %d environments, want %d", versions, test.want, len(environments), test.environments)
			}
			if err := r.Restore(t.Context()); err != nil {
				t.Fatal(err)
			}
			cloud.hasNothingOfOurs(t, api)
		})
	}
}

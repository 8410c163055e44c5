package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/advice/search"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// conclude writes down what was searched and found, as far as it came.
func (t *tuning) conclude() error {
	t.problem.Objective = t.objective()
	answer := t.problem.Judge(t.history)
	found := &reports.Search{
		Candidates: len(t.sizes), FromMB: t.sizes[0], ToMB: t.sizes[len(t.sizes)-1],
		Ended: cmp.Or(t.ended, "the search did not come to its end"), Models: modelsOf(answer), Steps: t.steps, Spent: t.spent,
	}
	if answer.Pick != search.NoPick {
		found.PickMB = t.sizes[answer.Pick]
		found.ExpectedRegret, found.Sure = new(answer.Regret), new(answer.Sure)
	}
	if answer.MS != nil {
		found.PowerTuning = t.powerTuning(answer.MS)
	}
	found.Say()
	text, err := json.Marshal(found)
	t.tuned.Search = text
	return err
}

// modelsOf are the models that have a say, the weightiest first.
func modelsOf(a search.Answer) []reports.SearchModel {
	models := []reports.SearchModel{}
	for _, m := range search.Models {
		if w := a.Weights[m]; w >= 0.01 {
			models = append(models, reports.SearchModel{Name: string(m), Weight: w})
		}
	}
	slices.SortStableFunc(models, func(a, b reports.SearchModel) int { return cmp.Compare(b.Weight, a.Weight) })
	return models
}

// powerTuning is what the default sizes of AWS Lambda Power Tuning, or those
// nearest to them, would have spent on the modelled times at 50 invocations each,
// one after another.
func (t *tuning) powerTuning(ms []float64) *reports.SearchSpend {
	const each = 50
	out := &reports.SearchSpend{Currency: t.rates[0].Currency()}
	seen := map[int]bool{}
	for _, mb := range []int{128, 256, 512, 1024, 1536, 3008} {
		i := nearestSize(t.sizes, mb)
		if seen[i] {
			continue
		}
		seen[i] = true
		out.Invocations += each
		out.Seconds += each * ms[i] / 1000
		out.Cost = out.Cost.Add(t.rates[i].Cost(each, int64(each*ms[i])))
	}
	return out
}

// nearestSize is the index of the size nearest to another.
func nearestSize(sizes []int, mb int) int {
	best := 0
	for i, size := range sizes {
		if max(size-mb, mb-size) < max(sizes[best]-mb, mb-sizes[best]) {
			best = i
		}
	}
	return best
}

// searchOf is what a run's manifest says of its search; nil for a run that is
// none.
func searchOf(m *rundir.Manifest) (*reports.Search, error) {
	if m.Tuned == nil || len(m.Tuned.Search) == 0 {
		return nil, nil
	}
	s := new(reports.Search)
	if err := json.Unmarshal(m.Tuned.Search, s); err != nil {
		return nil, errors.Join(errors.New("run.json: what it says of the search cannot be read"), err)
	}
	return s, nil
}

// planned is the scenario and the plan of a run: of a search as far as it came.
func planned(s *scenarios.Scenario, m *rundir.Manifest) (*scenarios.Scenario, *scenarios.Plan) {
	if m.Tuned == nil {
		return s, s.Plan()
	}
	p := &scenarios.Plan{Rounds: 1}
	for i, mb := range m.Tuned.Sizes {
		p.Variants = append(p.Variants, s.TuningVariant(i, mb))
	}
	for _, b := range m.Blocks {
		p.Blocks = append(p.Blocks, scenarios.Block{Index: b.Index, Round: b.Round, Variant: b.Variant})
	}
	return s.Tuned(m.Tuned.Sizes, m.Tuned.Invocations), p
}

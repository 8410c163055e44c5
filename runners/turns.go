package runners

import "github.com/sweetspot-bench/sweetspot/scenarios"

// Turns are variants of a scenario's plan in the order in which its blocks apply
// them, each as often as it has blocks. Those of a search, whose blocks come up as
// it goes, are each there once. Rounds that are added later are not foreseen.
func Turns(s *scenarios.Scenario, variants []scenarios.Variant) []scenarios.Variant {
	if s.Load.Search != nil {
		return variants
	}
	wanted := map[int]scenarios.Variant{}
	for _, v := range variants {
		wanted[v.Index] = v
	}
	var turns []scenarios.Variant
	for _, b := range s.Plan().Blocks {
		if v, ok := wanted[b.Variant]; ok {
			turns = append(turns, v)
		}
	}
	return turns
}

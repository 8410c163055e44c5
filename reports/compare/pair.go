package compare

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// paired is a variant with its trial in both runs.
type paired struct{ base, head *reports.Trial }

// pair finds the variants that both runs have, by target, memory, architecture,
// vCPU and params, and lists the others.
func pair(base, head *reports.Summary) (pairs []paired, onlyBase, onlyHead []reports.VariantInfo) {
	before := make(map[string]*reports.Trial, len(base.Trials))
	for i := range base.Trials {
		t := &base.Trials[i]
		if _, twice := before[key(t.Variant)]; !twice {
			before[key(t.Variant)] = t
		}
	}
	onlyBase, onlyHead = []reports.VariantInfo{}, []reports.VariantInfo{}
	found := map[string]bool{}
	for i := range head.Trials {
		t := &head.Trials[i]
		k := key(t.Variant)
		was, ok := before[k]
		switch {
		case found[k]: // twice in a file that no run wrote
		case ok:
			pairs = append(pairs, paired{was, t})
		default:
			onlyHead = append(onlyHead, t.Variant)
		}
		found[k] = true
	}
	for _, t := range base.Trials {
		if !found[key(t.Variant)] {
			onlyBase = append(onlyBase, t.Variant)
		}
	}
	return pairs, onlyBase, onlyHead
}

// key is the same for the same variant, and quotes what could run together.
func key(v reports.VariantInfo) string {
	k := fmt.Sprintf("%q %d %q %g", v.Target, v.MemoryMB, v.Architecture, v.VCPU)
	for _, name := range slices.Sorted(maps.Keys(v.Params)) {
		k += fmt.Sprintf(" %q=%q", name, v.Params[name])
	}
	return k
}

// provider of the target that a variant belongs to; "" when it is not known.
func provider(s *reports.Summary, v reports.VariantInfo) string {
	for _, t := range s.Scenario.Targets {
		if t.Name == v.Target {
			return t.Provider
		}
	}
	return ""
}

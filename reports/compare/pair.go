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
// vCPU and params, and lists the others. Where targets are given, only theirs
// are looked at, and the target's name does not count.
func pair(base, head *reports.Summary, o Options) (pairs []paired, onlyBase, onlyHead []reports.VariantInfo) {
	olds, news := of(base, o.BaseTarget), of(head, o.HeadTarget)
	key := func(v reports.VariantInfo) string {
		if o.BaseTarget != "" || o.HeadTarget != "" {
			v.Target = ""
		}
		return key(v)
	}
	before := make(map[string]*reports.Trial, len(olds))
	for _, t := range olds {
		if _, twice := before[key(t.Variant)]; !twice {
			before[key(t.Variant)] = t
		}
	}
	onlyBase, onlyHead = []reports.VariantInfo{}, []reports.VariantInfo{}
	found := map[string]bool{}
	for _, t := range news {
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
	for _, t := range olds {
		if !found[key(t.Variant)] {
			onlyBase = append(onlyBase, t.Variant)
		}
	}
	return pairs, onlyBase, onlyHead
}

// of lists the trials of a target, all of them for "".
func of(s *reports.Summary, target string) []*reports.Trial {
	var out []*reports.Trial
	for i := range s.Trials {
		if t := &s.Trials[i]; target == "" || t.Variant.Target == target {
			out = append(out, t)
		}
	}
	return out
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

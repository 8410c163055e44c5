package runners

import "github.com/sweetspot-bench/sweetspot/internal/measure"

// repeatsOfBlocks is the share of the plan's blocks that are measured again at
// most: on a host that never is quiet it would help no more.
const repeatsOfBlocks = 1.0 / 6

// repeats reports whether a block met a host that was short of CPU, so that it
// is to be measured again at the end of the plan: once, and while there are few.
// Whether a probe is made again is the search's to say.
func (s *Sweep) repeats(b *block) bool {
	if b.Rate > 0 || float64(b.contended.Load()) <= measure.ContendedInvalid*float64(b.answered.Load()) {
		return false
	}
	planned := s.Plan.Rounds * len(s.Plan.Variants)
	added := 0
	for _, other := range s.Plan.Blocks[planned:] {
		if other.Round < s.Plan.Rounds {
			added++
		}
	}
	return b.Index < planned && added < int(repeatsOfBlocks*float64(planned))
}

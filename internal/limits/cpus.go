package limits

import (
	"cmp"
	"slices"
	"sync"
)

// cpuShares spreads groups over CPUs: each gets the whole CPUs that have the
// least vCPU assigned so far. It is safe for concurrent use.
type cpuShares struct {
	mu       sync.Mutex
	assigned map[int]float64 // vCPU by CPU number
	order    []int           // CPU numbers, ascending
}

// newCPUShares takes the numbers of the CPUs that may be used; none means that
// CPUs cannot be chosen on this system.
func newCPUShares(allowed []int) *cpuShares {
	s := &cpuShares{assigned: map[int]float64{}, order: slices.Sorted(slices.Values(allowed))}
	return s
}

// take assigns vcpu to as many CPUs as it rounds up to, or all there are, and
// returns them in ascending order.
func (s *cpuShares) take(vcpu float64) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	byLoad := slices.Clone(s.order)
	slices.SortStableFunc(byLoad, func(a, b int) int { return cmp.Compare(s.assigned[a], s.assigned[b]) })
	taken := byLoad[:min(wholeCPUs(vcpu), len(byLoad))]
	for _, cpu := range taken {
		s.assigned[cpu] += vcpu / float64(len(taken))
	}
	slices.Sort(taken)
	return taken
}

// give takes back what take assigned.
func (s *cpuShares) give(taken []int, vcpu float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cpu := range taken {
		// Rounding would otherwise leave dust that decides between idle CPUs.
		if s.assigned[cpu] -= vcpu / float64(len(taken)); s.assigned[cpu] < 1e-9 {
			s.assigned[cpu] = 0
		}
	}
}

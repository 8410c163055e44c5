package hostinfo

import (
	"context"
	"time"
)

// The kernel's constants are part of what a speed means: with others, the
// speeds of old runs could not be compared with those of new ones.
const (
	tableEntries = 1 << 17 // 1 MB of 64-bit words: beyond a first-level cache, within most second-level ones
	walkSteps    = 1 << 19
	speedRuns    = 30
)

// Speed is how often a second this machine runs a fixed single-threaded kernel
// of integer arithmetic and memory reads and writes; see run. It compares hosts
// and has no other meaning. It takes 100 to 200 ms on a server core of about
// 3 GHz and gives the best of several short runs, so that other work on the
// machine matters little. When ctx ends it gives the best so far, and 0 when
// there was none.
func Speed(ctx context.Context) float64 {
	table := make([]uint64, tableEntries)
	var best time.Duration
	for range speedRuns {
		if ctx.Err() != nil {
			break
		}
		began := time.Now()
		run(table)
		if took := time.Since(began); best == 0 || took < best {
			best = took
		}
	}
	if best == 0 {
		return 0
	}
	return 1 / best.Seconds()
}

// run is the kernel: it fills the table in order, then walks over it, each
// step's place depending on what the last one read. Neither the compiler nor
// the CPU can skip or reorder much of that. It returns a checksum, always the
// same one. The multiplier and the increment are those of Knuth's MMIX.
func run(table []uint64) uint64 {
	const multiplier, increment = 6364136223846793005, 1442695040888963407
	x := uint64(1)
	for i := range table {
		x = x*multiplier + increment
		table[i] = x
	}
	mask := uint64(len(table) - 1)
	for range walkSteps {
		at := x >> 32 & mask
		x = x*multiplier + table[at]
		table[at] = x ^ x>>29
	}
	return x
}

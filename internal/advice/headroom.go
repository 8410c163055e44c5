package advice

import (
	"fmt"
	"math"
)

// HeadRoom is what a memory size should have beyond the most that was used, as a
// share of it: the default of AWS Compute Optimizer for memory
// (https://docs.aws.amazon.com/compute-optimizer/latest/APIReference/API_CustomizableMetricParameters.html,
// where 10, 20 and 30 % can be chosen).
const HeadRoom = 0.20

// FullShare is the share of its memory from which on a size has no head-room
// left at all: one larger payload ends it. Datadog warns of every invocation
// above it (https://docs.datadoghq.com/serverless/guide/serverless_warnings/).
const FullShare = 0.95

// full reports whether the candidate's own peak leaves it no head-room. Only its
// own peak counts: a runtime that collects garbage when memory gets short uses
// more of it where there is more.
func (c Candidate) full() bool {
	return c.PeakMB > 0 && float64(c.PeakMB) > FullShare*float64(c.MemoryMB)
}

// FloorMB is the least memory in MB that holds a peak in MB with HeadRoom.
func FloorMB(peakMB int) int { return int(math.Ceil(float64(peakMB) * (1 + HeadRoom))) }

// floor is the least memory in MB that holds the candidate's peak with HeadRoom.
func (c Candidate) floor() int { return FloorMB(c.PeakMB) }

// roomy makes the candidates without head-room unusable. Where that would leave
// none, all stay as they are: then a warning is the answer, and not a refusal.
func roomy(candidates []Candidate) []Candidate {
	out := append([]Candidate(nil), candidates...)
	left := 0
	for i, c := range out {
		switch {
		case c.Usable && c.full():
			out[i].Usable = false
			out[i].UnusableReason = fmt.Sprintf("has no head-room: at its peak it used %d MB, %s of its memory", c.PeakMB, Percent(float64(c.PeakMB)/float64(c.MemoryMB)))
		case c.Usable:
			left++
		}
	}
	if left == 0 {
		return candidates
	}
	return out
}

// memoryFloor is the floor of the smallest usable candidate: where memory is
// scarce, so that what a runtime merely helps itself to is not in it; of several
// of that size the highest. 0 where no peak is known.
func memoryFloor(usable []Candidate) int {
	known := keep(usable, func(c Candidate) bool { return c.PeakMB > 0 && c.MemoryMB > 0 })
	smallest := least(known, func(a, b Candidate) int { return a.MemoryMB - b.MemoryMB })
	floor := 0
	for _, c := range known {
		if c.MemoryMB == smallest.MemoryMB {
			floor = max(floor, c.floor())
		}
	}
	return floor
}

// closeSentence says that the pick has less head-room than it should; "" where it
// has enough.
func closeSentence(pick Candidate) string {
	if pick.PeakMB == 0 || pick.floor() <= pick.MemoryMB {
		return ""
	}
	return fmt.Sprintf("Little head-room: at its peak %s used %d MB, %s of its memory; with %s more than the peak it would be %d MB.",
		pick.Label, pick.PeakMB, Percent(float64(pick.PeakMB)/float64(pick.MemoryMB)), Percent(HeadRoom), pick.floor())
}

// Package load drives requests at their intended times (open model), by
// callers that wait for their answers (closed model), or all at once (burst),
// and stamps every sample with when it should have gone and when it went.
package load

import (
	"math"
	"sort"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// Schedule is the intended send times of a block in the open model. It is a
// vegeta.Pacer that also says each intended time exactly. Many workers may
// read it at once. What is drawn at random depends on a seed and the position
// alone, so that a schedule gives the same times whoever asks and however
// often.
type Schedule interface {
	vegeta.Pacer
	// At is the intended offset from the start of send n, counted from 0;
	// after the last one the schedule's length and false.
	At(n int) (time.Duration, bool)
	// Sends is how many sends there are in all.
	Sends() int
	// Length is the time the schedule covers; no send lies after it.
	Length() time.Duration
}

// Due is how many sends of s are intended before elapsed.
func Due(s Schedule, elapsed time.Duration) int {
	return sort.Search(s.Sends(), func(n int) bool {
		at, _ := s.At(n)
		return at >= elapsed
	})
}

// pace answers a vegeta.Pacer's question from the intended times.
func pace(s Schedule, elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	at, ok := s.At(int(hits))
	if !ok {
		return 0, true
	}
	return max(0, at-elapsed), false
}

// countBefore is how many whole sends n = 0, 1, … lie before x of them; the
// small allowance keeps 0.1/s × 30 s at 3 despite rounding.
func countBefore(x float64) int { return int(math.Ceil(x - 1e-9 - 1e-14*x)) }

func seconds(s float64) time.Duration { return time.Duration(math.Round(s * float64(time.Second))) }

package scenarios

import (
	"fmt"
	"sort"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios/traces"
)

// Trace is recorded arrivals to replay: the part of a file that was chosen.
type Trace struct {
	File     string        `json:"file"` // as the scenario names it
	Format   traces.Format `json:"format"`
	Function string        `json:"function,omitempty"` // of an azure-2019 file
	From     time.Duration `json:"from_ns,omitempty"`  // in the file's time
	For      time.Duration `json:"for_ns,omitempty"`   // in the file's time; 0 is to its end
	Speed    float64       `json:"speed"`              // 2 replays in half the time

	Digest   string        `json:"digest"` // of the whole file
	Arrivals int           `json:"arrivals"`
	Length   time.Duration `json:"length_ns"` // of the replay

	Times   []time.Duration `json:"-"` // of each arrival in the replay, in order; or
	Minutes []int           `json:"-"` // arrivals of each minute of the file
}

// Minute is how long the replay of a minute takes.
func (t *Trace) Minute() time.Duration { return time.Duration(float64(time.Minute) / t.Speed) }

// Part is the time of the replay that falls to one of several rounds: they
// follow each other without a gap.
func (t *Trace) Part(rounds, round int) (from, to time.Duration) {
	r, n := time.Duration(round), time.Duration(max(1, rounds))
	return t.Length * r / n, t.Length * (r + 1) / n
}

// arrivalsBefore is how many arrivals lie before a time of the replay: of a
// minute that it cuts, the mean.
func (t *Trace) arrivalsBefore(at time.Duration) float64 {
	if t.Minutes == nil {
		return float64(sort.Search(len(t.Times), func(i int) bool { return t.Times[i] >= at }))
	}
	whole := min(int(at/t.Minute()), len(t.Minutes))
	total := 0
	for _, n := range t.Minutes[:whole] {
		total += n
	}
	if whole == len(t.Minutes) {
		return float64(total)
	}
	return float64(total) + float64(t.Minutes[whole])*float64(at%t.Minute())/float64(t.Minute())
}

// String says the replay in words.
func (t *Trace) String() string {
	text := fmt.Sprintf("%s arrivals of %s over %s", check.FormatCount(int64(t.Arrivals)), t.File, check.FormatDuration(t.Length.Round(time.Millisecond)))
	if t.Speed != 1 {
		text += fmt.Sprintf(" (%g times as fast)", t.Speed)
	}
	return text
}

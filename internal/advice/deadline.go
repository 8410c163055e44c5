package advice

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Job is how a candidate gets through a number of items by a deadline.
type Job struct {
	Environments int // that work side by side, each on one item at a time
	Time         time.Duration
	Cost         float64
	CostText     string // the amount as people read it
}

// Environments is the least number of environments that get through items
// within a time, and how long they take. Each starts cold once, which takes it
// cold ms more, and then works on one item after the other, warm ms each. It is
// false where not even one environment an item is fast enough, or where nothing
// is known.
func Environments(items int64, warm, cold float64, within time.Duration) (n int64, takes time.Duration, ok bool) {
	left := check.Milliseconds(within) - cold
	if items < 1 || !(warm > 0) || !(left >= warm) {
		return 0, 0, false
	}
	each := math.Min(math.Floor(left/warm), float64(items))
	n = (items + int64(each) - 1) / int64(each)
	most := (items + n - 1) / n // of the busiest environment
	return n, time.Duration((cold + float64(most)*warm) * float64(time.Millisecond)), true
}

// cheapestJob picks among the candidates that meet the deadline whose cost
// cannot be told from the lowest the one with the fewest environments.
func cheapestJob(eligible []Candidate) (*Candidate, []Candidate) {
	best := least(eligible, func(a, b Candidate) int { return cmp.Compare(a.Job.Cost, b.Job.Cost) })
	if best == nil {
		return nil, nil
	}
	tied := keep(eligible, func(c Candidate) bool {
		return indistinct(best.Job.Cost, best.jobAt(best.CostHigh), c.Job.Cost, c.jobAt(c.CostLow))
	})
	return least(tied, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Job.Environments, b.Job.Environments), cmp.Compare(a.Job.Cost, b.Job.Cost))
	}), tied
}

// jobAt is the cost of the job if an invocation cost as much as at a cost per
// million.
func (c Candidate) jobAt(perMillion float64) float64 {
	if c.Cost <= 0 {
		return c.Job.Cost
	}
	return c.Job.Cost * perMillion / c.Cost
}

// jobFigures is "3 environments take 9m12s and cost $0.0123".
func (c Candidate) jobFigures() string {
	if c.Job.Environments == 1 {
		return fmt.Sprintf("1 environment takes %s and costs %s", clock(c.Job.Time), c.Job.CostText)
	}
	return fmt.Sprintf("%d environments take %s and cost %s", c.Job.Environments, clock(c.Job.Time), c.Job.CostText)
}

// clock writes a time without digits that say nothing: "9m12s", "840ms".
func clock(d time.Duration) string {
	if d >= 10*time.Second {
		return check.FormatDuration(d.Round(time.Second))
	}
	return check.FormatDuration(d.Round(10 * time.Millisecond))
}

// task is "202 items within 10m".
func task(o check.Objective) string {
	return fmt.Sprintf("%s items within %s", check.FormatCount(o.Items), check.FormatDuration(o.By))
}

// versusJob compares two jobs: "128 MB needs 20 for 6 % more".
func versusJob(other, pick Candidate) string {
	return fmt.Sprintf("%s needs %d %s", other.Label, other.Job.Environments, dearer(other.Job.Cost, pick.Job.Cost))
}

// jobReasons hold the pick against the other ways to do the job.
func (r *Result) jobReasons(pick Candidate) []string {
	var out []string
	for _, c := range r.eligible {
		if c.Index != pick.Index && len(out) < maxNamed {
			out = append(out, versusJob(c, pick)+".")
		}
	}
	for _, why := range []struct {
		text  string
		holds func(Candidate) bool
	}{
		{"cannot finish in time: a single item takes longer.", func(c Candidate) bool { return c.Warm > 0 && c.itemIsLate(r.objective) }},
		{"cannot finish in time: a cold start and one item take longer.", func(c Candidate) bool { return c.Warm > 0 && !c.itemIsLate(r.objective) }},
		{"cannot be judged: no warm invocation was measured.", func(c Candidate) bool { return c.Warm <= 0 }},
	} {
		if late := r.late(why.holds); len(late) > 0 {
			out = append(out, list(late)+" "+why.text)
		}
	}
	return out
}

// late are the usable candidates without a way to do the job for which a reason
// holds.
func (r *Result) late(holds func(Candidate) bool) []string {
	var names []string
	for _, c := range usableOf(r.candidates) {
		if c.Priced && c.Job == nil && holds(c) && len(names) < maxNamed {
			names = append(names, c.Label)
		}
	}
	return names
}

// itemIsLate reports whether a single item misses the deadline even without a
// cold start.
func (c Candidate) itemIsLate(o check.Objective) bool { return c.Warm > check.Milliseconds(o.By) }

// takesTooLong says what of a candidate takes longer than the deadline.
func (c Candidate) takesTooLong(o check.Objective) string {
	if c.itemIsLate(o) {
		return "a single item takes it " + MS(c.Warm)
	}
	return "a cold start and one item take it " + MS(c.Cold+c.Warm)
}

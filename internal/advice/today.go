package advice

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Saving is what the pick costs less than what runs today.
type Saving struct {
	Known           bool
	Share           float64 // of today's cost; negative where the pick costs more
	Low, High       float64 // its 95 % interval; both Share where there is none
	Text, RangeText string  // the amount and its interval as people read them: "$1.20 a month less"; RangeText may be ""
}

// clear reports whether the saving is at least worth, and its interval above
// nothing.
func (s Saving) clear(worth float64) bool {
	return s.Known && s.Share > 0 && s.Share >= worth && s.Low > 0
}

// none reports whether the costs cannot be told apart.
func (s Saving) none() bool {
	return s.Known && (s.Low <= 0 && s.High >= 0 || s.Share >= -TieShare && s.Share <= TieShare)
}

// Against holds the pick against what runs today, an index of a candidate, and
// says whether to change. A change must gain at least worth, a share, by the
// objective's own measure, and the gain's interval must be above nothing:
//
//   - deadline: in cost;
//   - the cheapest kinds: in cost, or in p50 where the costs cannot be told apart;
//   - the fastest kinds: in p50, or in cost where the latencies cannot be told apart;
//   - balanced: in its score, with one of the two clearly better.
//
// What runs today must be left, whatever the gain, where it is unusable or
// misses a limit of the objective. It is never left on the ground of an invalid
// measurement. Without a change what runs today becomes the pick.
func (r *Result) Against(today int, saving Saving, worth float64) {
	now, pick := r.find(today), r.find(r.Pick)
	if now == nil || pick == nil {
		return
	}
	r.today, r.saving, r.worth, r.To = today, saving, worth, r.Pick
	if why := r.must(*now); why != "" {
		r.change(*now, *pick, why)
		return
	}
	switch {
	case now.Index == pick.Index:
	case now.Invalid || pick.Invalid:
		r.stay(*now)
	case r.gains(*now, *pick):
		r.change(*now, *pick, "")
	default:
		r.stay(*now)
	}
}

// must says why what runs today cannot stay; "" where it can.
func (r *Result) must(now Candidate) string {
	if !now.Usable {
		return fmt.Sprintf("%s, which runs today, is unusable: it %s.", now.Label, now.UnusableReason)
	}
	if r.objective.Kind == check.Deadline && now.Job == nil {
		return fmt.Sprintf("%s, which runs today, does not finish %s.", now.Label, task(r.objective))
	}
	if missed := misses(now, r.objective.Within); missed != "" {
		return fmt.Sprintf("%s, which runs today, does not meet %s: %s.", now.Label, limitsText(r.objective.Within), missed)
	}
	return ""
}

// gains reports whether the pick is worth a change.
func (r *Result) gains(now, pick Candidate) bool {
	faster := pick.P50 <= now.P50*(1-r.worth) && pick.P50High < now.P50Low
	cheaper := r.saving.clear(r.worth)
	switch r.objective.Kind {
	case check.Balanced:
		score := scores(r.objective.Weight, usableOf(r.candidates))
		return score(pick) <= score(now)*(1-r.worth) && (r.saving.Low > 0 || pick.P50High < now.P50Low)
	case check.Fastest, check.FastestWithin:
		return faster || cheaper && indistinct(min(now.P50, pick.P50), min(now.P50High, pick.P50High), max(now.P50, pick.P50), max(now.P50Low, pick.P50Low))
	case check.Deadline:
		return cheaper
	default:
		return cheaper || faster && r.saving.none()
	}
}

func (r *Result) change(now, pick Candidate, why string) {
	r.Changes = true
	r.TodaySentence = fmt.Sprintf("%s instead of %s, which runs today, %s.", pick.Label, now.Label, r.gain(now, pick))
	r.Reasons = append([]string{r.TodaySentence}, r.Reasons...)
	if why != "" {
		r.Reasons = append([]string{why}, r.Reasons...)
	}
}

// stay makes what runs today the pick. What was to replace it ties with it if
// it tied before.
func (r *Result) stay(now Candidate) {
	was := r.Pick
	tied := []int(nil)
	for _, index := range r.Tied {
		if index == now.Index {
			tied = append(tied, was)
		}
	}
	if tied != nil {
		for _, index := range r.Tied {
			if index != now.Index {
				tied = append(tied, index)
			}
		}
	}
	r.Pick, r.Tied = now.Index, tied
	usable := usableOf(r.candidates)
	if r.objective.Kind != check.Deadline {
		r.Halving = halving(now, usable)
	}
	r.Reasons = r.reasons(now, usable)
	r.TodaySentence = fmt.Sprintf("%s would replace %s, which runs today: it %s; %s.", r.find(was).Label, now.Label, r.gain(now, *r.find(was)), r.notWorth())
}

// stays reports whether what runs today is to be left as it is.
func (r *Result) stays() bool { return r.today != None && r.Pick == r.today && !r.Changes }

// gain says what the pick brings: "saves $1.20 a month (95 %: $1.00 to $1.40),
// 11 %, and is 3 times faster".
func (r *Result) gain(now, pick Candidate) string {
	speed := "is " + Faster(pick.P50, now.P50)
	if !r.saving.Known {
		return speed
	}
	s := "costs " + r.saving.Text
	if r.saving.RangeText != "" {
		s += " (95 %: " + r.saving.RangeText + ")"
	}
	return s + ", " + shareText(r.saving.Share) + ", and " + speed
}

func shareText(share float64) string {
	switch {
	case share < 0:
		return whole(-share) + " more"
	default:
		return whole(share) + " less"
	}
}

// notWorth says why that is no ground for a change.
func (r *Result) notWorth() string {
	now, other := r.find(r.today), r.find(r.To)
	for _, c := range []*Candidate{now, other} {
		if c.Invalid {
			return "the measurement of " + c.Label + " is invalid, and no change can rest on it"
		}
	}
	return "a change is worth it from a clear gain of " + Percent(r.worth) + " on"
}

// stayFigures are those of what stays, with what it would be replaced by.
func (r *Result) stayFigures(pick Candidate, place string) string {
	s := figures(pick)
	if pick.Job != nil {
		s = pick.jobFigures()
	}
	if place != "" {
		s += " " + place
	}
	other := r.find(r.To)
	return s + "; " + other.Label + " " + r.gain(pick, *other) + "; " + r.notWorth()
}

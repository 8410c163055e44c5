package reports

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// shownTimeout dresses the advice for the summary.
func (e *evaluated) shownTimeout(in Input, t *advice.Timeout) *TimeoutAdvice {
	out := &TimeoutAdvice{
		Reason: t.Reason, Payload: t.Payload, N: t.N, Costs: []TimeoutCost{}, Checks: []TimeoutCheck{},
		Climb: shownClimb(t.Climb()), Sentences: t.Sentences(speed(e.observed)),
	}
	if t.Seconds > 0 {
		out.Seconds = &t.Seconds
	}
	if t.Cap > 0 {
		out.ConcurrencyCap = &t.Cap
	}
	if now := in.Scenario.Current; now != nil && now.Timeout > 0 {
		out.Current = new(now.Timeout.Seconds())
	}
	if t.N == 0 {
		return out
	}
	out.Method, out.Max, out.Needed = "maximum", new(tidy(t.Max)), new(tidy(t.Needed))
	if f := t.Tail; f != nil {
		out.Method = "tail"
		out.Tail = &TailFit{
			Threshold: tidy(f.Threshold), Exceedances: f.Exceedances, Shape: tidy(f.Shape), Scale: tidy(f.Scale),
			Statistic: tidy(f.Statistic), Limit: tidy(f.Limit), Share: advice.CutShare,
			Level: tidy(f.Quantile(advice.CutShare)), LevelHigh: tidy(max(f.Max, f.QuantileUpper(advice.CutShare, confidence))),
		}
	}
	for _, c := range t.Checks {
		out.Checks = append(out.Checks, TimeoutCheck(c))
	}
	for _, at := range timeoutsOf(out) {
		out.Costs = append(out.Costs, e.timeoutCost(t, at))
	}
	out.Sentences = append(out.Sentences, e.costSentences(out)...)
	return out
}

// speed says at what speed a target on this machine ran.
func speed(o *observed) string {
	if o.local() {
		return " at this machine's speed"
	}
	return ""
}

func shownClimb(c advice.Climb) *Climb {
	if len(c.Bins) == 0 {
		return nil
	}
	out := &Climb{Knee: c.Knee, Rising: c.Rising, Of: c.Of}
	quantiles := func(l advice.Level) ClimbQuantiles {
		return ClimbQuantiles{P50: tidy(l.P50), CI95: Interval{tidy(l.Low), tidy(l.High)}, P95: tidy(l.P95)}
	}
	for _, b := range c.Bins {
		out.Bins = append(out.Bins, ClimbBin{Low: b.Low, High: b.High, N: b.N, Duration: quantiles(b.Duration), Latency: quantiles(b.Latency)})
	}
	return out
}

// timeoutsOf are the time-outs, in s, whose cost is shown: the advised one, its
// half and its quarter, and today's.
func timeoutsOf(a *TimeoutAdvice) []float64 {
	var out []float64
	if a.Seconds != nil {
		s := *a.Seconds
		out = append(out, float64(s), float64((s+1)/2), float64((s+3)/4))
	}
	if a.Current != nil {
		out = append(out, *a.Current)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// timeoutCost is what a time-out of so many seconds does: whatever it cuts off
// is billed for the whole of it, and asked for once more.
func (e *evaluated) timeoutCost(t *advice.Timeout, seconds float64) TimeoutCost {
	share, known := t.Share(seconds * 1000)
	out := TimeoutCost{Seconds: seconds, Share: tidyShare(share), Counted: known}
	c := e.cost
	if c == nil || c.capacity != nil { // a container is billed for its time, whatever hangs in it
		return out
	}
	hung, err := c.listFor(decimal.NewFromFloat(seconds*1000), c.sizes)
	if err != nil {
		return out
	}
	out.PerThousandHangs = new(hung.Total.Shift(-3))
	if !known {
		return out
	}
	part := decimal.NewFromFloat(out.Share)
	perMillion := hung.Total.Add(c.list.Total).Mul(part)
	out.PerMillion = new(perMillion.Round(pricing.QuantityPlaces))
	if requests := c.deployed.Requests(); requests.IsPositive() {
		out.CutOffPerMonth = new(requests.Mul(part).Round(0))
		out.RetriesPerMonth = new(perMillion.Mul(requests).Shift(-6).Round(pricing.QuantityPlaces))
	}
	return out
}

// tidyShare keeps four digits of a share: no more is known of it.
func tidyShare(x float64) float64 {
	rounded, _ := decimal.NewFromFloat(x).Round(12).Float64()
	return rounded
}

// costSentences say what too short and what too long costs.
func (e *evaluated) costSentences(a *TimeoutAdvice) []string {
	if e.cost == nil || e.cost.capacity != nil || a.Seconds == nil {
		return nil
	}
	currency := e.Cost.Currency
	var out []string
	for _, c := range a.Costs {
		switch advised := float64(*a.Seconds); {
		case c.Seconds < advised && len(out) == 0 && c.PerMillion != nil:
			out = append(out, fmt.Sprintf("Too short costs: at %s s %s of the invocations would be cut off%s, each billed to the end and asked for again: %s.",
				trimmed(c.Seconds), advice.Rare(c.Share), c.calls(), c.amount(currency)))
		case c.Seconds == advised:
			out = append(out, fmt.Sprintf("Too long costs: a thousand calls that hang are billed %s at %s s, and each holds an environment for as long.",
				format.Money(*c.PerThousandHangs, currency), trimmed(c.Seconds)))
		case c.Seconds > advised:
			out = append(out, fmt.Sprintf("At today's %s s the same thousand are billed %s.", trimmed(c.Seconds), format.Money(*c.PerThousandHangs, currency)))
		}
	}
	return out
}

func (c TimeoutCost) calls() string {
	if c.CutOffPerMonth == nil {
		return ""
	}
	return ", " + format.Count(int(c.CutOffPerMonth.IntPart())) + " a month"
}

func (c TimeoutCost) amount(currency string) string {
	if c.RetriesPerMonth == nil {
		return format.Money(*c.PerMillion, currency) + " per million"
	}
	return format.Money(*c.RetriesPerMonth, currency) + " a month"
}

func trimmed(seconds float64) string { return decimal.NewFromFloat(seconds).Round(3).String() }

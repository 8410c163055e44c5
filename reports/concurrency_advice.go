package reports

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// adviseConcurrency advises the concurrency of the variant of the answer; nil
// without one.
func (r *recommendation) adviseConcurrency(in Input) *ConcurrencyAdvice {
	e := r.pick
	if e == nil {
		return nil
	}
	rates, from := demandOf(in.Scenario, e)
	function := e.observed.target.OnLambda()
	input := advice.ConcurrencyInput{
		Rates: rates, Busy: e.busy(), Function: function, Cap: r.timeout.Cap,
		Account: advice.Account{Limit: advice.AccountConcurrency},
	}
	input.Month = monthOf(in.Scenario.Pricing.Traffic)
	if job, _ := e.job(in.Scenario.Objective); job != nil {
		input.Job = job.Environments
	}
	if a := in.Scenario.Account; a != nil {
		input.Account = advice.Account{Limit: a.Concurrency, Reserved: a.Reserved}
	}
	if s := in.Scenario.EventSource; s != nil && s.Stream != nil {
		input.Stream = &advice.Stream{Shards: s.Stream.Shards, Factor: s.Stream.Parallelization}
	}
	prices, err := breakeven.Provisioned{}, error(nil)
	priced := in.Book != nil && function
	if priced {
		prices, err = breakeven.NewProvisioned(in.Book, e.observed.target.Region, e.observed.variant.Architecture)
		priced = err == nil
	}
	if priced {
		share, _ := prices.Utilisation()
		input.Pays = share.InexactFloat64()
	}
	c := advice.AdviseConcurrency(input)
	out := shownConcurrency(c, input, from.key)
	out.PeakStated = peakStated(in.Scenario)
	out.Sentences = append(c.Sentences(from.words, speed(e.observed)), e.measuredConcurrency(c, from)...)
	if priced && c.Cover > 0 {
		out.Provisioned = provisionedFor(c, input.Pays, prices, e.Variant.MemoryMB)
		out.Sentences = append(out.Sentences, out.Provisioned.sentences(prices.Currency)...)
	}
	if !e.Valid {
		out.invalidate(e)
	}
	r.shown.ReservedConcurrency = out.Reserved
	return out
}

// invalidate takes back what rests on measurements that cannot be relied on.
func (a *ConcurrencyAdvice) invalidate(e *evaluated) {
	a.Reserved, a.Unreserved, a.Provisioned = nil, nil, nil
	a.Reason = "No concurrency is advised: the measurements cannot be relied on, " + e.InvalidReasons[0] + "."
	a.Sentences = []string{a.Reason}
}

// demand says whose rates they are.
type demand struct{ key, words string }

// demandOf are the rates to be prepared for: those of the hours of a day, or the
// higher one of the month's mean and of what the load came to.
func demandOf(s *scenarios.Scenario, e *evaluated) ([]float64, demand) {
	load := float64(s.Load.PeakRate())
	loaded := demand{"load", "as the load had at its highest"}
	if c := e.Capacity; c != nil {
		load, loaded.words = 0, "the capacity that was found"
		if c.Rate != nil {
			load = *c.Rate
		}
	}
	switch t := s.Pricing.Traffic; {
	case t != nil && len(t.RequestsByHour) > 0:
		return monthOf(t), demand{"traffic", "at the busiest hour of the day"}
	case t != nil && t.RequestsPerMonth > 0:
		if month := monthOf(t); month[0] >= load {
			return month, demand{"traffic", "as requests_per_month has on average (requests_by_hour would tell the peak)"}
		}
	case load == 0:
		return nil, demand{}
	}
	return []float64{load}, loaded
}

// monthOf are the rates of a month of the traffic: those of the hours of a day,
// or the mean; none where it is not given. The rate of a load is none of them:
// nobody says that it goes on for a month.
func monthOf(t *scenarios.Traffic) []float64 {
	switch {
	case t == nil:
		return nil
	case len(t.RequestsByHour) > 0:
		var rates []float64
		for _, r := range t.RequestsByHour {
			rates = append(rates, float64(r))
		}
		return rates
	case t.RequestsPerMonth > 0:
		return []float64{float64(t.RequestsPerMonth) / (meters.HoursPerMonth * 3600)}
	}
	return nil
}

// busy is how long a request keeps an environment busy: the run, and the init of
// the share that waits for one. Of a server it is the exchange.
func (e *evaluated) busy() advice.Range {
	s := e.duration
	if !e.observed.target.OnLambda() {
		s = e.service
	}
	mean := s.mean()
	if mean == nil {
		return advice.Range{}
	}
	out := advice.Range{Mean: *mean, Low: *mean, High: *mean}
	if iv, ok := s.meanInterval(confidence); ok && finite(iv.Low) && finite(iv.High) {
		out.Low, out.High = max(0, iv.Low), iv.High
	}
	if init := e.init.mean(); init != nil {
		share := e.ColdStarts.Share
		if e.cost != nil && e.cost.capacity == nil {
			share = e.cost.mix.share()
		}
		out.Mean, out.Low, out.High = out.Mean+share**init, out.Low+share**init, out.High+share**init
	}
	return out
}

func shownConcurrency(c advice.Concurrency, in advice.ConcurrencyInput, from string) *ConcurrencyAdvice {
	out := &ConcurrencyAdvice{RateFrom: from, Reason: c.Reason}
	if in.Busy.Mean > 0 {
		out.BusyMS, out.BusyCI95 = new(tidy(in.Busy.Mean)), &Interval{tidy(in.Busy.Low), tidy(in.Busy.High)}
	}
	if c.Rate > 0 {
		out.Rate, out.Rule = new(tidy(c.Rate)), "duration"
		out.Need, out.NeedCI95, out.Peak = new(tidy(c.Need.Mean)), &Interval{tidy(c.Need.Low), tidy(c.Need.High)}, &c.Peak
		if c.ByRate {
			out.Rule = "rate"
		}
	}
	if s := in.Stream; s != nil {
		out.Stream = new(s.Shards * s.Factor)
	}
	if c.Reserved > 0 {
		out.Reserved, out.Unreserved = &c.Reserved, &c.Left
	}
	return out
}

// measuredConcurrency says what was in flight during the load, and what was not
// tried.
func (e *evaluated) measuredConcurrency(c advice.Concurrency, from demand) []string {
	m := e.Concurrency
	if m.Max == 0 {
		return nil
	}
	rate := ""
	if e.Rate.Achieved != nil {
		rate = " at " + format.Rate(*e.Rate.Achieved)
	}
	verb := "Measured"
	if e.observed.target.Replay != nil {
		verb = "Drawn"
	}
	out := []string{fmt.Sprintf("%s%s: %s in flight on average, %s or fewer in 95 %% and %s in 99 %% of the time, %s at most.",
		verb, rate, format.Number(m.Mean), format.Count(m.P95), format.Count(m.P99), format.Count(m.Max))}
	if !c.ByRate && from.key == "traffic" && 4*c.Peak > 5*m.Max {
		out = append(out, fmt.Sprintf("The peak of %s in flight was not tried: what it does to the duration is not known.", format.Count(c.Peak)))
	}
	return out
}

func provisionedFor(c advice.Concurrency, pays float64, prices breakeven.Provisioned, memoryMB int) *ProvisionedFor {
	count := func(n int, busy float64) ProvisionedCount {
		busy = tidy(busy)
		return ProvisionedCount{n, busy, prices.MonthlySaving(n, memoryMB, decimal.NewFromFloat(busy))}
	}
	return &ProvisionedFor{
		PaysFrom: tidy(pays), First: tidy(c.FirstBusy),
		Cheapest: count(c.Pays, c.PaysBusy), Cover: count(c.Cover, c.CoverBusy),
	}
}

// sentences say whether provisioned concurrency pays, and what it costs to keep
// cold starts away.
func (p *ProvisionedFor) sentences(currency string) []string {
	pays := fmt.Sprintf("Provisioned concurrency does not pay: the first environment would be busy %s of the time", format.Share(p.First))
	if p.Cheapest.Count > 0 {
		pays = fmt.Sprintf("Provisioning %s pays: %s a month less than on demand, at %s of their time busy",
			format.Count(p.Cheapest.Count), format.Money(p.Cheapest.SavingPerMonth, currency), format.Share(p.Cheapest.Busy))
	}
	if p.PaysFrom > 0 {
		pays += fmt.Sprintf(", where %s is what it takes", format.Share(p.PaysFrom))
	}
	cover := p.Cover.SavingPerMonth
	word := "more"
	if cover.IsPositive() {
		word = "less"
	}
	return slices.Concat([]string{pays + "."}, []string{fmt.Sprintf(
		"To keep cold starts away from 95 %% of the hours and of the time in them it takes %s, busy %s of their time: %s a month %s than on demand.",
		format.Count(p.Cover.Count), format.Share(p.Cover.Busy), format.Money(cover.Abs(), currency), word)})
}

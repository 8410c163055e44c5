package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/advice/capacity"
	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Capacity is the highest rate at which the objective of a search held, of one
// variant. Rates are in sends per second. The other figures of its trial are
// those of the last check at that rate; what was sent at other rates counts
// among them as warm-up does.
type Capacity struct {
	Rate *float64 `json:"rate"` // null where not even the lowest rate holds
	// The capacity lies between Low and High with the confidence asked for; null
	// where there is no bound.
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
	Confidence float64  `json:"confidence"`
	Where      string   `json:"where"` // the objective, as the scenario has it
	From       float64  `json:"from"`  // the lowest and the highest rate that was looked for
	To         float64  `json:"to"`
	// LimitedBy says what is above Rate: "slo", "generator" (the machine that sends
	// could not send more, or was short of CPU), "range" (the search looked no
	// higher, or no lower); "" where the search did not come to its end.
	LimitedBy string `json:"limited_by"`
	Rechecked bool   `json:"rechecked"` // it held once more, longer, after it had been found
	Sure      bool   `json:"sure"`      // it did so with the confidence asked for
	Complete  bool   `json:"complete"`  // every search came to its end
	Sentence  string `json:"sentence"`  // all of this for people
	// Searches are the answers of each search, where there were several; Rate is
	// the middle one of them, and Spread how far apart they lie, over Rate.
	Searches []CapacitySearch `json:"searches,omitempty"`
	Spread   *float64         `json:"spread,omitempty"`
	Probes   []CapacityProbe  `json:"probes"` // in the order in which they were made
}

// CapacitySearch is the answer of one search of several.
type CapacitySearch struct {
	Rate      *float64 `json:"rate"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	LimitedBy string   `json:"limited_by"`
	Sure      bool     `json:"sure"`
}

// CapacityProbe is a rate that was held for a time. Times are in ms of latency.
type CapacityProbe struct {
	Search   int      `json:"search"`   // which, from 1
	Block    int      `json:"block"`    // in run.json and in the samples
	Rate     float64  `json:"rate"`     // asked for
	Achieved *float64 `json:"achieved"` // sends a second; null where fewer than two came
	Seconds  float64  `json:"seconds"`  // asked for; one that was lost ended earlier
	N        int      `json:"n"`
	Errors   int      `json:"errors"`
	P50      *float64 `json:"p50"` // null without a success
	P95      *float64 `json:"p95"`
	P99      *float64 `json:"p99"` // null below 100 successes
	// Verdict is that of all probes of its turn at the rate: "pass", "fail" or
	// "unsure", which Leans to holding or not.
	Verdict string `json:"verdict"`
	Leans   bool   `json:"leans"`
	Machine bool   `json:"machine"` // it did not hold, and the machine that sent was to blame
	Check   bool   `json:"check"`   // part of a last check
	Counted bool   `json:"counted"` // the trial's figures are of it
}

// CapacityBoard follows the searches of a scenario's run, of so many variants.
func CapacityBoard(s *scenarios.Scenario, variants int) *capacity.Board {
	return capacity.NewBoard(CapacityProblem(s.Load.Search), variants, s.Repeat)
}

// CapacityProblem is what a search looks for.
func CapacityProblem(s *scenarios.Search) capacity.Problem {
	return capacity.Problem{Where: s.Where, From: float64(s.From), To: float64(s.To), Precision: s.Precision, Confidence: s.Confidence}
}

// searched are the searches of a run, read back from its samples.
type searched struct {
	search  *scenarios.Search
	blocks  []measure.Block
	found   [][]capacity.Found // by variant
	chosen  []int              // which of found a variant's figures are of; -1 for none
	counted map[int]bool       // blocks that the figures are of
}

// searchesOf reads the samples once for the searches alone; nil for a run that
// searched for nothing. What a trial's figures are of depends on it, so that
// they need a second reading.
func searchesOf(in Input) (*searched, error) {
	if in.Scenario.Load.Search == nil || in.Samples == nil {
		return nil, nil
	}
	board := CapacityBoard(in.Scenario, len(in.Plan.Variants))
	err := in.Samples.Each(func(batch []measure.Sample) error {
		for i := range batch {
			board.Sampled(&batch[i])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	board.Take(in.Blocks)
	s := &searched{search: in.Scenario.Load.Search, blocks: in.Blocks, counted: map[int]bool{}}
	for v := range in.Plan.Variants {
		found := board.Found(v)
		at := middle(found)
		s.found, s.chosen = append(s.found, found), append(s.chosen, at)
		if at >= 0 {
			for _, i := range found[at].At {
				s.counted[found[at].Blocks[i]] = true
			}
		}
	}
	return s, nil
}

// middle is the place of the answer that stands for all: of those that are done
// the middle one by rate, the lower of two.
func middle(found []capacity.Found) int {
	var places []int
	for i, f := range found {
		if f.Done {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return len(found) - 1 // that under way, or none
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(found[a].Rate, found[b].Rate) })
	return places[(len(places)-1)/2]
}

// elsewhere reports whether a block is a probe that the figures are not of.
func (s *searched) elsewhere(block int) bool { return s != nil && !s.counted[block] }

// seen is a sample as the figures see it: what was sent at other rates is for
// them what warm-up is.
func (s *searched) seen(sample *measure.Sample) *measure.Sample {
	if sample.Phase != measure.PhaseLoad || !s.elsewhere(sample.Block) {
		return sample
	}
	other := *sample
	other.Phase = measure.PhaseWarmup
	return &other
}

// capacity is what is shown of a variant; nil where nothing was searched for.
func (s *searched) capacity(variant, repeat int) *Capacity {
	if s == nil {
		return nil
	}
	out := &Capacity{
		Confidence: s.search.Confidence, Where: strings.TrimSpace(s.search.Text),
		From: float64(s.search.From), To: float64(s.search.To), Probes: []CapacityProbe{},
	}
	found := s.found[variant]
	answer := capacity.Answer{}
	if at := s.chosen[variant]; at >= 0 {
		answer = found[at].Answer
	}
	out.Rate, out.Low, out.High = rateOrNil(answer.Rate), rateOrNil(answer.Low), rateOrNil(answer.High)
	out.LimitedBy, out.Rechecked, out.Sure = string(answer.Limiter), answer.Rechecked, answer.Sure
	out.Sentence = CapacityInWords(answer, s.search)
	done := 0
	for i, f := range found {
		if f.Done {
			done++
		}
		out.Probes = append(out.Probes, s.probes(i, f)...)
	}
	out.Complete = done >= max(1, repeat)
	if done > 1 {
		out.several(found[:done])
	}
	return out
}

// several fills in the answers of several searches.
func (c *Capacity) several(found []capacity.Found) {
	low, high := math.Inf(1), 0.0
	for _, f := range found {
		low, high = min(low, f.Rate), max(high, f.Rate)
		c.Searches = append(c.Searches, CapacitySearch{
			Rate: rateOrNil(f.Rate), Low: rateOrNil(f.Low), High: rateOrNil(f.High), LimitedBy: string(f.Limiter), Sure: f.Sure,
		})
	}
	if c.Rate != nil {
		c.Spread = new(tidy((high - low) / *c.Rate))
		c.Sentence += fmt.Sprintf(" Of %d searches, the lowest found %s and the highest %s.", len(found), format.Rate(low), format.Rate(high))
	}
}

func (s *searched) probes(search int, f capacity.Found) []CapacityProbe {
	var out []CapacityProbe
	for i, p := range f.Probes {
		b := s.blocks[f.Blocks[i]]
		shown := CapacityProbe{
			Search: search + 1, Block: b.Index, Rate: p.Rate, Achieved: rateOrNil(tidy(p.Achieved)), Seconds: b.Length.Seconds(), N: p.N, Errors: p.Errors,
			Verdict: string(p.Verdict), Leans: p.Leans, Machine: p.Machine, Check: p.Check, Counted: s.counted[b.Index],
		}
		if p.N > p.Errors {
			shown.P50, shown.P95 = new(tidy(p.P50)), new(tidy(p.P95))
		}
		if p.N-p.Errors >= fewSamples {
			shown.P99 = new(tidy(p.P99))
		}
		out = append(out, shown)
	}
	return out
}

func rateOrNil(rate float64) *float64 {
	if rate <= 0 {
		return nil
	}
	return &rate
}

// CapacityInWords says what a search has found, in a sentence or two.
func CapacityInWords(a capacity.Answer, s *scenarios.Search) string {
	where := strings.TrimSpace(s.Text)
	rate := format.Rate(a.Rate)
	switch {
	case len(a.Probes) == 0:
		return "The capacity was not searched for."
	case !a.Done && a.Rate == 0:
		return "The search did not come to its end."
	case !a.Done:
		return fmt.Sprintf("The search did not come to its end; up to then %s seemed to hold.", rate)
	case a.Rate == 0 && a.Limiter == capacity.ByGenerator:
		return fmt.Sprintf("This machine was too busy to tell: at %s already it spoilt every probe (%s).", s.From, a.Machine)
	case a.Rate == 0:
		return fmt.Sprintf("Not even %s holds %s; the search looked at no lower rate.", s.From, where)
	}
	text := map[capacity.Limiter]string{
		capacity.BySLO:       "The capacity is %s: the highest rate that holds %s",
		capacity.ByRange:     "The capacity is at least %s, the highest rate that was looked at: it holds %s",
		capacity.ByGenerator: "The capacity is at least %s, which holds %s; this machine could not send more",
	}[a.Limiter]
	text = fmt.Sprintf(text, rate, where)
	if a.Machine != "" {
		text += " (" + a.Machine + ")"
	}
	switch between := bounds(a); {
	case a.Gave:
		text += "; the search came to no end, as later probes kept contradicting earlier ones"
	case between != "":
		text += "; " + between + fmt.Sprintf(" with %s confidence", advice.Percent(s.Confidence))
	}
	switch {
	case !a.Rechecked:
		text += "; it has not held once more, as this machine was too busy for the last check"
	case !a.Sure:
		text += "; the last check leans to it, and is not sure"
	}
	return text + "."
}

// bounds says between which rates the capacity lies, "" where it is not known.
func bounds(a capacity.Answer) string {
	switch {
	case a.Low > 0 && a.High > 0:
		return fmt.Sprintf("it lies between %s and %s", format.Rate(a.Low), format.Rate(a.High))
	case a.Low > 0:
		return "it is above " + format.Rate(a.Low)
	case a.High > 0:
		return "it is below " + format.Rate(a.High)
	}
	return ""
}

// capacityWarnings tell what is doubtful about what searches have found.
func capacityWarnings(trials []*evaluated) []Warning {
	var at, unsure, machine, busy []string
	rates := map[float64]bool{}
	for _, e := range trials {
		c := e.Capacity
		if c == nil || c.Rate == nil {
			if c != nil && c.LimitedBy == string(capacity.ByGenerator) {
				busy = append(busy, e.Label)
			}
			continue
		}
		rates[*c.Rate] = true
		named := e.Label + " " + format.Rate(*c.Rate)
		at = append(at, named)
		if c.Complete && !c.Sure {
			unsure = append(unsure, named)
		}
		if c.LimitedBy == string(capacity.ByGenerator) {
			machine = append(machine, named)
		}
	}
	var out []Warning
	add := func(code, text string, items []string) {
		if len(items) > 0 {
			out = append(out, Warning{code, fmt.Sprintf(text, strings.Join(items, ", "))})
		}
	}
	if len(rates) > 1 {
		add("own-capacity", "The figures of each variant are at its own capacity: %s. Their latencies are of different loads, and do not compare.", at)
	}
	add("capacity-unsure", "The last check leans to the capacity, and is not sure: %s. A longer load.search.step would tell more.", unsure)
	add("capacity-unknown", "This machine was too busy to find any capacity: %s. Search again when nothing else runs on it.", busy)
	add("capacity-machine", "This machine could not send more, or was short of CPU: the capacity is at least %s.", machine)
	return out
}

// capacityStatistic is the capacity as a gate judges it: by the bounds of the
// search.
func (e *evaluated) capacityStatistic() statistic {
	c := e.Capacity
	if c == nil || !c.Complete {
		return statistic{missing: "the search for it did not come to its end"}
	}
	iv := unbounded
	if c.Rate == nil && c.LimitedBy == string(capacity.ByGenerator) {
		return statistic{missing: "this machine was too busy to find it"}
	}
	if c.Low != nil {
		iv.Low = *c.Low
	}
	if c.High != nil {
		iv.High = *c.High
	}
	return statistic{value: c.Rate, n: e.Invocations, bounds: func() estimate.Interval { return iv }, open: c.open}
}

// open is why the capacity has no lower or no upper bound: requests enough do not
// make one, as it is the search that is not sure.
func (c *Capacity) open(lower bool) string {
	at := c.From
	if c.Rate != nil {
		at = *c.Rate
	}
	switch {
	case lower || c.Rate == nil || c.LimitedBy == string(capacity.BySLO):
		return fmt.Sprintf("the search is not sure at %s: what it measured there scatters, or comes in clusters, too much for %s confidence; a longer load.search.step tells more",
			format.Rate(at), advice.Percent(c.Confidence))
	case c.LimitedBy == string(capacity.ByGenerator):
		return fmt.Sprintf("this machine could send no more than %s, so how much more holds is not known", format.Rate(at))
	default:
		return fmt.Sprintf("the search looked no higher than %s", format.Rate(at))
	}
}

// unheld is the head of an answer about a variant of which no rate held; "" where
// one did, or where nothing was searched for.
func (e *evaluated) unheld() string {
	if e.Capacity == nil || !e.Capacity.Complete || e.Capacity.Rate != nil {
		return ""
	}
	return e.Capacity.Sentence + " "
}

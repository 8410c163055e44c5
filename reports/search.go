package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Search is what `sweetspot tune` searched and found. The trials of its summary
// are the sizes that it measured.
type Search struct {
	Candidates int `json:"candidates"` // sizes searched
	FromMB     int `json:"from_mb"`
	ToMB       int `json:"to_mb"`
	PickMB     int `json:"pick_mb"` // 0: none
	// ExpectedRegret is what the pick is expected to lose against the best of all
	// candidates, and Sure the probability that it is within 3 % of it; fractions,
	// null without a pick.
	ExpectedRegret *float64      `json:"expected_regret"`
	Sure           *float64      `json:"sure"`
	Ended          string        `json:"ended"`  // why, in a sentence without its full stop
	Models         []SearchModel `json:"models"` // by weight, those below 1 % left out
	Steps          []SearchStep  `json:"steps"`
	Unmeasured     int           `json:"unmeasured"` // candidates that are only modelled
	Spent          SearchSpend   `json:"spent"`
	// PowerTuning is what six sizes at 50 invocations each, the practice of AWS Lambda
	// Power Tuning, would have spent on the modelled times; null without a model.
	PowerTuning *SearchSpend `json:"power_tuning"`
	Sentences   []string     `json:"sentences"` // all of this for people
}

// SearchModel is a model of time against memory and what it had to say, of 1.
type SearchModel struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
}

// SearchStep is one block of a search.
type SearchStep struct {
	MemoryMB    int      `json:"memory_mb"`
	Invocations int      `json:"invocations"` // of the load phase
	Why         string   `json:"why"`
	MeanMS      *float64 `json:"mean_billed_ms"` // of those that succeeded; null without any
	Failure     string   `json:"failure"`        // "" where the size can be used
}

// SearchSpend is what measuring took.
type SearchSpend struct {
	Invocations int             `json:"invocations"`
	WarmUp      int             `json:"warm_up_invocations"` // on top of Invocations
	Seconds     float64         `json:"seconds"`
	Cost        decimal.Decimal `json:"cost"` // of all invocations, warm-up included
	Currency    string          `json:"currency"`
}

// String says what was spent: "95 invocations, 11.5 s of load and $0.000061".
func (s SearchSpend) String() string {
	text := format.Count(s.Invocations) + " invocations"
	if s.WarmUp > 0 {
		text += fmt.Sprintf(" and %s to warm up", format.Count(s.WarmUp))
	}
	took := fmt.Sprintf("%.1f s", s.Seconds)
	if s.Seconds >= 120 {
		took = fmt.Sprintf("%.0f min", s.Seconds/60)
	}
	return fmt.Sprintf("%s, %s of load and %s", text, took, format.Money(s.Cost, s.Currency))
}

// Say fills in the sentences.
func (s *Search) Say() {
	sizes := map[int]bool{}
	for _, step := range s.Steps {
		sizes[step.MemoryMB] = true
	}
	s.Unmeasured = s.Candidates - len(sizes)
	s.Sentences = []string{fmt.Sprintf("The search measured %d of %s sizes from %d to %s MB; %s.",
		len(sizes), format.Count(s.Candidates), s.FromMB, format.Count(s.ToMB), s.modelled())}
	if s.PickMB > 0 && s.ExpectedRegret != nil {
		s.Sentences = append(s.Sentences, fmt.Sprintf("%d MB is within 3 %% of the best of them with a probability of %s %%, and is expected to be %.1f %% off: %s.",
			s.PickMB, percent(*s.Sure), 100*(*s.ExpectedRegret), s.Ended))
	} else {
		s.Sentences = append(s.Sentences, "There is no pick: "+s.Ended+".")
	}
	spent := "The search took " + s.Spent.String()
	if s.PowerTuning != nil {
		spent += fmt.Sprintf("; the six sizes of AWS Lambda Power Tuning, as far as they are in this range, at 50 invocations each would have taken about %s", *s.PowerTuning)
	}
	s.Sentences = append(s.Sentences, spent+".")
}

// modelled says what is known of the sizes that were not measured.
func (s *Search) modelled() string {
	if s.Unmeasured == 0 {
		return "none is only modelled"
	}
	var models []string
	for _, m := range s.Models {
		models = append(models, fmt.Sprintf("%s %.0f %%", m.Name, 100*m.Weight))
	}
	if len(models) == 0 {
		return "the others are not known"
	}
	return fmt.Sprintf("the other %s are only modelled (%s)", format.Count(s.Unmeasured), strings.Join(models, ", "))
}

// percent writes a share; of what is not certain never 100.
func percent(share float64) string {
	return fmt.Sprint(math.Min(99, math.Floor(100*share)))
}

// sortBySize puts the trials of a search in the order of their sizes: they came
// up in another.
func sortBySize(trials []*evaluated) {
	slices.SortStableFunc(trials, func(a, b *evaluated) int { return cmp.Compare(a.Variant.MemoryMB, b.Variant.MemoryMB) })
	for i, e := range trials {
		e.index = i
	}
}

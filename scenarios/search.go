package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Search asks for the capacity of each variant: the highest rate at which all of
// Where holds. It sends probes, each at a rate of its own.
type Search struct {
	Where      []check.Gate  `json:"-"`
	From       check.Rate    `json:"from_per_second"` // the lowest rate, where the ramp begins
	To         check.Rate    `json:"to_per_second"`   // the highest
	Step       time.Duration `json:"step_ns"`         // length of a probe; the last check of all takes several
	Settle     time.Duration `json:"settle_ns"`       // rest before a probe, and load before it counts
	Precision  float64       `json:"precision"`       // how near the answer comes to the lowest rate that does not hold
	Confidence float64       `json:"confidence"`      // of saying that a rate holds, or does not
	Text       string        `json:"where"`           // Where, as the user wrote it
}

// What a search is without the key.
const (
	DefaultSearchStep       = 10 * time.Second
	DefaultSettle           = time.Second
	DefaultPrecision        = 0.05
	DefaultSearchConfidence = 0.95
)

// String says the search in words.
func (s *Search) String() string {
	return fmt.Sprintf("the highest rate from %s to %s with %s, in probes of %s", s.From, s.To, strings.TrimSpace(s.Text), check.FormatDuration(s.Step))
}

// Probe is the load of one probe of a search: a rate for the time that it takes
// to settle and then for a time that counts. round chooses the payloads.
func (l Load) Probe(rate check.Rate, counts time.Duration, round int) Load {
	part := l
	part.Round, part.Rounds = round, 1
	part.Stages = []Stage{{Kind: StageConstant, From: rate, To: rate, For: l.Search.Settle + counts}}
	return part
}

package compare

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// Schema is the value of Result.Schema.
const Schema = "sweetspot.comparison/v1"

// Verdict on a statistic of a variant, or on the whole.
type Verdict string

// The verdicts.
const (
	Regression   Verdict = "regression"   // significantly worse, by more than the limit
	Improvement  Verdict = "improvement"  // significantly better, by more than the limit
	NoChange     Verdict = "no-change"    // neither was found
	Inconclusive Verdict = "inconclusive" // the runs cannot tell
)

// Result is the comparison of two runs, and what `--format json` prints. Keys
// are only ever added; a figure that cannot be had is null.
type Result struct {
	Schema      string                `json:"schema"`
	Verdict     Verdict               `json:"verdict"` // of the statistics that decide
	Sentence    string                `json:"sentence"`
	Base        Run                   `json:"base"`
	Head        Run                   `json:"head"`
	Limit       float64               `json:"limit"`
	Confidence  float64               `json:"confidence"`
	Decide      []Statistic           `json:"fail_on"`
	Variants    []Variant             `json:"variants"`    // that both runs have, in the order of the head
	OnlyBase    []reports.VariantInfo `json:"only_base"`   // not in the head
	OnlyHead    []reports.VariantInfo `json:"only_head"`   // not in the base
	Differences []string              `json:"differences"` // between the scenarios, where they are known
	Warnings    []reports.Warning     `json:"warnings"`
	BaseTarget  string                `json:"base_target,omitempty"` // where a target of each run was named
	HeadTarget  string                `json:"head_target,omitempty"`
	AnyHost     bool                  `json:"any_host,omitempty"` // times of different machines were compared all the same
}

// Run names a side.
type Run struct {
	ID        string       `json:"id"`
	Scenario  string       `json:"scenario"`
	Digest    string       `json:"digest"`
	Version   string       `json:"version"`
	StartedAt time.Time    `json:"started_at"`
	Host      reports.Host `json:"host"`
}

func runOf(s *reports.Summary) Run {
	return Run{
		ID: s.Run.ID, Scenario: s.Scenario.Name, Digest: s.Scenario.Digest,
		Version: s.Run.Version, StartedAt: s.Run.StartedAt, Host: s.Run.Host,
	}
}

// Variant is one that both runs have.
type Variant struct {
	Variant    reports.VariantInfo `json:"variant"`
	Label      string              `json:"label"` // as the head calls it
	Statistics []Row               `json:"statistics"`
}

// Row is one statistic of one variant. Base and Head are medians over the
// blocks, in Unit. Effect and CI95 are ratios less one, 0.12 for 12 % more;
// those of Errors are differences of shares.
type Row struct {
	Statistic Statistic         `json:"statistic"`
	Unit      string            `json:"unit"` // "ms", a currency per million, "" for shares
	Base      *float64          `json:"base"`
	Head      *float64          `json:"head"`
	Effect    *float64          `json:"effect"`
	CI95      *reports.Interval `json:"ci95"`
	P         *float64          `json:"p"`      // of the test alone
	PHolm     *float64          `json:"p_holm"` // for as many variants as were tested
	Limit     float64           `json:"limit"`
	Blocks    [2]int            `json:"blocks"` // with a value, of the base and of the head
	Need      int               `json:"need"`   // blocks a side, where they are too few; 0 otherwise
	Decides   bool              `json:"decides"`
	Verdict   Verdict           `json:"verdict"`
	Reason    string            `json:"reason"` // why it is inconclusive
	Note      string            `json:"note"`   // what else there is to know
	endless   bool              // the interval of Effect goes beyond the limit without an end: CI95 is nil
}

// Name is the run's id with what it was made with, for people.
func (r Run) Name() string {
	id := r.ID
	if id == "" {
		id = "a run without an id"
	}
	if r.Version == "" {
		return id
	}
	return id + " by sweetspot " + r.Version
}

package live

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Schema names the format of the stream's lines. Keys are only ever added.
const Schema = "sweetspot.stream/v1"

// The events of a stream, one to a line.
const (
	EventRunStarted    = "run_started"
	EventBlockStarted  = "block_started"
	EventInterval      = "interval"
	EventBlockFinished = "block_finished"
	EventSummary       = "summary"
)

// head begins every line.
type head struct {
	Schema string    `json:"schema"`
	Event  string    `json:"event"`
	Run    string    `json:"run"`
	Time   time.Time `json:"t"`
}

type runStartedLine struct {
	head
	Scenario string    `json:"scenario"`
	Blocks   int       `json:"blocks"`
	Interval float64   `json:"interval_s"`
	Variants []Variant `json:"variants"`
}

// place says which block of the run a line is about.
type place struct {
	Block   int    `json:"block"`
	Round   int    `json:"round"`
	Variant int    `json:"variant"`
	Label   string `json:"label"`
}

type blockStartedLine struct {
	head
	place
}

type blockFinishedLine struct {
	head
	place
	State    measure.BlockState `json:"state"`
	Intended int                `json:"intended_sends"`
	Error    string             `json:"error,omitempty"`
	Spend    map[string]string  `json:"spend"` // by currency; of the whole run
}

type intervalLine struct {
	head
	place
	Phase      measure.Phase                `json:"phase"`
	Length     float64                      `json:"interval_s"`
	Counts     map[measure.Outcome]int64    `json:"counts"`
	ColdStarts int64                        `json:"cold_starts"`
	Rate       rates                        `json:"rate"`
	InFlight   int64                        `json:"in_flight"`
	Lag        *quantiles                   `json:"send_lag_ms"`
	Latency    split[*quantiles]            `json:"latency_ms"`
	Histogram  split[*measure.Distribution] `json:"histogram"`
	Spend      map[string]string            `json:"spend"` // by currency; of the whole run
}

type summaryLine struct {
	head
	Summary any `json:"summary"`
}

// rates are per second. Intended is null where no schedule says.
type rates struct {
	Intended *float64 `json:"intended"`
	Achieved float64  `json:"achieved"`
}

// split tells successes without a cold start from those that waited for one.
type split[T any] struct {
	Warm T `json:"warm"`
	Cold T `json:"cold"`
}

// quantiles are in ms, by nearest rank and to three digits.
type quantiles struct {
	N   int64   `json:"n"`
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// quantilesOf are null without a time.
func quantilesOf(d *measure.Distribution) *quantiles {
	if d.Count() == 0 {
		return nil
	}
	return &quantiles{
		N: d.Count(), P50: ms(d.Quantile(0.5)), P90: ms(d.Quantile(0.9)), P95: ms(d.Quantile(0.95)), P99: ms(d.Quantile(0.99)), Max: ms(d.Max()),
	}
}

// ms is d in milliseconds, to the microsecond.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// perSecond is n in a length of time as a rate, to the thousandth.
func perSecond(n int64, length time.Duration) float64 {
	if length <= 0 {
		return 0
	}
	return math.Round(float64(n)/length.Seconds()*1000) / 1000
}

// amounts writes sums of money as decimal strings.
func amounts(spend map[string]decimal.Decimal) map[string]string {
	all := map[string]string{}
	for currency, sum := range spend {
		all[currency] = sum.String()
	}
	return all
}

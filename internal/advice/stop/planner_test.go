package stop

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// sizes are what the variants of these tests are, in MB.
var sizes = []int{128, 512, 1024}

func config(t *testing.T) Config {
	t.Helper()
	book, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Rule: Rule{Objective: objective(t, "cheapest"), RelativeError: 0.03, Of: "cost", Confidence: 0.95}, Unusable: 0.01}
	for _, mb := range sizes {
		rate, err := meters.Lambda{MemoryMB: mb, Architecture: "x86_64"}.Rate(book, "us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		c.Variants = append(c.Variants, &rate)
	}
	return c
}

// sweep runs rounds of blocks of ten invocations, those of the plan and those
// that the planner asks for; each variant takes ms in the mean.
func sweep(p *Planner, rounds int, ms []float64, cv float64) (blocks []measure.Block) {
	r := rand.New(rand.NewPCG(9, 9))
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	all := []int{0, 1, 2}
	for round := 0; ; round++ {
		variants := all
		if round >= rounds {
			if variants = p.Next(blocks); len(variants) == 0 {
				return blocks
			}
		}
		for _, v := range variants {
			b := measure.Block{Index: len(blocks), Round: round, Variant: v, State: measure.BlockDone, Started: now}
			for seq, x := range around(r, 10, ms[v], cv) {
				took := time.Duration(x * float64(time.Millisecond))
				p.Sampled(&measure.Sample{
					Variant: v, Block: b.Index, Seq: seq, Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK,
					Intended: now, End: now.Add(took), Billed: took,
				})
				now = now.Add(took)
			}
			b.Finished = now
			blocks = append(blocks, b)
		}
	}
}

func TestPlannerGivesTheCallsToTheContenders(t *testing.T) {
	p := New(config(t), nil)
	blocks := sweep(p, 3, []float64{800, 100, 48}, 0.3) // 512 and 1024 MB cost about the same
	n := []int{measure.CountBlocks(blocks, 0), measure.CountBlocks(blocks, 1), measure.CountBlocks(blocks, 2)}
	o := p.Outcome()
	if n[0] != 3 || n[1] < 5 || n[2] < 5 || !o.Sure || o.Cap != "" || !slices.Contains(o.Beaten, 0) || o.Looks < 2 {
		t.Errorf("blocks %v, %+v", n, o)
	}
}

func TestPlannerIsSureAtOnce(t *testing.T) {
	p := New(config(t), nil)
	if blocks := sweep(p, 3, []float64{800, 100, 200}, 0.01); len(blocks) != 9 || !p.Outcome().Sure {
		t.Errorf("%d blocks, %+v", len(blocks), p.Outcome())
	}
}

func TestPlannerStopsAtItsCaps(t *testing.T) {
	for name, tt := range map[string]struct {
		set  func(*Config)
		most func(*Planner, []measure.Block) bool
	}{
		"max_invocations": {func(c *Config) { c.MaxInvocations = 55 }, func(p *Planner, b []measure.Block) bool {
			return p.seen[1].sent == 50
		}},
		"max_time": {func(c *Config) { c.MaxTime = 50 * time.Second }, func(p *Planner, b []measure.Block) bool {
			return elapsed(b) > 40*time.Second && elapsed(b) < 52*time.Second
		}},
		"max_cost": {func(c *Config) { c.MaxCost = decimal.RequireFromString("0.00015") }, func(p *Planner, b []measure.Block) bool {
			return p.spent > 0.00013 && p.spent < 0.00016
		}},
	} {
		c := config(t)
		c.Rule.RelativeError = 0.001
		tt.set(&c)
		p := New(c, func() {})
		blocks := sweep(p, 3, []float64{800, 100, 48}, 0.3)
		if o := p.Outcome(); o.Cap != name || o.Sure || len(o.Open) == 0 || !tt.most(p, blocks) {
			t.Errorf("%s: %d blocks in %v for %v, %+v", name, len(blocks), elapsed(blocks), p.spent, o)
		}
	}
}

// A single block may spend more than the rest of the budget: the run is told at
// once, and once.
func TestPlannerTellsOfOverspending(t *testing.T) {
	c, told := config(t), 0
	c.MaxCost = decimal.RequireFromString("0.00001")
	p := New(c, func() { told++ })
	sweep(p, 3, []float64{800, 100, 48}, 0.1)
	if o := p.Outcome(); told != 1 || o.Cap != "max_cost" || o.Sure {
		t.Errorf("told %d times, %+v", told, o)
	}
}

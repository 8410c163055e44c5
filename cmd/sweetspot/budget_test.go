package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// clock is one that the test moves.
type clock struct{ now time.Time }

func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }

// Two variants with blocks of 10 s, whatever the budget: how many blocks run?
func TestDeadlineEndsAfterAWholeRound(t *testing.T) {
	for _, tt := range []struct {
		budget time.Duration
		blocks int
	}{
		{100 * time.Second, 6},
		{60 * time.Second, 6},
		{59 * time.Second, 4}, // the third round would end at 60 s
		{39 * time.Second, 2},
		{15 * time.Second, 2}, // nothing says how long the first round takes
		{5 * time.Second, 1},
	} {
		c := &clock{time.Unix(0, 0)}
		d := &deadline{at: c.now.Add(tt.budget), now: func() time.Time { return c.now }}
		ran := 0
		for i := range 6 {
			if d.reached(measure.Block{Index: i, Round: i / 2, Variant: i % 2}) {
				break
			}
			c.pass(10 * time.Second)
			ran++
		}
		if ran != tt.blocks || d.ended != (ran < 6) {
			t.Errorf("%v: %d blocks, ended %v, want %d", tt.budget, ran, d.ended, tt.blocks)
		}
	}
}

func TestDeadlineHasRoom(t *testing.T) {
	c := &clock{time.Unix(0, 0)}
	d := &deadline{at: c.now.Add(50 * time.Second), now: func() time.Time { return c.now }}
	for i := range 4 { // two rounds of 20 s
		d.reached(measure.Block{Index: i, Round: i / 2})
		c.pass(10 * time.Second)
	}
	if !d.room(1, 2) || d.room(2, 2) {
		t.Errorf("10 s are left of %+v: a round of both takes 20 s, of one 10 s", d)
	}
	if none := (*deadline)(nil); !none.room(5, 1) {
		t.Error("without a budget there is room")
	}
}

// A run that its budget ended is whole where every variant has a block.
func TestSpent(t *testing.T) {
	for _, tt := range []struct {
		done    int // of four blocks of two variants
		planned int
		fails   bool
		says    string
	}{
		{done: 3, planned: 4, says: "after 3 of 4 blocks, since the budget of 5m was spent"},
		{done: 2, planned: 4, says: "after 2 of 4 blocks"},
		{done: 4, planned: 4, says: "No time was left to measure more"},
		{done: 1, planned: 4, fails: true},
	} {
		r := &run{plan: &scenarios.Plan{Variants: make([]scenarios.Variant, 2)}, fitted: &fitted{limit: 5 * time.Minute}, manifest: &rundir.Manifest{Budget: &rundir.Budget{}}}
		for i := range tt.planned {
			state := measure.BlockDone
			if i >= tt.done {
				state = measure.BlockPending
			}
			r.manifest.Blocks = append(r.manifest.Blocks, measure.Block{Index: i, Round: i / 2, Variant: i % 2, State: state})
		}
		err := r.spent(&deadline{ended: true})
		if tt.fails {
			if !errors.Is(err, errBudgetSpent) || len(r.manifest.Blocks) != 4 {
				t.Errorf("after %d: %v, %d blocks", tt.done, err, len(r.manifest.Blocks))
			}
			continue
		}
		if err != nil || len(r.manifest.Blocks) != tt.done || !r.manifest.Budget.Capped || len(r.manifest.Warnings) != 1 || !strings.Contains(r.manifest.Warnings[0].Text, tt.says) {
			t.Errorf("after %d: %v, %+v", tt.done, err, r.manifest)
		}
		if err := (&run{}).spent(&deadline{}); err != nil {
			t.Errorf("not ended: %v", err)
		}
	}
}

func TestParseBudget(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "5m": 5 * time.Minute, "1m30s": 90 * time.Second, "2 m": 2 * time.Minute} {
		if got, err := parseBudget(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"5", "0s", "-5m", "25h", "soon", "1ms"} {
		if got, err := parseBudget(text); err == nil {
			t.Errorf("%q: %v, want an error", text, got)
		}
	}
}

package view_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// full is the run with something of everything, with its evidence.
func full(t *testing.T) (reports.Input, *view.Evidence) {
	t.Helper()
	in := reportstest.Full()
	e, err := view.New(reportstest.Build(t, in)).Evidence(in.Blocks, in.Samples)
	if err != nil {
		t.Fatal(err)
	}
	return in, e
}

func texts(r view.Row) string {
	var out []string
	for _, c := range r.Cells {
		out = append(out, c.Text)
	}
	return strings.Join(out, "|")
}

// Every block has a row with what its samples of the load phase say.
func TestTimelineTable(t *testing.T) {
	in, e := full(t)
	table := e.Timeline.Table()
	if len(table.Rows) != len(in.Blocks) {
		t.Fatalf("%d rows for %d blocks", len(table.Rows), len(in.Blocks))
	}
	// 128 MB, 40 sends in 4 s of about 800 ms each, of which six run out of memory.
	if got, want := texts(table.Rows[0]), "2026-11-22 15:04:05|128 MB|40|10|808|–|6|0|7.351|1"; got != want {
		t.Errorf("first block %s, want %s", got, want)
	}
	first := reportstest.Build(t, in).Trials[0].Blocks[0]
	if got, want := table.Rows[0].Cells[4].Text, format.MaybeMillis(first.P50); got != want {
		t.Errorf("the timeline has a p50 of %s ms, the summary of %s", got, want)
	}
	if !table.Rows[4].Pick || table.Rows[0].Pick {
		t.Error("the pick's blocks are not marked")
	}
}

// Blocks that were measured again are in no part of the evidence.
func TestContendedBlocksAreNoEvidence(t *testing.T) {
	in := reportstest.Full()
	in.Blocks[0].State = measure.BlockContended
	e, err := view.New(reportstest.Build(t, in)).Evidence(in.Blocks, in.Samples)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(e.Timeline.Table().Rows); n != len(in.Blocks)-1 {
		t.Errorf("%d blocks are shown of %d, one of which was measured again", n, len(in.Blocks))
	}
	if got := texts(e.Colds.Table().Rows[0]); !strings.HasPrefix(got, "128 MB|2|0|") {
		t.Errorf("cold starts of the variant whose first block was measured again: %s", got)
	}
}

func TestTimesOfColdStarts(t *testing.T) {
	_, e := full(t)
	if got, want := texts(e.Colds.Table().Rows[4]), "1769 MB|3|5|15 s|80 s"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What a timeline shows does not hang on the order in which samples are read.
func TestEvidenceOfSamplesInAnyOrder(t *testing.T) {
	in, e := full(t)
	want, err := json.Marshal(e.Timeline.Data())
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	samples := slices.Clone(in.Samples.(measure.List))
	random.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
	if e, err = view.New(reportstest.Build(t, in)).Evidence(in.Blocks, samples); err != nil {
		t.Fatal(err)
	}
	if got, _ := json.Marshal(e.Timeline.Data()); string(got) != string(want) {
		t.Errorf("shuffled samples give\n%s\nwant\n%s", got, want)
	}
}

// A day between two parts of a run is no day of the axis.
func TestLongPausesAreCutShort(t *testing.T) {
	in := reportstest.Full()
	samples := in.Samples.(measure.List)
	const day = 24 * time.Hour
	for i := range samples {
		if samples[i].Block >= 9 {
			s := &samples[i]
			s.Intended, s.Sent, s.End = s.Intended.Add(day), s.Sent.Add(day), s.End.Add(day)
		}
	}
	for i := range in.Blocks[9:] {
		b := &in.Blocks[9+i]
		b.Started, b.Finished = b.Started.Add(day), b.Finished.Add(day)
	}
	e, err := view.New(reportstest.Build(t, in)).Evidence(in.Blocks, samples)
	if err != nil {
		t.Fatal(err)
	}
	c := e.Timeline.Chart("x", 900)
	if c.Until > 200 || !strings.Contains(c.AxisTitle, "without 1 long pause") {
		t.Errorf("the axis goes to %.0f s: %q", c.Until, c.AxisTitle)
	}
	if before, after := c.Bands[8], c.Bands[9]; after.From <= before.To {
		t.Errorf("the block before the pause ends at %g, the one after it begins at %g", before.To, after.From)
	}
}

// However long a run, what is shown of it is bounded, extremes stay, and the
// reader is told.
func TestLongRunsAreThinned(t *testing.T) {
	in := reportstest.Server()
	began := reportstest.Began
	var samples measure.List
	blocks := []measure.Block{{State: measure.BlockDone, Started: began, Finished: began.Add(time.Hour)}}
	const n = 100_000
	for i := range n {
		at := began.Add(time.Duration(i) * time.Hour / n)
		latency := time.Duration(1+i%7) * time.Millisecond
		if i == 77_777 {
			latency = 3 * time.Second
		}
		samples = append(samples, measure.Sample{Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Intended: at, Sent: at, End: at.Add(latency)})
	}
	e, err := view.New(reportstest.Build(t, in)).Evidence(blocks, samples)
	if err != nil {
		t.Fatal(err)
	}
	data := e.Timeline.Data()
	if k := len(data.Spots[0].At); k > 1000 || k < 500 {
		t.Errorf("%d of %d samples are drawn", k, n)
	}
	if high := slices.Max(data.Spots[0].Latency); high != 3000 {
		t.Errorf("the slowest that is drawn took %v ms, want 3000", high)
	}
	if data.Spots[1].At == nil || data.Spots[1].Block == nil {
		t.Error("without cold starts their lists are null, which a script cannot walk over")
	}
	if notes := strings.Join(e.Timeline.Notes(), " "); !strings.Contains(notes, "Of 100,000 successes") {
		t.Errorf("the notes do not say that some are left out: %s", notes)
	}
	if got := texts(e.Timeline.Table().Rows[0]); !strings.Contains(got, "|100,000|27.78|4.00|7.00|0|0|0.11") {
		t.Errorf("the block's row is %s", got)
	}
}

// A page is not let down by blocks as no run has them.
func TestEvidenceOfOddBlocks(t *testing.T) {
	in := reportstest.Full()
	s := reportstest.Build(t, in)
	s.Run.StartedAt, s.Run.FinishedAt = time.Time{}, time.Time{}
	odd := []measure.Block{
		{Index: 0, Variant: 99, Started: reportstest.Began},
		{Index: 1, Variant: -1, Started: reportstest.Began, Finished: reportstest.Began.Add(-time.Hour)},
		{Index: 2, Variant: 2, Started: reportstest.Began.Add(time.Minute), Finished: reportstest.Began},
		{Index: 2, Variant: 2, Started: reportstest.Began},
		{Index: 3, Variant: 3},
	}
	for _, blocks := range [][]measure.Block{nil, odd} {
		e, err := view.New(s).Evidence(blocks, in.Samples)
		if err != nil {
			t.Fatal(err)
		}
		if e.Latency == nil || e.Colds == nil {
			t.Error("without blocks the samples say nothing")
		}
		e.Colds.Chart("x", 900).SVG()
		if e.Timeline != nil {
			e.Timeline.Chart("x", 900).SVG()
		}
	}
}

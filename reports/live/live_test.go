package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

const twoSizes = `
version: 1
name: live
target: {function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 512]}
repeat: 1
load: {stages: [{rate: 10/s, for: 3s}]}
`

// platform answers in virtual time, each variant's first request after an init,
// and every tenth with a failure.
type platform struct {
	mu    sync.Mutex
	calls map[int]int
}

func (p *platform) Check(context.Context, []scenarios.Variant) error { return nil }
func (p *platform) Apply(context.Context, scenarios.Variant) error   { return nil }
func (p *platform) Recycle(context.Context, scenarios.Variant) error { return nil }
func (p *platform) Restore(context.Context) error                    { return nil }

func (p *platform) Invoke(_ context.Context, v scenarios.Variant, _ scenarios.Payload) measure.Sample {
	p.mu.Lock()
	n := p.calls[v.Index]
	p.calls[v.Index]++
	p.mu.Unlock()
	s := measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.ColdNone, Billed: 25 * time.Millisecond}
	switch {
	case n == 0:
		s.Cold = measure.ColdWaited
		time.Sleep(50 * time.Millisecond)
	case n%10 == 9:
		s.Outcome, s.Reason = measure.OutcomeFunction, "Boom"
	}
	time.Sleep(25 * time.Millisecond)
	return s
}

// watched runs a sweep in virtual time with a tap that observes it. It returns
// every sample that was recorded.
func watched(t *testing.T, tap func(Run) *Tap) []measure.Sample {
	t.Helper()
	s, err := scenarios.Parse("live.yaml", t.TempDir(), []byte(twoSizes))
	if err != nil {
		t.Fatal(err)
	}
	book, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	plan, traffic := s.Plan(), &runners.Traffic{}
	run := Run{ID: "20261126T120000Z-live-0000", Scenario: s.Name, Blocks: len(plan.Blocks), Traffic: traffic}
	for _, v := range plan.Variants {
		rate, err := meters.Lambda{Architecture: v.Architecture, MemoryMB: v.MemoryMB}.Rate(book, "us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		run.Variants = append(run.Variants, Variant{Label: s.Label(v), Target: "live", MemoryMB: v.MemoryMB, Architecture: v.Architecture, Rate: &rate})
	}
	var mu sync.Mutex
	var samples []measure.Sample
	record := func(s measure.Sample) error {
		mu.Lock()
		defer mu.Unlock()
		samples = append(samples, s)
		return nil
	}
	sweep := &runners.Sweep{
		Scenario: s, Plan: plan, Runners: []runners.Runner{&platform{calls: map[int]int{}}},
		Record: record, Observer: tap(run), Traffic: traffic, CoarseTimers: true,
	}
	if _, err := sweep.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return samples
}

// Every line of a run in virtual time, to the last digit.
func TestStream(t *testing.T) {
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		var stream *Stream
		watched(t, func(run Run) *Tap {
			tap := New(run)
			stream = tap.Stream(&out, 1030*time.Millisecond, func(err error) { t.Error(err) })
			return tap
		})
		stream.Close(map[string]string{"schema": "sweetspot.summary/v1"})
	})
	golden.Check(t, "testdata/stream.golden", out.String())
}

// The intervals of a stream add up to what was recorded, whatever their length.
func TestIntervalsAddUp(t *testing.T) {
	for range 10 {
		every := 100*time.Millisecond + rand.N(2*time.Second)
		var out bytes.Buffer
		var samples []measure.Sample
		synctest.Test(t, func(t *testing.T) {
			var stream *Stream
			samples = watched(t, func(run Run) *Tap {
				tap := New(run)
				stream = tap.Stream(&out, every, func(err error) { t.Error(err) })
				return tap
			})
			stream.Close(nil)
		})
		compare(t, every, out.Bytes(), samples)
	}
}

// readLine is what a reader makes of a line.
type readLine struct {
	Schema, Event string
	Block         int
	Phase         measure.Phase
	Counts        map[measure.Outcome]int64
	ColdStarts    int64 `json:"cold_starts"`
	Histogram     struct{ Warm, Cold *measure.Distribution }
}

func compare(t *testing.T, every time.Duration, out []byte, samples []measure.Sample) {
	t.Helper()
	got, want := map[string]*measure.Interval{}, map[string]*measure.Interval{}
	of := func(all map[string]*measure.Interval, block int, phase measure.Phase) *measure.Interval {
		key := fmt.Sprint(block, phase)
		if all[key] == nil {
			all[key] = &measure.Interval{}
		}
		return all[key]
	}
	for i := range samples {
		of(want, samples[i].Block, samples[i].Phase).Add(&samples[i])
	}
	for _, text := range bytes.Split(bytes.TrimSpace(out), []byte("\n")) {
		var line readLine
		if err := json.Unmarshal(text, &line); err != nil || line.Schema != Schema {
			t.Fatalf("%s: %v", text, err)
		}
		if line.Event != EventInterval {
			continue
		}
		sum := of(got, line.Block, line.Phase)
		for i, o := range measure.Outcomes() {
			sum.ByOutcome[i] += line.Counts[o]
		}
		sum.ColdStarts += line.ColdStarts
		if err := errors.Join(sum.Warm.Merge(line.Histogram.Warm), sum.Cold.Merge(line.Histogram.Cold)); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != len(want) {
		t.Errorf("every %s: %d phases, want %d", every, len(got), len(want))
	}
	for key, w := range want {
		g := of(got, 0, "")
		if got[key] != nil {
			g = got[key]
		}
		warm, _ := json.Marshal(&g.Warm)
		wantWarm, _ := json.Marshal(&w.Warm)
		if g.ByOutcome != w.ByOutcome || g.ColdStarts != w.ColdStarts || g.Cold.Count() != w.Cold.Count() || string(warm) != string(wantWarm) {
			t.Errorf("every %s: %s: %+v, want %+v", every, key, g, w)
		}
	}
}

func TestState(t *testing.T) {
	var states []State
	var samples []measure.Sample
	var watch Run
	synctest.Test(t, func(t *testing.T) {
		samples = watched(t, func(run Run) *Tap {
			watch = run
			tap := New(run)
			if !tap.State().Began.IsZero() {
				t.Error("a run that has not begun has a beginning")
			}
			look := func() { states = append(states, tap.State()) }
			time.AfterFunc(1510*time.Millisecond, look) // in the load of the first block
			time.AfterFunc(time.Minute, look)           // after the end
			return tap
		})
		time.Sleep(time.Minute)
	})
	during, after := states[0], states[1]
	if during.Phase != measure.PhaseLoad || during.Block.Index != 0 || during.Answered == 0 || during.P50 != 25*time.Millisecond || during.Finished != 0 {
		t.Errorf("during: %+v", during)
	}
	if after.Finished != 2 || after.Answered != 30 || after.Errors == 0 {
		t.Errorf("after: %+v", after)
	}
	if during.Sent == 0 || during.Due == 0 || during.Loading == 0 || len(during.Results) != 0 {
		t.Errorf("during: %+v", during)
	}
	checkResults(t, after.Results, watch, samples)
	counts := make([]int64, len(watch.Variants))
	for _, s := range samples {
		counts[s.Variant]++
	}
	spend := decimal.Zero
	for i, v := range watch.Variants {
		spend = spend.Add(v.Rate.Cost(counts[i], 25*counts[i]))
	}
	if got := after.Spend["USD"]; !got.Equal(spend) || spend.IsZero() {
		t.Errorf("spend %s, want %s", got, spend)
	}
}

// checkResults compares what is known of each variant with its samples.
func checkResults(t *testing.T, results []Result, watch Run, samples []measure.Sample) {
	t.Helper()
	if len(results) != len(watch.Variants) {
		t.Fatalf("%d results of %d variants", len(results), len(watch.Variants))
	}
	for _, r := range results {
		var answered, errors int64
		for _, s := range samples {
			if s.Variant == r.Variant && s.Phase == measure.PhaseLoad {
				answered++
				if !s.OK() {
					errors++
				}
			}
		}
		want := watch.Variants[r.Variant].Rate.Cost(1_000_000, 25_000_000)
		if r.Answered != answered || r.Errors != errors || r.Blocks != 1 || r.P50 != 25*time.Millisecond || !r.PerMillion.Equal(want) {
			t.Errorf("%+v: want %d answered, %d errors, %s per million", r, answered, errors, want)
		}
	}
}

// A price that leaves out what stands in front is not shown for a whole one.
func TestAFrontedVariantHasNoPriceOfAMillion(t *testing.T) {
	book, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	rate, err := meters.Lambda{Architecture: "x86_64", MemoryMB: 512}.Rate(book, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	k := kept{billed: usage{requests: 10, ms: 100}}
	if r := k.result(0, &measure.Distribution{}, &Variant{Rate: &rate}); r.Currency != "USD" || !r.PerMillion.IsPositive() {
		t.Errorf("alone: %+v", r)
	}
	if r := k.result(0, &measure.Distribution{}, &Variant{Rate: &rate, Fronted: true}); r.Currency != "" {
		t.Errorf("behind a gateway: %+v", r)
	}
}

// stuck is a reader that takes nothing until it is released.
type stuck struct{ release chan struct{} }

func (s stuck) Write(b []byte) (int, error) {
	<-s.release
	return len(b), nil
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// A reader that is slow or gone is dropped with one warning, and never waited for.
func TestAReaderThatDoesNotReadIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var warnings []string
		warn := func(err error) { warnings = append(warnings, err.Error()) }
		release := make(chan struct{})
		o := newOutlet(stuck{release}, warn)
		start := time.Now()
		for range 10 * maxBehind {
			o.send([]byte("line\n"))
		}
		o.close()
		if len(warnings) != 1 || !strings.Contains(warnings[0], "slow") || time.Since(start) > 0 {
			t.Errorf("warnings %v after %s", warnings, time.Since(start))
		}
		close(release)

		warnings = nil
		o = newOutlet(broken{}, warn)
		for range 10 {
			o.send([]byte("line\n"))
			synctest.Wait()
		}
		o.close()
		if len(warnings) != 1 || warnings[0] != "broken pipe" {
			t.Errorf("warnings %v", warnings)
		}
	})
}

// The end waits for a reader that is only a little slow, and not for ever.
func TestTheLastLinesAreWaitedFor(t *testing.T) {
	for delay, want := range map[time.Duration]int{lastPatience / 2: 0, 2 * lastPatience: 1} {
		synctest.Test(t, func(t *testing.T) {
			warnings := 0
			release := make(chan struct{})
			o := newOutlet(stuck{release}, func(error) { warnings++ })
			o.send([]byte("line\n"))
			time.AfterFunc(delay, func() { close(release) })
			o.close()
			if warnings != want {
				t.Errorf("%d warnings about a reader %s late, want %d", warnings, delay, want)
			}
			time.Sleep(delay)
		})
	}
}

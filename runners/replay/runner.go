// Package replay answers from recorded figures, in virtual time: what a
// function did elsewhere, drawn at random for each request. It knows neither
// queues nor environments that get busy: every request finds the platform as
// the recording did.
package replay

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"sync/atomic"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/load"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
	"github.com/sweetspot-bench/sweetspot/scenarios/recordings"
)

// Runner replays the recording of one target. What it answers depends on the
// scenario's seed and the place of the request alone.
type Runner struct {
	recording *recordings.Recording
	name      string
	seed      uint64
	sigma     float64                  // of the logarithm of the noise; 0 is none
	cold      map[int][]recordings.Row // by size, those whose caller waited for a cold start
	calls     atomic.Int64             // of Invoke
}

var _ runners.Virtual = (*Runner)(nil)

// New makes the runner of a target of provider replay.
func New(s *scenarios.Scenario, target int) *Runner {
	from := s.Targets[target].Replay
	r := &Runner{
		recording: from.Recording, name: from.Name(), seed: s.Seed,
		sigma: math.Sqrt(math.Log1p(from.NoiseCV * from.NoiseCV)), cold: map[int][]recordings.Row{},
	}
	for size, rows := range r.recording.Rows {
		for _, row := range rows {
			if row.Waited() {
				r.cold[size] = append(r.cold[size], row)
			}
		}
	}
	return r
}

// Check implements runners.Runner.
func (r *Runner) Check(_ context.Context, variants []scenarios.Variant) error {
	for _, v := range variants {
		if len(r.recording.Rows[v.MemoryMB]) == 0 {
			return fmt.Errorf("there is no %d MB in %s", v.MemoryMB, r.name)
		}
	}
	return nil
}

// Apply implements runners.Runner: every size is there.
func (r *Runner) Apply(context.Context, scenarios.Variant) error { return nil }

// Recycle implements runners.Runner: the phase alone makes a cold start.
func (r *Runner) Recycle(context.Context, scenarios.Variant) error { return nil }

// Restore implements runners.Runner: nothing was changed.
func (r *Runner) Restore(context.Context) error { return nil }

// Invoke implements runners.Runner without waiting: the requests draw in the
// order in which they come. A sweep asks Answer.
func (r *Runner) Invoke(_ context.Context, v scenarios.Variant, _ scenarios.Payload) measure.Sample {
	s, _ := r.Answer(v, runners.Place{Phase: measure.PhaseLoad, Seq: int(r.calls.Add(1) - 1)})
	return s
}

// Answer implements runners.Virtual: a row drawn with replacement from those of
// the variant's size, in the cold phase from its cold starts alone. The variant
// passed Check.
func (r *Runner) Answer(v scenarios.Variant, at runners.Place) (s measure.Sample, took time.Duration) {
	rows := r.recording.Rows[v.MemoryMB]
	if at.Phase == measure.PhaseCold {
		rows = r.cold[v.MemoryMB]
	}
	draws := r.draws(v, at)
	row := rows[draws.Below(2*at.Seq, len(rows))]
	row.Duration = r.noisy(row.Duration, draws.Share(2*at.Seq+1))
	return answer(row)
}

// draws are the random numbers of a phase. Every variant, round and phase has
// its own, so that what is compared is independent.
func (r *Runner) draws(v scenarios.Variant, at runners.Place) load.Draws {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %d %s %d %s", v.Target, v.MemoryMB, v.Architecture, at.Round, at.Phase)
	return load.NewDraws(r.seed, h.Sum64())
}

// noisy multiplies a mean with lognormal noise of mean 1; share, 0 up to 1, is
// the quantile of the noise.
func (r *Runner) noisy(mean time.Duration, share float64) time.Duration {
	if r.sigma == 0 {
		return mean
	}
	const half = 1.0 / (1 << 54) // of a step of share: neither 0 nor 1 is reached
	normal := math.Sqrt2 * math.Erfinv(2*(share+half)-1)
	return max(1, time.Duration(math.Round(float64(mean)*math.Exp(r.sigma*normal-r.sigma*r.sigma/2))))
}

// answer is a row as a sample, and how long its caller waited: for the handler,
// and before it for the init of a cold start that was not made ahead. Of what
// the platform did not run it has no figures.
func answer(row recordings.Row) (s measure.Sample, took time.Duration) {
	s = measure.Sample{Outcome: measure.OutcomeOK, Cold: measure.Cold(row.Cold), Reason: row.Reason, Environment: row.Environment}
	took = row.Duration
	if row.Waited() {
		took += row.Init
	}
	if row.Error != "" {
		s.Outcome = measure.Outcome(row.Error)
	}
	if s.Outcome == measure.OutcomeThrottle || s.Outcome == measure.OutcomeTransport {
		return s, took
	}
	s.Init, s.Duration, s.MaxMemoryMB = row.Init, row.Duration, row.MaxMemoryMB
	s.Billed = billed(row)
	return s, took
}

// billed is what the recording says, or else what Lambda bills: init and run,
// rounded up to a millisecond.
// https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ (since 2025-08-01)
func billed(row recordings.Row) time.Duration {
	if row.Billed > 0 {
		return row.Billed
	}
	return (row.Init + row.Duration + time.Millisecond - 1).Truncate(time.Millisecond)
}

// Package bigrun makes run directories of any number of samples, for programs
// that measure what reading them takes.
package bigrun

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// ResultsFile holds the latencies as vegeta stores them.
const ResultsFile = "results.gob"

// rate is that of the sends, per second.
const rate = 5000

// Data is a kind of data.
type Data struct {
	Name   string
	memory []int // MB of each variant
	rounds int
	sample func(s *measure.Sample, memoryMB int, random *rand.Rand)
}

// Kinds are data as a function and as an HTTP server give them.
var Kinds = []Data{
	{"function", []int{128, 256, 512, 1024, 1769, 3008}, 3, functionSample},
	{"http", []int{1024}, 1, httpSample},
}

// functionSample is as a platform reports it: a duration to 10 µs that falls
// with the memory, whole milliseconds billed, some cold starts and errors.
func functionSample(s *measure.Sample, memoryMB int, random *rand.Rand) {
	mean := 20 + 400_000/float64(memoryMB)
	s.Duration = time.Duration(mean*math.Exp(0.1*random.NormFloat64())*100) * 10 * time.Microsecond
	s.Environment = fmt.Sprintf("%d-%d", s.Block, s.Seq%97)
	s.RequestID = fmt.Sprintf("%016x-%016x", random.Uint64(), random.Uint64())
	s.MaxMemoryMB = 60 + random.IntN(8)
	if random.IntN(1000) == 0 {
		s.Cold, s.Init = measure.ColdWaited, time.Duration(20_000+random.IntN(2000))*10*time.Microsecond
	}
	s.Billed = (s.Duration + s.Init + time.Millisecond - 1).Truncate(time.Millisecond)
	if random.IntN(2000) == 0 {
		s.Outcome, s.Reason = measure.OutcomeFunction, "Unhandled"
	}
	s.End = s.Sent.Add(s.Duration + s.Init + time.Duration(600+random.IntN(300))*time.Microsecond)
}

// httpSample is as a fast server on the same machine answers, with a long tail.
func httpSample(s *measure.Sample, _ int, random *rand.Rand) {
	s.Status = 200
	s.End = s.Sent.Add(time.Duration(150_000 * math.Exp(0.8*random.NormFloat64())))
	if random.IntN(1000) == 0 {
		s.End = s.Sent.Add(time.Duration(random.ExpFloat64() * float64(200*time.Millisecond)))
	}
}

// Write makes a run directory of n samples, and their latencies for vegeta
// where asked for; the result is the size of samples.parquet in bytes.
func (d Data) Write(dir rundir.Dir, n int, forVegeta bool) (int64, error) {
	m := d.manifest(n)
	if err := dir.WriteManifest(m); err != nil {
		return 0, err
	}
	samples, err := dir.CreateSamples(m.Variants)
	if err != nil {
		return 0, err
	}
	results, err := os.Create(filepath.Join(string(dir), ResultsFile))
	if err != nil {
		return 0, err
	}
	encode := vegeta.NewEncoder(results)
	err = d.each(m.Blocks, func(batch []measure.Sample) error {
		if err := samples.Write(batch...); err != nil {
			return err
		}
		for i := range batch {
			if !forVegeta {
				break
			}
			s := &batch[i]
			result := vegeta.Result{Attack: d.Name, Seq: uint64(s.Seq), Code: 200, Timestamp: s.Intended, Latency: s.Latency()}
			if err := encode(&result); err != nil {
				return err
			}
		}
		return samples.Flush()
	})
	if err := errors.Join(err, samples.Close(), results.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(dir.Path(rundir.SamplesFile))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// manifest describes a run of n samples.
func (d Data) manifest(n int) *rundir.Manifest {
	m := &rundir.Manifest{Schema: rundir.ManifestSchema, ID: "bench", State: rundir.Complete, StartedAt: reportstest.Began}
	for _, mb := range d.memory {
		m.Variants = append(m.Variants, rundir.Variant{Label: fmt.Sprintf("%d MB", mb), Target: d.Name, MemoryMB: mb, Architecture: "x86_64"})
	}
	at := m.StartedAt
	blocks := len(d.memory) * d.rounds
	for i := range blocks {
		count := n*(i+1)/blocks - n*i/blocks
		length := time.Duration(count) * time.Second / rate
		m.Blocks = append(m.Blocks, measure.Block{
			Index: i, Round: i / len(d.memory), Variant: i % len(d.memory), State: measure.BlockDone,
			Started: at, Finished: at.Add(length), Intended: count, Length: length,
		})
		at = at.Add(length + time.Second)
	}
	m.FinishedAt = at
	return m
}

// each makes the samples of all blocks, some out of the order of their sending
// as those are that take longer.
func (d Data) each(blocks []measure.Block, visit func([]measure.Sample) error) error {
	random := rand.New(rand.NewPCG(1, 2))
	for _, b := range blocks {
		for from := 0; from < b.Intended; from += batch {
			samples := make([]measure.Sample, min(batch, b.Intended-from))
			for i := range samples {
				intended := b.Started.Add(time.Duration(from+i) * time.Second / rate)
				samples[i] = measure.Sample{
					Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: from + i, Phase: measure.PhaseLoad,
					Intended: intended, Sent: intended.Add(time.Duration(random.ExpFloat64() * float64(80*time.Microsecond))),
					WorkerFree: true, Outcome: measure.OutcomeOK, Cold: measure.ColdNone,
				}
				d.sample(&samples[i], d.memory[b.Variant], random)
			}
			for i := range samples {
				j := min(len(samples)-1, i+random.IntN(64))
				samples[i], samples[j] = samples[j], samples[i]
			}
			if err := visit(samples); err != nil {
				return err
			}
		}
	}
	return nil
}

// batch is how many samples are written at a time.
const batch = 100_000

// Summarize makes the summary of the run in a directory, and writes it there.
func Summarize(dir rundir.Dir) error {
	m, err := dir.ReadManifest()
	if err != nil {
		return err
	}
	in := input(m)
	in.Samples = dir.Samples(rundir.SummaryFields)
	s, err := reports.Build(in)
	if err != nil {
		return err
	}
	out, err := s.Marshal()
	if err != nil {
		return err
	}
	return dir.Write(rundir.SummaryFile, out)
}

// input is what the summary of a run is made of, its samples apart.
func input(m *rundir.Manifest) reports.Input {
	in := reports.Input{
		Scenario: reportstest.Scenario(), Plan: &scenarios.Plan{}, Blocks: m.Blocks, Book: reportstest.Book(),
		RunID: m.ID, StartedAt: m.StartedAt, FinishedAt: m.FinishedAt, Complete: true, Now: m.FinishedAt,
	}
	for i, v := range m.Variants {
		in.Plan.Variants = append(in.Plan.Variants, scenarios.Variant{Index: i, MemoryMB: v.MemoryMB, Architecture: v.Architecture})
	}
	return in
}

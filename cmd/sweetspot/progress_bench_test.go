package main

import (
	"io"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/reports/live"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// BenchmarkSampled is what watching costs a sample while 64 goroutines send:
// the tap that feeds every view, and the progress.
func BenchmarkSampled(b *testing.B) {
	book, err := pricing.Embedded("aws")
	if err != nil {
		b.Fatal(err)
	}
	rate, err := meters.Lambda{Architecture: "x86_64", MemoryMB: 512}.Rate(book, "us-east-1")
	if err != nil {
		b.Fatal(err)
	}
	tap := live.New(live.Run{Variants: []live.Variant{{Label: "512 MB", Rate: &rate}}, Traffic: &runners.Traffic{}})
	watch := runners.Observers{tap, &progress{out: io.Discard, tap: tap, labels: []string{"512 MB"}}}
	watch.BlockStarted(measure.Block{})
	watch.PhaseStarted(measure.Block{}, measure.PhaseLoad)
	start := time.Now()
	b.SetParallelism(64)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		s := measure.Sample{
			Phase: measure.PhaseLoad, Outcome: measure.OutcomeOK, Cold: measure.ColdNone,
			Intended: start, Sent: start.Add(20 * time.Microsecond), Billed: 3 * time.Millisecond,
		}
		for i := 0; pb.Next(); i++ {
			s.End = start.Add(time.Duration(1000+i%5000) * time.Microsecond)
			watch.Sampled(&s)
		}
	})
}

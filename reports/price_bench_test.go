package reports_test

import (
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

// repeated is a source of many samples: those of a small run over and over,
// in time.
type repeated struct {
	samples []measure.Sample
	times   int
}

func (r repeated) Each(visit func([]measure.Sample) error) error {
	batch := make([]measure.Sample, len(r.samples))
	for i := range r.times {
		copy(batch, r.samples)
		for j := range batch {
			shift := time.Duration(i) * time.Hour
			batch[j].Intended, batch[j].Sent, batch[j].End = batch[j].Intended.Add(shift), batch[j].Sent.Add(shift), batch[j].End.Add(shift)
		}
		if err := visit(batch); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkPriceAMillionSamples makes the whole summary, prices and intervals
// in it, of a million samples of six sizes.
func BenchmarkPriceAMillionSamples(b *testing.B) {
	in := reportstest.CPUBound().Input()
	list := []measure.Sample(in.Samples.(measure.List))
	in.Samples = repeated{list, 1_000_000/len(list) + 1}
	for b.Loop() {
		if _, err := reports.Build(in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/million")
}

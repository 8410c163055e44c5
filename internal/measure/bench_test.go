package measure

import (
	"testing"
	"time"
)

// BenchmarkRecorder is what a sample costs when 64 goroutines add at once.
func BenchmarkRecorder(b *testing.B) {
	recorder := NewRecorder()
	start := time.Now()
	b.SetParallelism(64)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		s := Sample{Outcome: OutcomeOK, Cold: ColdNone, Intended: start, Sent: start.Add(20 * time.Microsecond), Billed: 3 * time.Millisecond}
		for i := 0; pb.Next(); i++ {
			s.End = start.Add(time.Duration(1000+i%5000) * time.Microsecond)
			recorder.Add(&s)
		}
	})
}

func BenchmarkDistributionRecord(b *testing.B) {
	var d Distribution
	b.ReportAllocs()
	for i := range b.N {
		d.Record(time.Duration(1000+i%5000) * time.Microsecond)
	}
}

// BenchmarkDrain is what a look costs.
func BenchmarkDrain(b *testing.B) {
	recorder := NewRecorder()
	var into Interval
	for range b.N {
		for i := range 1000 {
			s := sampleAt(i)
			recorder.Add(&s)
		}
		if err := recorder.Drain(&into); err != nil {
			b.Fatal(err)
		}
	}
}

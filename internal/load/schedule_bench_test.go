package load

import (
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkAt asks for the sends of ten minutes at 10,000/s one after the
// other, as the workers of a block do together.
func BenchmarkAt(b *testing.B) {
	const rate, length = 10_000, 10 * time.Minute
	even := Constant{PerSecond: rate, For: length}
	for name, s := range map[string]Schedule{
		"constant": even,
		"ramp":     Ramp{From: 0, To: 2 * rate, For: length},
		"steps":    NewLevels(Level{rate / 2, length / 2}, Level{rate * 3 / 2, length / 2}),
		"sine":     Sine{Mean: rate, Amplitude: rate, Period: time.Minute, For: length},
		"jitter":   Jitter(even, 1),
		"poisson":  Poisson(rate, length, 1),
		"stages":   NewStages(even, Poisson(rate, length, 1), even),
	} {
		b.Run(name, func(b *testing.B) {
			var next atomic.Int64
			sends := int64(s.Sends())
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, ok := s.At(int(next.Add(1) % sends)); !ok {
						b.Error("a send is missing")
					}
				}
			})
		})
	}
}

// BenchmarkPoisson draws the windows of 6 million arrivals.
func BenchmarkPoisson(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Poisson(10_000, 10*time.Minute, 1)
	}
}

//go:build unix

package sandbox

import (
	"context"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

func benchmarkInvoke(b *testing.B, handler Handler) {
	p, _ := newPlatform(b, Options{})
	benchmarkOn(b, p, handler)
}

func benchmarkOn(b *testing.B, p *Platform, handler Handler) {
	rev := revision("")
	rev.Handler = handler
	rev.MemoryMB = FullVCPUMemoryMB
	invoke(b, p, rev, `null`)
	h := hdrhistogram.New(1, int64(time.Minute), 3)
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		invoke(b, p, rev, `null`)
		if err := h.RecordValue(int64(time.Since(start))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(h.ValueAtQuantile(50))/1e6, "p50-ms")
	b.ReportMetric(float64(h.ValueAtQuantile(99))/1e6, "p99-ms")
}

// BenchmarkInvokeWarm is one caller of a warm Go function that does nothing.
func BenchmarkInvokeWarm(b *testing.B) { benchmarkInvoke(b, Handler{Builtin: "noop"}) }

// BenchmarkInvokeParallel is four callers a CPU.
func BenchmarkInvokeParallel(b *testing.B) {
	p, _ := newPlatform(b, Options{})
	rev := revision("noop")
	b.SetParallelism(4)
	start := time.Now()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			// A throttle is an answer here: 1,000 of concurrency take 10,000 requests a second.
			_, _ = p.Invoke(context.Background(), Request{Revision: rev})
		}
	})
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "invocations/s")
}

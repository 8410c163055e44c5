package lambda

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// BenchmarkHello is the overhead of the sandbox: a warm function that does
// nothing, through the AWS SDK and the REST API. One caller gives the latency
// (p50-ms, p99-ms); several give the highest rate (calls/s).
func BenchmarkHello(b *testing.B) {
	for _, callers := range []int{1, 2, 4, 8} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s, variants := scenarioOf(b, `{handler: "builtin:hello"}`, 1769)
			_, runner := start(b, s)
			if err := runner.Apply(b.Context(), variants[0]); err != nil {
				b.Fatal(err)
			}
			services := closed(b, runner, variants[0], callers, b.N)
			b.ReportMetric(float64(services[len(services)/2])/1e6, "p50-ms")
			b.ReportMetric(float64(services[len(services)*99/100])/1e6, "p99-ms")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
		})
	}
}

// closed makes n calls by callers that wait for their answers, after one each
// to get warm, and returns the service times in order.
func closed(b *testing.B, runner *Runner, v scenarios.Variant, callers, n int) []time.Duration {
	call := func() time.Duration {
		start := time.Now()
		if sample := runner.Invoke(b.Context(), v, scenarios.Payload{Body: []byte("{}")}); !sample.OK() {
			b.Errorf("%+v", sample)
		}
		return time.Since(start)
	}
	var warm sync.WaitGroup
	for range callers {
		warm.Go(func() { call() })
	}
	warm.Wait()
	b.ResetTimer()
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			own := make([]time.Duration, 0, n/callers+1)
			for i := caller; i < n; i += callers {
				own = append(own, call())
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		})
	}
	wg.Wait()
	b.StopTimer()
	slices.Sort(all)
	return all
}

// BenchmarkDurationByMemory is the shape of the price: the median duration of
// uncontended calls by memory, one at a time, sizes interleaved, and how it
// compares with 1/memory below one vCPU (x-ideal: 1 is exact). Give it a fixed
// count: go test -bench DurationByMemory -benchtime 15x ./runners/lambda
func BenchmarkDurationByMemory(b *testing.B) {
	for _, function := range []string{"primes", "thumbnail"} {
		b.Run(function, func(b *testing.B) { durationByMemory(b, function) })
	}
}

func durationByMemory(b *testing.B, function string) {
	sizes := []int{128, 256, 512, 1024, 1769}
	s, variants := scenarioOf(b, fmt.Sprintf(`{handler: "builtin:%s", timeout: 60s}`, function), sizes...)
	_, runner := start(b, s)
	durations := map[int][]time.Duration{}
	contended := 0
	for round := -1; round < b.N; round++ {
		for _, v := range variants {
			if err := runner.Apply(b.Context(), v); err != nil {
				b.Fatal(err)
			}
			sample := runner.Invoke(b.Context(), v, scenarios.Payload{Body: []byte("{}")})
			switch {
			case !sample.OK():
				b.Fatalf("%d MB: %+v", v.MemoryMB, sample)
			case sample.Contended:
				contended++
			case round >= 0 && sample.Cold == measure.ColdNone:
				durations[v.MemoryMB] = append(durations[v.MemoryMB], sample.Duration)
			}
		}
	}
	b.ReportMetric(float64(contended), "contended")
	full := median(durations[1769])
	for _, size := range sizes {
		if len(durations[size]) == 0 {
			b.Logf("%d MB: no uncontended call", size)
			continue
		}
		d := median(durations[size])
		b.ReportMetric(float64(d)/1e6, fmt.Sprintf("ms@%dMB", size))
		if full > 0 {
			b.ReportMetric(float64(d)/float64(full)*float64(size)/1769, fmt.Sprintf("x-ideal@%dMB", size))
		}
	}
}

func median(ds []time.Duration) time.Duration {
	if len(ds) == 0 {
		return 0
	}
	slices.Sort(ds)
	return ds[len(ds)/2]
}

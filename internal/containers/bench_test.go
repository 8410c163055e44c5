package containers_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
)

// BenchmarkTake is what the balancer adds to a request.
func BenchmarkTake(b *testing.B) {
	for _, replicas := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("%d", replicas), func(b *testing.B) {
			s := open(b, playing(b, "serves"), options(replicas))
			for b.Loop() {
				s.Release(s.Take(context.Background()))
			}
		})
	}
}

// BenchmarkCPULimit reports how far from what was asked the CPU of a plain process
// is that takes all it gets. Compare on a quiet machine only.
func BenchmarkCPULimit(b *testing.B) {
	for _, vcpu := range []float64{0.25, 0.5, 1} {
		b.Run(fmt.Sprintf("%g", vcpu), func(b *testing.B) {
			spec := playing(b, "burns")
			spec.VCPU = vcpu
			s := open(b, spec, options(1))
			i := take(b, s)
			var got float64
			for b.Loop() {
				got = burnt(b, i)
			}
			b.ReportMetric(got, "cores")
			b.ReportMetric(100*(got/vcpu-1), "%off")
		})
	}
}

// burnt is the CPU that an instance was given over some seconds, by its own clock.
func burnt(t testing.TB, i *containers.Instance) float64 {
	before, err := i.Usage(context.Background())
	began := time.Now()
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * time.Second)
	after, err := i.Usage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return (after.CPU - before.CPU).Seconds() / time.Since(began).Seconds()
}

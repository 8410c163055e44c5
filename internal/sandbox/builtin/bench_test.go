//go:build unix

package builtin

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The benchmarks report CPU beside wall time: with -cpu 1,2 they show whether
// the garbage collector keeps a second thread busy.

func BenchmarkPrimes(b *testing.B) {
	measureCPU(b, func() error { return second(primes(primesRequest{})) })
}

func BenchmarkThumbnail(b *testing.B) {
	measureCPU(b, func() error { return second(thumbnail(thumbnailRequest{}, defaultQuality)) })
}

func BenchmarkReport(b *testing.B) {
	measureCPU(b, func() error { return second(report(reportRequest{})) })
}

func measureCPU(b *testing.B, work func() error) {
	b.ReportAllocs()
	before := cpuTime(b)
	n := 0
	for b.Loop() {
		if err := work(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/1000/float64(n), "cpu-ms/op")
}

// cpuTime is the user and system time of the process so far.
func cpuTime(b *testing.B) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

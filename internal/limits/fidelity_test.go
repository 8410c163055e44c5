package limits

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// kernelPrimes makes countPrimes take some 155 ms on a current core.
const kernelPrimes = 1_080_000

// countPrimes is the fixed piece of work: trial division, no memory.
func countPrimes(below int) (count int) {
	for n := 2; n < below; n++ {
		prime := true
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				prime = false
				break
			}
		}
		if prime {
			count++
		}
	}
	return count
}

// serveKernel answers every line on standard input with the wall time that the
// kernel took, in nanoseconds.
func serveKernel() {
	in := bufio.NewScanner(os.Stdin)
	fmt.Println("ready")
	for in.Scan() {
		start := time.Now()
		if countPrimes(kernelPrimes) == 0 {
			panic("no primes")
		}
		fmt.Println(time.Since(start).Nanoseconds())
	}
}

// BenchmarkCPUFidelity prints r = wall / (CPU / vCPU) of a CPU-bound job for
// each tier and memory size: 1 is ideal, more is slower than Lambda's share.
// Compare on a quiet machine only.
func BenchmarkCPUFidelity(b *testing.B) {
	for _, tier := range []Tier{Cgroup2, Cgroup1, DutyCycle} {
		for _, mb := range []int{128, 256, 512, 1024, 1769} {
			b.Run(fmt.Sprintf("%s/%dMB", tier, mb), func(b *testing.B) {
				benchmarkFidelity(b, openTier(b, tier), mb)
			})
		}
	}
}

func benchmarkFidelity(b *testing.B, c Controller, mb int) {
	vcpu := float64(mb) / 1769
	g := newGroup(b, c, Limit{VCPU: vcpu, MemoryMB: mb})
	cmd := role("kernel")
	in, err := cmd.StdinPipe()
	must(b, err)
	_, out := startIn(b, g, cmd)
	answers := bufio.NewScanner(out)
	answers.Scan()
	must(b, g.Throttle())
	var r []float64
	var cpu time.Duration
	for b.Loop() {
		before := usage(b, g)
		fmt.Fprintln(in)
		if !answers.Scan() {
			b.Fatal("the kernel ended early")
		}
		var ns int64
		if _, err := fmt.Sscan(answers.Text(), &ns); err != nil {
			b.Fatal(err)
		}
		used := usage(b, g).CPU - before.CPU
		cpu += used
		r = append(r, float64(ns)*vcpu/float64(used))
	}
	slices.Sort(r)
	b.ReportMetric(r[len(r)/2], "r-p50")
	b.ReportMetric(r[0], "r-min")
	b.ReportMetric(r[len(r)-1], "r-max")
	b.ReportMetric(float64(cpu.Milliseconds())/float64(len(r)), "cpu-ms/op")
}

// BenchmarkUsage is the price of the hot path's one read.
func BenchmarkUsage(b *testing.B) {
	for _, tier := range []Tier{Cgroup2, Cgroup1, DutyCycle, None} {
		b.Run(string(tier), func(b *testing.B) {
			g := newGroup(b, openTier(b, tier), Limit{VCPU: 1, MemoryMB: 256})
			_, out := startIn(b, g, role("sleep"))
			line(b, out)
			for b.Loop() {
				usage(b, g)
			}
		})
	}
}

// BenchmarkFreezeThaw is the price of one stop and one continue.
func BenchmarkFreezeThaw(b *testing.B) {
	for _, tier := range []Tier{Cgroup2, Cgroup1, DutyCycle, None} {
		b.Run(string(tier), func(b *testing.B) {
			g := newGroup(b, openTier(b, tier), Limit{VCPU: 1, MemoryMB: 256})
			_, out := startIn(b, g, role("sleep"))
			line(b, out)
			for b.Loop() {
				must(b, g.Freeze())
				must(b, g.Thaw())
			}
		})
	}
}

// BenchmarkGroup is the price of a whole life: make, start, kill, close.
func BenchmarkGroup(b *testing.B) {
	for _, tier := range []Tier{Cgroup2, Cgroup1, DutyCycle, None} {
		b.Run(string(tier), func(b *testing.B) {
			c := openTier(b, tier)
			for b.Loop() {
				g, err := c.NewGroup("life", Limit{VCPU: 1, MemoryMB: 256})
				must(b, err)
				cmd := role("sleep")
				must(b, g.Start(cmd))
				go func() { _ = cmd.Wait() }()
				must(b, g.Close())
			}
		})
	}
}

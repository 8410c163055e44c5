package hostinfo

import (
	"context"
	"math"
	"runtime"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	got := Read()
	t.Logf("%+v", got)
	if got.CPU == "" || strings.Contains(got.CPU, "\n") || strings.Contains(got.CPU, "  ") {
		t.Errorf("CPU %q", got.CPU)
	}
	if got.Cores < 1 || got.Cores > 1<<14 {
		t.Errorf("%d cores", got.Cores)
	}
	if !strings.HasPrefix(got.OS, runtime.GOOS+"/"+runtime.GOARCH) {
		t.Errorf("OS %q", got.OS)
	}
	if runtime.GOOS == "linux" && !strings.Contains(got.OS, " kernel ") {
		t.Errorf("OS %q has no kernel", got.OS)
	}
	if got.MemoryMB < 64 || got.MemoryMB > 1<<30 {
		t.Errorf("%d MB of memory", got.MemoryMB)
	}
}

func TestParseCPUInfo(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"x86", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz\n\nprocessor\t: 1\nmodel name\t: another\n", "Intel Xeon Platinum 8259CL CPU @ 2.50GHz"},
		{"graviton", "processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n", "ARM Neoverse-N1"},
		{"unknown arm", "CPU implementer\t: 0x99\nCPU part\t: 0x001\n", "ARM implementer 0x99 part 0x001"},
		{"no newline", "model name: X", "X"},
		{"half of it", "CPU part\t: 0xd0c\n", ""},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		if got := tidy(parseCPUInfo(tt.text)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzParseCPUInfo(f *testing.F) {
	f.Add("model name\t: Intel(R) Xeon(R)\n")
	f.Add("CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n")
	f.Fuzz(func(t *testing.T, text string) {
		got := tidy(parseCPUInfo(text))
		if strings.ContainsAny(got, "\n\t") || strings.TrimSpace(got) != got {
			t.Errorf("%q from %q is not one tidy line", got, text)
		}
	})
}

func TestKernelIsFixed(t *testing.T) {
	table := make([]uint64, tableEntries)
	const want = 0x309ba50d8a3cede8
	for range 2 { // the second run starts with what the first one left
		if got := run(table); got != want {
			t.Errorf("checksum %#x, want %#x: speeds no longer compare with those of old runs", got, uint64(want))
		}
	}
}

func TestSpeed(t *testing.T) {
	if s := Speed(t.Context()); !(s > 0) || math.IsInf(s, 0) {
		t.Errorf("speed %v", s)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if s := Speed(ended); s != 0 {
		t.Errorf("speed %v after the context's end, want 0", s)
	}
}

func BenchmarkKernel(b *testing.B) {
	table := make([]uint64, tableEntries)
	for b.Loop() {
		run(table)
	}
}

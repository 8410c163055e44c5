// Package fargate knows which tasks AWS Fargate has: pairs of vCPU and memory.
// It knows nothing of their prices.
package fargate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Size is a task's, or what was asked for.
type Size struct {
	Units int64 // of CPU; 1,024 of them are a vCPU
	MB    int64 // of 2^20 bytes
}

// VCPU is the CPU as AWS writes it: "0.25", "1".
func (s Size) VCPU() string {
	return decimal.New(s.Units, 0).Div(unitsOfVCPU).String()
}

// String is "0.25 vCPU with 512 MB".
func (s Size) String() string {
	return s.VCPU() + " vCPU with " + check.Bytes(s.MB<<20).String()
}

var unitsOfVCPU = decimal.New(1024, 0)

// steps are the sizes of memory that tasks of one vCPU have: from, to and in
// steps of so many MB.
type steps struct {
	units          int64
	from, to, step int64
	windows        bool
}

// table are the tasks that Fargate has, from the smallest on,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
// and, for 32 vCPU, https://aws.amazon.com/fargate/pricing/ (both read 2026).
var table = []steps{
	{units: 256, from: 512, to: 1024, step: 512},
	{units: 256, from: 2048, to: 2048, step: 1024},
	{units: 512, from: 1024, to: 4096, step: 1024},
	{units: 1024, from: 2048, to: 8192, step: 1024, windows: true},
	{units: 2048, from: 4096, to: 16384, step: 1024, windows: true},
	{units: 4096, from: 8192, to: 30720, step: 1024, windows: true},
	{units: 8192, from: 16384, to: 61440, step: 4096},
	{units: 16384, from: 32768, to: 122880, step: 8192},
	{units: 32768, from: 61440, to: 122880, step: 61440},
	{units: 32768, from: 249856, to: 249856, step: 1024},
}

// LargestMB is the memory of the largest task.
const LargestMB = 249856

// Nearest is the smallest task that has no less vCPU and memory (in MB) than
// asked for, or else the largest; exact reports whether it is what was asked for.
func Nearest(vcpu, memory decimal.Decimal, windows bool) (near Size, exact bool) {
	units := vcpu.Mul(unitsOfVCPU)
	for _, s := range table {
		if windows && !s.windows {
			continue
		}
		near = Size{s.units, s.to}
		if units.LessThanOrEqual(decimal.New(s.units, 0)) && memory.LessThanOrEqual(decimal.New(s.to, 0)) {
			up := memory.Sub(decimal.New(s.from, 0)).Div(decimal.New(s.step, 0)).Ceil().IntPart()
			near.MB = s.from + max(0, up)*s.step
			break
		}
	}
	return near, units.Equal(decimal.New(near.Units, 0)) && memory.Equal(decimal.New(near.MB, 0))
}

// Legal returns nil for a pair that Fargate has, and else an error that names
// the nearest ones: of the same vCPU, and the smallest with enough memory.
func Legal(vcpu string, memoryMB int) error {
	cpu, err := decimal.NewFromString(vcpu)
	if err != nil {
		return fmt.Errorf("%q is not a number of vCPU", vcpu)
	}
	near, exact := Nearest(cpu, decimal.New(int64(memoryMB), 0), false)
	if exact {
		return nil
	}
	found := []string{near.String()}
	if same, ok := closest(cpu, int64(memoryMB)); ok && same != near {
		found = append([]string{same.String()}, found...)
	}
	verb := "nearest is "
	if len(found) > 1 {
		verb = "nearest are "
	}
	return fmt.Errorf("there is no Fargate task of %s vCPU with %s: the %s", cpu, check.Bytes(int64(memoryMB)<<20), verb+strings.Join(found, " and "))
}

// closest is the task of a vCPU whose memory is next to what was asked for; ok
// is false for a vCPU that no task has.
func closest(vcpu decimal.Decimal, mb int64) (found Size, ok bool) {
	for _, s := range table {
		if !vcpu.Mul(unitsOfVCPU).Equal(decimal.New(s.units, 0)) {
			continue
		}
		for has := s.from; has <= s.to; has += s.step {
			if !ok || distance(has, mb) < distance(found.MB, mb) {
				found, ok = Size{s.units, has}, true
			}
		}
	}
	return found, ok
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

// VCPUs are the sizes of CPU that tasks have, ascending, as AWS writes them.
func VCPUs() []string {
	var all []string
	for _, s := range table {
		all = append(all, Size{Units: s.units}.VCPU())
	}
	return slices.Compact(all)
}

// LeastMemory is the least memory of a task of a vCPU, in MB; ok is false for a
// vCPU that no task has.
func LeastMemory(vcpu string) (mb int, ok bool) {
	cpu, err := decimal.NewFromString(vcpu)
	if err != nil {
		return 0, false
	}
	least, ok := closest(cpu, 0)
	return int(least.MB), ok
}

// LeastVCPU is the least vCPU of a task that has a memory; ok is false for a
// memory that none has.
func LeastVCPU(memoryMB int) (vcpu string, ok bool) {
	for _, s := range table {
		if at := int64(memoryMB); at >= s.from && at <= s.to && (at-s.from)%s.step == 0 {
			return Size{Units: s.units}.VCPU(), true
		}
	}
	return "", false
}

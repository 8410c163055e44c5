package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// fargateSize is the sizes of memory that tasks of one vCPU have: from, to and
// in steps of so many MB.
type fargateSize struct {
	units          int64 // 1,024 of them are a vCPU
	from, to, step int64 // MB
	windows        bool
}

// fargateSizes are the tasks that Fargate has, from the smallest on,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
// and, for 32 vCPU, https://aws.amazon.com/fargate/pricing/ (both read 2026).
var fargateSizes = []fargateSize{
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

// checkSize refuses a pair of vCPU and memory that there is not, and names the
// smallest that has no less of either, or else the largest.
func (f Fargate) checkSize() error {
	if err := notNegative(quantity{"the vCPU", f.VCPU}, whole("the memory", f.Memory)); err != nil {
		return err
	}
	units, memory := f.VCPU.Mul(decimal.New(1024, 0)), number(f.Memory).Div(decimal.New(1<<20, 0))
	vcpu, mb := f.nearest(units, memory)
	if units.Equal(number(vcpu)) && memory.Equal(number(mb)) {
		return nil
	}
	return fmt.Errorf("there is no task of %s vCPU with %s; the nearest is %s vCPU with %s",
		f.VCPU, f.Memory, number(vcpu).Div(decimal.New(1024, 0)), check.Bytes(mb<<20))
}

// nearest is the pair in CPU units and MB.
func (f Fargate) nearest(units, memory decimal.Decimal) (vcpu, mb int64) {
	for _, s := range fargateSizes {
		if f.Windows && !s.windows {
			continue
		}
		vcpu, mb = s.units, s.to
		if units.LessThanOrEqual(number(s.units)) && memory.LessThanOrEqual(number(s.to)) {
			steps := memory.Sub(number(s.from)).Div(number(s.step)).Ceil().IntPart()
			return s.units, s.from + max(0, steps)*s.step
		}
	}
	return vcpu, mb
}

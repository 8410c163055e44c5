package meters

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// checkSize refuses a pair of vCPU and memory that there is not, and names the
// smallest that has no less of either, or else the largest.
func (f Fargate) checkSize() error {
	if err := notNegative(quantity{"the vCPU", f.VCPU}, whole("the memory", f.Memory)); err != nil {
		return err
	}
	near, exact := fargate.Nearest(f.VCPU, number(f.Memory).Div(decimal.New(1<<20, 0)), f.Windows)
	if exact {
		return nil
	}
	return fmt.Errorf("there is no task of %s vCPU with %s; the nearest is %s", f.VCPU, f.Memory, near)
}

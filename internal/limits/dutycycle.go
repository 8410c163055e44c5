package limits

import "time"

// minTick is the shortest time between two looks at a cell's clock.
const minTick = 200 * time.Microsecond

// dutyCycle decides when a group of processes runs: it has a budget of CPU
// time for each Period, and stands still once that is spent. What it spent
// beyond is a debt for the next periods; what it left is lost, as under the
// kernel's quota, but for the little that stopping early withholds.
type dutyCycle struct {
	quota  time.Duration // CPU time a period
	cpus   time.Duration // how fast the budget can be spent: CPU time by wall time
	budget time.Duration // left in this period; negative is debt
	end    time.Time     // of this period
	slack  time.Duration // how far ahead of its end the budget counts as spent
	cpu    time.Duration // clock at the last step
}

func newDutyCycle(vcpu float64, now time.Time, cpu time.Duration) dutyCycle {
	quota := time.Duration(vcpu * float64(Period))
	return dutyCycle{
		quota:  quota,
		cpus:   time.Duration(wholeCPUs(vcpu)),
		budget: quota,
		end:    now.Add(Period),
		slack:  min(minTick, quota) / 2,
		cpu:    cpu,
	}
}

// step takes the group's CPU clock and says whether it may run and when to ask
// again: at the earliest moment at which its budget can be spent.
func (d *dutyCycle) step(now time.Time, cpu time.Duration) (run bool, next time.Time) {
	d.budget -= cpu - d.cpu
	d.cpu = cpu
	if late := now.Sub(d.end); late >= 0 {
		periods := late/Period + 1
		d.end = d.end.Add(periods * Period)
		d.budget = min(d.budget+periods*d.quota, d.quota+d.slack)
	}
	if d.budget <= d.slack {
		return false, d.end
	}
	next = now.Add(max(d.budget/d.cpus, minTick))
	if d.end.Before(next) {
		next = d.end
	}
	return true, next
}

package limits

import (
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"
)

// lookEvery is how often a running cell's memory is looked at.
const lookEvery = 20 * time.Millisecond

// watchedCell is a process group seen through /proc. The backend's lock guards
// it; main is set once and cleared by close, both under the group's lock too. The CPU time of a process's last moments, after the last look at its
// clock, is lost when it dies.
type watchedCell struct {
	b     *watched
	limit Limit
	main  *process // nil until adopt
	duty  dutyCycle

	throttled bool // quota is in force
	frozen    bool // by freeze
	stopped   bool // by the duty cycle
	waitSince time.Time
	waited    time.Duration // in stops that have ended

	spent map[int]time.Duration // CPU time by live member
	gone  time.Duration         // of members that ended
	peak  int64                 // bytes
	look  time.Time             // when memory is looked at next
	due   time.Time             // when the next tick is wanted
	kills int
}

func newWatchedCell(b *watched, limit Limit) *watchedCell {
	return &watchedCell{b: b, limit: limit, spent: map[int]time.Duration{}}
}

func (c *watchedCell) prepare(*exec.Cmd) {}

func (c *watchedCell) adopt(p *os.Process) error {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.main = watch(p)
	c.b.table.add(p.Pid)
	c.restart(time.Now())
	return nil
}

func (c *watchedCell) quota(on bool) error {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	if !c.b.enforce || c.throttled == on {
		return nil
	}
	c.throttled = on
	if c.main == nil {
		return nil
	}
	now := time.Now()
	if !on {
		return c.hold(false, now)
	}
	c.restart(now)
	return nil
}

// restart begins a period now.
func (c *watchedCell) restart(now time.Time) {
	c.duty = newDutyCycle(c.limit.VCPU, now, c.cpu())
	c.due = now
	c.b.kick()
}

func (c *watchedCell) freeze(on bool) error {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	if c.main == nil || c.frozen == on {
		return nil
	}
	c.frozen = on
	if !on {
		c.due = time.Time{}
		c.b.kick()
	}
	if !c.stopped {
		return c.signal(stopSignal(on))
	}
	if on { // time spent frozen is not time spent waiting for quota
		c.endWait(time.Now())
	} else {
		c.waitSince = time.Now()
	}
	return nil
}

func (c *watchedCell) endWait(now time.Time) { c.waited += now.Sub(c.waitSince) }

// hold stops or continues the cell on the duty cycle's behalf.
func (c *watchedCell) hold(stop bool, now time.Time) error {
	if c.stopped == stop {
		return nil
	}
	c.stopped = stop
	if c.frozen {
		return nil
	}
	if stop {
		c.waitSince = now
	} else {
		c.endWait(now)
	}
	return c.signal(stopSignal(stop))
}

// signal reaches the whole process group at once, and members that left it one
// by one. Once the main process is reaped its number may be another's, so then
// only members are signalled.
func (c *watchedCell) signal(sig unix.Signal) error {
	for _, pid := range c.b.table.members(c.main.pid) {
		if err := signal(pid, sig); err != nil {
			return err
		}
	}
	if c.main.pid <= 1 || !c.main.exists() {
		return nil
	}
	if err := unix.Kill(-c.main.pid, sig); err != nil && err != unix.ESRCH {
		return err
	}
	return nil
}

// tick does what is due and returns when the cell wants the next; zero when it
// does not run.
func (c *watchedCell) tick(now time.Time) time.Time {
	if c.main == nil || c.frozen {
		return time.Time{}
	}
	if !now.Before(c.due) {
		c.due = c.work(now)
	}
	return c.due
}

func (c *watchedCell) work(now time.Time) time.Time {
	if !now.Before(c.look) {
		c.b.table.refresh(now)
		if !c.main.exists() && len(c.b.table.members(c.main.pid)) == 0 {
			return time.Time{}
		}
		c.observe()
		c.look = now.Add(lookEvery)
	}
	if !c.throttled {
		return c.look
	}
	run, next := c.duty.step(now, c.cpu())
	_ = c.hold(!run, now) // what cannot be signalled has ended
	if c.look.Before(next) {
		return c.look
	}
	return next
}

// cpu adds up the clocks of the main process and its members. It never falls.
func (c *watchedCell) cpu() time.Duration {
	if c.main == nil {
		return c.gone
	}
	c.clock(c.main.pid, c.main.exists)
	for _, pid := range c.b.table.members(c.main.pid) {
		c.clock(pid, nil)
	}
	sum := c.gone
	for pid, d := range c.spent {
		if _, ok := c.b.table.known[pid]; !ok {
			c.gone += d
			delete(c.spent, pid)
		}
		sum += d
	}
	return sum
}

func (c *watchedCell) clock(pid int, still func() bool) {
	d, err := cpuClock(pid)
	if err == nil && (still == nil || still()) {
		c.spent[pid] = max(c.spent[pid], d)
	}
}

// observe looks at the memory, and ends a cell that exceeds its own. Several
// processes count with what they hold now, one alone with its highest.
func (c *watchedCell) observe() {
	c.peak = max(c.peak, c.main.peak())
	if others := c.b.table.members(c.main.pid); len(others) > 0 {
		sum := residentOf(c.main.pid)
		for _, pid := range others {
			sum += residentOf(pid)
		}
		c.peak = max(c.peak, sum)
	}
	if c.b.enforce && c.kills == 0 && megabytes(c.peak) > c.limit.MemoryMB {
		c.kills++
		_ = c.signal(unix.SIGKILL) // what cannot be signalled has ended
	}
}

func (c *watchedCell) read() (Usage, error) {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	if c.main == nil {
		return Usage{}, nil
	}
	now := time.Now()
	c.b.table.refresh(now)
	c.observe()
	u := Usage{CPU: c.cpu(), Throttled: c.waited, PeakMemoryMB: megabytes(c.peak), OOMKills: c.kills}
	if c.stopped && !c.frozen {
		u.Throttled += now.Sub(c.waitSince)
	}
	return u, nil
}

func (c *watchedCell) kill() error {
	if c.main == nil {
		return nil
	}
	return killAll(c.running, time.Now().Add(removeWithin))
}

// running lists the cell's processes that have not ended; zombies have.
func (c *watchedCell) running() ([]int, error) {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.b.table.scan()
	candidates := c.b.table.members(c.main.pid)
	if c.main.exists() {
		candidates = append(candidates, c.main.pid)
	}
	var pids []int
	for _, pid := range candidates {
		if st, ok := readStat(pid); ok && st.state != 'Z' && st.state != 'X' {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

func (c *watchedCell) close(time.Time) error {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.b.retired += c.cpu()
	delete(c.b.cells, c)
	if c.main != nil {
		c.b.table.drop(c.main.pid)
		c.main.close()
		c.main = nil
	}
	return nil
}

func stopSignal(stop bool) unix.Signal {
	if stop {
		return unix.SIGSTOP
	}
	return unix.SIGCONT
}

package limits

import (
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// watched is the backend of the tiers without control groups: its cells are
// process groups seen through /proc. With enforce it holds CPU by the duty
// cycle and ends what exceeds its memory; without, it only looks.
type watched struct {
	enforce bool
	timer   *os.File // timerfd: exact to some 50 µs where Go's timers round to 1 ms
	done    sync.WaitGroup

	mu      sync.Mutex // guards the rest, and every cell
	table   *procTable
	cells   map[*watchedCell]struct{}
	retired time.Duration // CPU time of closed cells
	closed  bool
}

func openWatched(enforce bool) (backend, error) {
	if _, err := cpuClock(os.Getpid()); err != nil {
		return nil, errors.New("this kernel does not tell the CPU time of a process")
	}
	table, err := openProcTable()
	if err != nil {
		return nil, err
	}
	b := &watched{enforce: enforce, table: table, cells: map[*watchedCell]struct{}{}}
	if !enforce {
		return b, nil
	}
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		table.lastPID.close()
		return nil, err
	}
	b.timer = os.NewFile(uintptr(fd), "timerfd")
	b.done.Go(b.run)
	return b, nil
}

// run ticks whenever the timer expires; while no cell needs it the timer is
// off and this waits.
func (b *watched) run() {
	var expirations [8]byte
	for {
		if _, err := b.timer.Read(expirations[:]); err != nil {
			return // closed
		}
		b.mu.Lock()
		b.tick(time.Now())
		b.mu.Unlock()
	}
}

// tick serves every cell and sets the timer for the next that needs it.
func (b *watched) tick(now time.Time) {
	var next time.Time
	for c := range b.cells {
		if at := c.tick(now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if !next.IsZero() {
		b.arm(max(next.Sub(now), minTick))
	}
}

// kick has the next tick happen at once.
func (b *watched) kick() {
	if b.enforce {
		b.arm(time.Nanosecond)
	}
}

func (b *watched) arm(after time.Duration) {
	if b.closed {
		return
	}
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(after.Nanoseconds())}
	raw, err := b.timer.SyscallConn()
	if err != nil {
		return
	}
	// It fails only for a bad descriptor, and b.closed rules that out.
	_ = raw.Control(func(fd uintptr) { _ = unix.TimerfdSettime(int(fd), 0, &spec, nil) })
}

func (b *watched) newCell(_ string, limit Limit) (cell, error) {
	c := newWatchedCell(b, limit)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cells[c] = struct{}{}
	return c, nil
}

func (b *watched) used() (time.Duration, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum := b.retired
	for c := range b.cells {
		sum += c.cpu()
	}
	return sum, nil
}

func (b *watched) close() error {
	b.mu.Lock()
	already := b.closed
	b.closed = true
	b.mu.Unlock()
	if already {
		return nil
	}
	var err error
	if b.timer != nil {
		err = b.timer.Close()
	}
	b.done.Wait()
	b.table.lastPID.close()
	return err
}

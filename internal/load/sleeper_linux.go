package load

import (
	"errors"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// timerFile is a timerfd that the runtime's poller watches: the kernel wakes
// the poller when the time has come, to a few tens of microseconds, and no
// thread is held meanwhile.
type timerFile struct {
	file  *os.File
	raw   syscall.RawConn
	at    time.Time
	armed bool
	tick  func(fd uintptr) (done bool)
}

func newTimerFile() (sleeper, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	// A non-blocking descriptor is what makes os.NewFile use the poller.
	s := &timerFile{file: os.NewFile(uintptr(fd), "timer")}
	// A deadline can only be set of what the poller watches.
	s.raw, err = s.file.SyscallConn()
	if err = errors.Join(err, s.file.SetReadDeadline(time.Time{})); err != nil {
		return nil, errors.Join(err, s.file.Close())
	}
	s.tick = s.setOrDone
	return s, nil
}

func (s *timerFile) until(t time.Time) {
	for s.at = t; time.Now().Before(t); {
		s.armed = false
		if s.raw.Read(s.tick) != nil {
			return
		}
	}
}

// setOrDone sets the timer when it is first called, once the poller has forgotten
// what came before, and is called again when the poller has seen the timer
// expire. Its expiries need not be read: the poller is told of each.
func (s *timerFile) setOrDone(fd uintptr) bool {
	if s.armed {
		return true
	}
	s.armed = true
	wait := unix.ItimerSpec{Value: unix.NsecToTimespec(max(1, int64(time.Until(s.at))))}
	return unix.TimerfdSettime(int(fd), 0, &wait, nil) != nil
}

func (s *timerFile) wake()  { _ = s.file.SetReadDeadline(time.Unix(1, 0)) }
func (s *timerFile) close() { _ = s.file.Close() }

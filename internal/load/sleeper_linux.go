package load

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// timerFile is a timerfd that the runtime's poller watches: the kernel wakes
// the poller when the time has come, to a few tens of microseconds, and no
// thread is held meanwhile.
type timerFile struct {
	file *os.File
	fd   int
}

func newTimerFile() (sleeper, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	// A non-blocking descriptor is what makes os.NewFile use the poller.
	return &timerFile{file: os.NewFile(uintptr(fd), "timer"), fd: fd}, nil
}

func (s *timerFile) until(t time.Time) {
	for wait := time.Until(t); wait > 0; wait = time.Until(t) {
		at := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(wait))}
		if unix.TimerfdSettime(s.fd, 0, &at, nil) != nil {
			return
		}
		var expirations [8]byte
		if _, err := s.file.Read(expirations[:]); err != nil {
			return
		}
	}
}

func (s *timerFile) wake()  { _ = s.file.SetReadDeadline(time.Unix(1, 0)) }
func (s *timerFile) close() { _ = s.file.Close() }

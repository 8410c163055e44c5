package limits

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// tree makes and removes control groups. Tests put plain directories in its place.
type tree struct {
	mkdir func(dir string) error
	rmdir func(dir string) error
	// join opens a v2 group for processes to start in; nil where they cannot
	// and have to be moved in.
	join func(dir string) (*os.File, error)
}

// cgroupfs is the real thing: the kernel fills and empties the directories.
var cgroupfs = tree{
	mkdir: func(dir string) error { return os.Mkdir(dir, 0o755) },
	rmdir: unix.Rmdir,
	join: func(dir string) (*os.File, error) {
		if !canStartInCgroup() {
			return nil, nil
		}
		return os.Open(dir)
	},
}

// canStartInCgroup reports whether clone3 is there and not filtered away: with
// no arguments it then complains about their size.
func canStartInCgroup() bool {
	_, _, errno := unix.RawSyscall(unix.SYS_CLONE3, 0, 0, 0)
	return errno == unix.EINVAL
}

// upward lists a group and those above it, nearest first, as far as they are
// mounted.
func upward(dir string) []string {
	dirs := []string{dir}
	for up := filepath.Dir(dir); up != dir && exists(up, "cgroup.procs"); dir, up = up, filepath.Dir(up) {
		dirs = append(dirs, up)
	}
	return dirs
}

// removeBy tries rmdir until the deadline: a group cannot be removed until its
// killed processes are reaped.
func (t tree) removeBy(dir string, deadline time.Time) error {
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		err := t.rmdir(dir)
		switch {
		case err == nil, errors.Is(err, os.ErrNotExist):
			return nil
		case !errors.Is(err, unix.EBUSY), time.Now().After(deadline):
			return fmt.Errorf("cannot remove control group %s: %w", dir, err)
		}
		time.Sleep(wait)
	}
}

// write sets a control file. It never creates one.
func write(dir, file, value string) error {
	f, err := os.OpenFile(filepath.Join(dir, file), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(value)
	if err != nil {
		err = fmt.Errorf("cannot set %s to %s: %w", filepath.Join(dir, file), value, errors.Unwrap(err))
	}
	return errors.Join(err, f.Close())
}

func writeInt(dir, file string, value int64) error {
	return write(dir, file, strconv.FormatInt(value, 10))
}

func exists(dir, file string) bool {
	_, err := os.Stat(filepath.Join(dir, file))
	return err == nil
}

// pidsIn lists the processes of a group, without those that our pid namespace
// does not show, which the kernel lists as 0.
func pidsIn(dir string) ([]int, error) {
	b, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, f := range strings.Fields(string(b)) {
		if pid, err := strconv.Atoi(f); err == nil && pid > 0 {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// gauge is a control file that stays open: reading it is one system call.
type gauge struct{ fd int }

func openGauge(dir, file string) (gauge, error) {
	fd, err := unix.Open(filepath.Join(dir, file), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return gauge{-1}, fmt.Errorf("cannot open %s: %w", filepath.Join(dir, file), err)
	}
	return gauge{fd}, nil
}

func (g gauge) close() {
	if g.fd >= 0 {
		_ = unix.Close(g.fd)
	}
}

// text returns the file's content, as much as buf holds.
func (g gauge) text(buf []byte) ([]byte, error) {
	for {
		n, err := unix.Pread(g.fd, buf, 0)
		if err == unix.EINTR {
			continue
		}
		return buf[:max(n, 0)], err
	}
}

// number reads a file that holds one number.
func (g gauge) number() (int64, error) {
	var buf [32]byte
	b, err := g.text(buf[:])
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(string(bytes.TrimSpace(b)), 10, 64)
}

// keyed reads one number of a file of "key number" lines; ok is false when it
// has no such line.
func (g gauge) keyed(key string) (value int64, ok bool, err error) {
	var buf [2048]byte
	b, err := g.text(buf[:])
	if err != nil {
		return 0, false, err
	}
	value, ok = keyedNumber(b, key)
	return value, ok, nil
}

// keyedNumber finds a "key number" line; a colon and spaces may stand between,
// and a unit may follow, as in /proc/PID/status.
func keyedNumber(text []byte, key string) (int64, bool) {
	for line := range bytes.Lines(text) {
		rest, ok := bytes.CutPrefix(line, []byte(key))
		if !ok || len(rest) == 0 || (rest[0] != ' ' && rest[0] != ':') {
			continue
		}
		rest = bytes.TrimLeft(rest, ": \t")
		end := bytes.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if end < 0 {
			end = len(rest)
		}
		n, err := strconv.ParseInt(string(rest[:end]), 10, 64)
		return n, err == nil
	}
	return 0, false
}

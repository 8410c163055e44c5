package limits

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// owner is the process that a group belongs to: its pid, and its start time
// (clock ticks since boot, field 22 of /proc/PID/stat) because pids are reused.
// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
type owner struct {
	pid   int
	start uint64
}

var (
	ownerName = regexp.MustCompile(`^sweetspot-([0-9]{1,10})-([0-9]{1,20})(?:-(?:[0-9]+|self))?$`)
	ownerSeq  atomic.Int64
)

// self is this process as an owner.
func self() (owner, error) {
	st, ok := readStat(os.Getpid())
	if !ok {
		return owner{}, errors.New("this process cannot be found in /proc: is it mounted?")
	}
	return owner{pid: os.Getpid(), start: st.start}, nil
}

// String is the name that carries the owner, "sweetspot-PID-START".
func (o owner) String() string { return fmt.Sprintf("sweetspot-%d-%d", o.pid, o.start) }

// parseOwner reads an owner's name, with or without the number that follows it.
func parseOwner(name string) (owner, bool) {
	m := ownerName.FindStringSubmatch(name)
	if m == nil {
		return owner{}, false
	}
	pid, err := strconv.Atoi(m[1])
	if err != nil || pid <= 0 {
		return owner{}, false
	}
	start, err := strconv.ParseUint(m[2], 10, 64)
	return owner{pid: pid, start: start}, err == nil
}

// alive reports whether the owner still runs, as far as our own pid namespace
// shows. A zombie owns nothing any more.
func (o owner) alive() bool {
	st, ok := readStat(o.pid)
	return ok && st.start == o.start && st.state != 'Z' && st.state != 'X'
}

// parentGroup is a directory of ours that holds groups. The lock on it says
// that its owner lives even to those who cannot see its pid, as from another
// pid namespace; the kernel drops it when the owner dies.
type parentGroup struct {
	dir  string
	lock *os.File
}

func lockDir(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%s is locked by another process: %w", dir, err), f.Close())
	}
	return f, nil
}

// makeParents makes one directory of the same new name in each of the given
// directories, which must be distinct.
func makeParents(fs tree, in []string) ([]parentGroup, error) {
	me, err := self()
	if err != nil {
		return nil, err
	}
	for {
		name := fmt.Sprintf("%v-%d", me, ownerSeq.Add(1))
		made, err := makeAll(fs, name, in)
		// This process may have been another program before an exec.
		if errors.Is(err, os.ErrExist) {
			continue
		}
		return made, err
	}
}

func makeAll(fs tree, name string, in []string) (made []parentGroup, err error) {
	for _, d := range in {
		p := parentGroup{dir: filepath.Join(d, name)}
		if err = fs.mkdir(p.dir); err != nil {
			err = cannotMake(d, err)
			break
		}
		if p.lock, err = lockDir(p.dir); err != nil {
			err = errors.Join(err, fs.rmdir(p.dir))
			break
		}
		made = append(made, p)
	}
	if err != nil {
		return nil, errors.Join(err, removeParents(fs, made))
	}
	return made, nil
}

// cannotMake tells where a group could not be made, and why, without the name
// that was tried, which says nothing to the user.
func cannotMake(in string, err error) error {
	return fmt.Errorf("cannot make control groups below %s: %w", in, cause(err))
}

// cause is an error without the path that it names.
func cause(err error) error {
	if named, ok := errors.AsType[*os.PathError](err); ok {
		return named.Err
	}
	return err
}

func removeParents(fs tree, parents []parentGroup) error {
	var errs []error
	for _, p := range parents {
		errs = append(errs, fs.rmdir(p.dir), p.lock.Close())
	}
	return errors.Join(errs...)
}

// ownerTag is the environment variable that a started process and all that
// comes of it carry, so that what left its group can still be found.
const ownerTag = "SWEETSPOT_GROUP="

// taggedOwner finds the owner in an environment as /proc/PID/environ has it.
func taggedOwner(environ []byte) (owner, bool) {
	for v := range bytes.SplitSeq(environ, []byte{0}) {
		if tag, ok := bytes.CutPrefix(v, []byte(ownerTag)); ok {
			name, _, _ := bytes.Cut(tag, []byte{'/'})
			return parseOwner(string(name))
		}
	}
	return owner{}, false
}

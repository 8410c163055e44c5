package rundir

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

const (
	// flushEvery is how long a sample waits at most before it is handed to the
	// operating system, which keeps it when this process is killed.
	flushEvery = 250 * time.Millisecond
	// flushAt is the number of bytes that are not waited with.
	flushAt = 64 << 10
	// maxPending is the number of bytes that wait while the disk is slow; then
	// the load waits too.
	maxPending = 2 << 20
)

// Samples keeps the samples of a run. They go to samples.log while it runs and
// become samples.parquet in the end. It is safe for concurrent use, and its
// memory does not grow with the number of samples.
type Samples struct {
	dir       Dir
	variants  []Variant
	onFailure func(error)

	mu      sync.Mutex
	room    sync.Cond // pending was emptied, or will not be
	pending frames
	failure error // the first
	told    bool  // the failure was returned to somebody
	dead    bool  // nothing can be written any more

	disk   sync.Mutex // held while writing to log; taken before mu
	log    logFile
	offset int64 // end of the log's whole frames
	spare  []byte

	wake    chan struct{}
	stop    chan struct{}
	stopped sync.WaitGroup
}

// logFile is what Samples needs of samples.log.
type logFile interface {
	io.WriterAt
	Sync() error
	Close() error
}

// CreateSamples starts the samples of a new run; variants are those of the
// plan, in its order.
func (d Dir) CreateSamples(variants []Variant) (*Samples, error) {
	file, err := os.OpenFile(d.Path(LogFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	if _, err := file.WriteString(logMark); err != nil {
		return nil, errors.Join(writeError(d, LogFile, err), file.Close())
	}
	return d.keepSamples(variants, file, int64(len(logMark))), nil
}

// keepSamples goes on with a log at offset.
func (d Dir) keepSamples(variants []Variant, log logFile, offset int64) *Samples {
	s := &Samples{
		dir: d, variants: slices.Clone(variants), log: log, offset: offset,
		wake: make(chan struct{}, 1), stop: make(chan struct{}),
	}
	s.room.L = &s.mu
	d.reserve()
	s.stopped.Go(s.pump)
	return s
}

// Grow gives the samples further variants, which come after those that there
// are. It is called between blocks.
func (s *Samples) Grow(variants ...Variant) { s.variants = append(s.variants, variants...) }

// OnFailure has tell called once, when samples can no longer be written, so
// that a load may be stopped before its next sample. It is set before the
// first Write.
func (s *Samples) OnFailure(tell func(error)) { s.onFailure = tell }

// Write appends samples. The error is that of the first write that failed:
// samples that come after it are kept as far as there is room.
func (s *Samples) Write(samples ...measure.Sample) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range samples {
		for len(s.pending.buf) >= maxPending && !s.dead {
			s.room.Wait()
		}
		if s.dead {
			break
		}
		s.pending.add(&samples[i])
		if len(s.pending.buf) >= flushAt {
			select {
			case s.wake <- struct{}{}:
			default:
			}
		}
	}
	s.told = s.told || s.failure != nil
	return s.failure
}

// Flush returns when all that was written before is on disk, as it must be at
// the end of a block.
func (s *Samples) Flush() error {
	s.drain()
	s.disk.Lock()
	err := s.log.Sync()
	s.disk.Unlock()
	if err != nil {
		s.fail(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = s.told || s.failure != nil
	return s.failure
}

// Close turns the log into samples.parquet. The error is a failure that
// nothing has returned yet; when samples.parquet cannot be written, the log
// stays in its place.
func (s *Samples) Close() error {
	close(s.stop)
	s.stopped.Wait()
	s.drain()
	err := s.log.Close()
	s.mu.Lock()
	if !s.told {
		err = errors.Join(s.failure, err)
	}
	s.dead = true
	if s.failure == nil {
		s.failure = os.ErrClosed
	}
	s.room.Broadcast()
	s.mu.Unlock()
	_, convertErr := s.dir.ConvertLog(s.variants)
	return errors.Join(err, convertErr)
}

// pump empties pending in time.
func (s *Samples) pump() {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-s.wake:
		case <-s.stop:
			return
		}
		s.drain()
	}
}

// drain writes what is pending to the log.
func (s *Samples) drain() {
	s.disk.Lock()
	defer s.disk.Unlock()
	s.mu.Lock()
	full, dead := s.pending.take(s.spare), s.dead
	s.room.Broadcast()
	s.mu.Unlock()
	s.spare = full
	if len(full) == 0 || dead {
		return
	}
	_, err := s.log.WriteAt(full, s.offset)
	if err != nil {
		s.fail(err)
		// The load ends now. What it still brings has the reserve's room.
		s.dir.releaseReserve()
		_, err = s.log.WriteAt(full, s.offset)
	}
	if err == nil {
		s.offset += int64(len(full))
		return
	}
	s.mu.Lock()
	s.dead = true
	s.room.Broadcast()
	s.mu.Unlock()
}

// fail notes the first failure and tells of it.
func (s *Samples) fail(err error) {
	s.mu.Lock()
	first := s.failure == nil
	if first {
		s.failure = writeError(s.dir, LogFile, err)
	}
	failure := s.failure
	s.mu.Unlock()
	if first && s.onFailure != nil {
		s.onFailure(failure)
	}
}

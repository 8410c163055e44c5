package rundir

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// logReader reads a sample log in order, a frame at a time. It stops at the
// first frame that is damaged or not whole, as a killed run may leave its last.
type logReader struct {
	file  io.Closer
	in    *bufio.Reader
	size  int64 // of the whole log in bytes
	good  int64 // bytes up to the end of the last frame that was read well
	buf   []byte
	frame record
}

// openLog opens the sample log at path.
func openLog(path string) (*logReader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	r, err := newLogReader(file, info.Size())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	r.file = file
	return r, nil
}

// newLogReader reads a log of size bytes. One that is shorter than its mark was
// cut off at birth and has no samples.
func newLogReader(in io.Reader, size int64) (*logReader, error) {
	r := &logReader{in: bufio.NewReaderSize(in, 64<<10), size: size}
	mark := make([]byte, len(logMark))
	switch _, err := io.ReadFull(r.in, mark); {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return r, nil
	case err != nil:
		return nil, err
	case string(mark) != logMark:
		return nil, errors.New("not a sample log of this version of sweetspot")
	}
	r.good = int64(len(mark))
	return r, nil
}

// next reads the next sample. The error is io.EOF at the end of what is whole,
// or that of the disk.
func (r *logReader) next(s *measure.Sample) error {
	for r.frame.rest == "" {
		if err := r.nextFrame(); err != nil {
			return err
		}
	}
	if !r.frame.read(s) {
		return io.EOF
	}
	if r.frame.rest == "" {
		r.good += frameHeader + int64(len(r.buf))
	}
	return nil
}

// each calls do with every sample until one returns an error.
func (r *logReader) each(do func(*measure.Sample) error) error {
	var sample measure.Sample
	for {
		err := r.next(&sample)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(&sample)
		}
		if err != nil {
			return err
		}
	}
}

// nextFrame loads a frame whose checksum holds.
func (r *logReader) nextFrame() error {
	if r.frame.bad {
		return io.EOF
	}
	var header [frameHeader]byte
	if err := r.fill(header[:]); err != nil {
		return err
	}
	length, sum := binary.LittleEndian.Uint32(header[:]), binary.LittleEndian.Uint32(header[4:])
	// A crash can leave zeros, whose checksum would hold for an empty frame.
	if length == 0 || length > maxFrame {
		return r.damaged()
	}
	if cap(r.buf) < int(length) {
		r.buf = make([]byte, length)
	}
	r.buf = r.buf[:length]
	if err := r.fill(r.buf); err != nil {
		return err
	}
	if crc32.Checksum(r.buf, castagnoli) != sum {
		return r.damaged()
	}
	r.frame.start(string(r.buf))
	return nil
}

// fill reads len(b) bytes; fewer are the end.
func (r *logReader) fill(b []byte) error {
	_, err := io.ReadFull(r.in, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.damaged()
	}
	return err
}

func (r *logReader) damaged() error {
	r.frame.bad = true
	return io.EOF
}

// lost is the number of bytes that were left out, once next has said io.EOF.
func (r *logReader) lost() int64 { return r.size - r.good }

func (r *logReader) close() error { return r.file.Close() }

// record decodes the records of one frame. Texts are parts of its payload.
type record struct {
	rest  string // of the payload
	bad   bool
	words []string

	place    place
	seq      int
	intended int64
}

func (d *record) start(payload string) {
	*d = record{rest: payload, words: append(d.words[:0], "")}
}

// read decodes a record and reports whether it could.
func (d *record) read(s *measure.Sample) bool {
	flags := d.count()
	if flags&flagPlace != 0 {
		d.place = place{d.int(), d.int(), d.int(), measure.Phase(d.word())}
	}
	d.seq += d.int()
	*s = measure.Sample{
		Variant: d.place.variant, Block: d.place.block, Round: d.place.round, Phase: d.place.phase,
		Seq: d.seq, Payload: d.word(),
		WorkerFree: flags&flagWorkerFree != 0, Contended: flags&flagContended != 0, Estimated: flags&flagEstimated != 0,
	}
	d.intended += d.number()
	s.Intended = time.Unix(0, d.intended).UTC()
	s.Sent = s.Intended.Add(d.duration())
	s.End = s.Sent.Add(d.duration())
	s.Outcome, s.Reason = measure.Outcome(d.word()), d.word()
	s.Environment, s.Cold = d.word(), measure.Cold(d.word())
	s.Status, s.BytesOut, s.BytesIn = d.int(), d.number(), d.number()
	if flags&flagFigures != 0 {
		s.Init, s.Duration, s.Billed, s.MaxMemoryMB = d.duration(), d.duration(), d.duration(), d.int()
	}
	if flags&flagPhases != 0 {
		s.DNS, s.Connect, s.TLS, s.FirstByte = d.duration(), d.duration(), d.duration(), d.duration()
	}
	if flags&flagRequest != 0 {
		s.RequestID = d.text()
	}
	if flags&flagTrace != 0 {
		s.TraceID = d.text()
	}
	if flags&flagLog != 0 {
		s.LogBytes = d.number()
	}
	if flags&flagGateway != 0 {
		s.Gateway = d.duration()
	}
	return !d.bad
}

func (d *record) fail() { d.bad, d.rest = true, "" }

// count decodes a varint.
func (d *record) count() (n uint64) {
	for i := range min(len(d.rest), binary.MaxVarintLen64) {
		b := d.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			d.rest = d.rest[i+1:]
			return n
		}
	}
	d.fail()
	return 0
}

func (d *record) number() int64 {
	n := d.count()
	return int64(n>>1) ^ -int64(n&1)
}

func (d *record) int() int { return int(d.number()) }

func (d *record) duration() time.Duration { return time.Duration(d.number()) }

func (d *record) text() string {
	n := d.count()
	if n > uint64(len(d.rest)) {
		d.fail()
		return ""
	}
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}

func (d *record) word() string {
	n := d.count()
	switch known := uint64(len(d.words)); {
	case n < known:
		return d.words[n]
	case n == known:
		d.words = append(d.words, d.text())
		return d.words[n]
	default:
		d.fail()
		return ""
	}
}

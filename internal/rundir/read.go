package rundir

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/parquet-go/parquet-go"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// batchRows is how many samples are read at a time: what the processor's cache
// holds while column after column is set.
const batchRows = 512

// batchesAhead is how many batches are read while one is visited.
const batchesAhead = 4

// Samples are the samples of samples.parquet, or of the log while there is one,
// to the microsecond, read anew and a batch at a time whenever they are asked
// for. Fields that are not in with may be unset. A file that cannot be read to
// its end is an error with its name, which may come after some of its samples.
func (d Dir) Samples(with Fields) measure.Source {
	if d.HasLog() {
		return logged{d}
	}
	return stored{d.Path(SamplesFile), with}
}

// ReadSamples holds all samples in memory, for runs that are known to be small.
func (d Dir) ReadSamples() ([]measure.Sample, error) {
	var out []measure.Sample
	err := d.Samples(AllFields).Each(func(batch []measure.Sample) error {
		out = append(out, batch...)
		return nil
	})
	return out, err
}

// stored is a source that reads a Parquet file.
type stored struct {
	path string
	with Fields
}

// Each implements measure.Source: one goroutine reads ahead of visit.
func (s stored) Each(visit func([]measure.Sample) error) error {
	ahead := newPipe()
	go func() { ahead.finish(s.read(ahead.send)) }()
	defer ahead.stop()
	for batch := range ahead.full {
		if err := visit(batch); err != nil {
			return err
		}
		ahead.free <- batch[:0]
	}
	if ahead.err != nil {
		return fmt.Errorf("%s: %w", s.path, ahead.err)
	}
	return nil
}

// pipe hands batches from the reader to the visitor and back again.
type pipe struct {
	full, free chan []measure.Sample
	done       chan struct{} // closed when the visitor wants no more
	err        error         // of the reader, once full is closed
}

// errStopped ends the reading when nobody wants more.
var errStopped = errors.New("stopped")

func newPipe() *pipe {
	p := &pipe{full: make(chan []measure.Sample, batchesAhead), free: make(chan []measure.Sample, batchesAhead), done: make(chan struct{})}
	for range batchesAhead {
		p.free <- make([]measure.Sample, 0, batchRows)
	}
	return p
}

// send has fill make up to batchRows samples and hands them on.
func (p *pipe) send(rows int, fill func([]measure.Sample) error) error {
	var batch []measure.Sample
	select {
	case batch = <-p.free:
	case <-p.done:
		return errStopped
	}
	batch = batch[:rows]
	if err := fill(batch); err != nil {
		return err
	}
	select {
	case p.full <- batch:
		return nil
	case <-p.done:
		return errStopped
	}
}

func (p *pipe) finish(err error) {
	p.err = err
	close(p.full)
}

// stop ends the reader and waits for it.
func (p *pipe) stop() {
	close(p.done)
	for range p.full { // until finish
	}
}

// read opens the file and sends its row groups one after the other. The Parquet
// library panics on some damaged files, which is an error to our user.
func (s stored) read(send func(int, func([]measure.Sample) error) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not a readable Parquet file: %v", r)
		}
	}()
	file, err := os.Open(s.path)
	if err != nil {
		return errors.Unwrap(err) // the path is said once
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	parsed, err := parquet.OpenFile(file, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return err
	}
	for _, group := range parsed.RowGroups() {
		if err := s.readGroup(parsed.Schema(), group, send); err != nil {
			return err
		}
	}
	return nil
}

// readGroup sends the rows of a row group in batches.
func (s stored) readGroup(schema *parquet.Schema, group parquet.RowGroup, send func(int, func([]measure.Sample) error) error) error {
	columns, err := s.columns(schema, group)
	defer func() {
		for _, c := range columns {
			c.close()
		}
	}()
	if err != nil {
		return err
	}
	for left := group.NumRows(); left > 0; {
		rows := int(min(left, batchRows))
		err := send(rows, func(batch []measure.Sample) error {
			for _, c := range columns {
				if err := c.fill(batch); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		left -= int64(rows)
	}
	return nil
}

// columns opens the columns of a row group that are asked for.
func (s stored) columns(schema *parquet.Schema, group parquet.RowGroup) ([]*column, error) {
	chunks := group.ColumnChunks()
	var out []*column
	for _, f := range fields {
		if f.with < s.with {
			continue
		}
		leaf, ok := schema.Lookup(f.name)
		if !ok && slices.Contains(addedLater, f.name) {
			continue
		}
		if !ok {
			return out, fmt.Errorf("it has no column %s", f.name)
		}
		if leaf.Node.Type().Kind() != f.kind || !leaf.Node.Required() {
			return out, fmt.Errorf("its column %s is %s, not %s", f.name, leaf.Node.Type(), f.kind)
		}
		out = append(out, &column{field: f, pages: chunks[leaf.ColumnIndex].Pages()})
	}
	return out, nil
}

package rundir

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// values are those of some rows of a column; which of the slices is used
// follows from the column's kind.
type values struct {
	ints   []int32 // also codes: positions in names
	longs  []int64
	floats []float64

	bits []byte // one a row, from bit on
	bit  int

	names   []string // of a page with a dictionary
	text    []byte   // of one without, cut at offsets
	offsets []uint32
}

// slice is the rows from to until.
func (v values) slice(from, until int) values {
	switch {
	case v.ints != nil:
		v.ints = v.ints[from:until]
	case v.longs != nil:
		v.longs = v.longs[from:until]
	case v.floats != nil:
		v.floats = v.floats[from:until]
	case v.bits != nil:
		v.bit += from
	default:
		v.offsets = v.offsets[from : until+1]
	}
	return v
}

// column reads one column of a row group page by page.
type column struct {
	field
	pages  parquet.Pages
	page   parquet.Page
	values values
	at, n  int // next row of the page, and its rows
	names  []string
}

// fill sets the column's field of the next len(batch) rows.
func (c *column) fill(batch []measure.Sample) error {
	for len(batch) > 0 {
		for c.at == c.n {
			if err := c.next(); err != nil {
				return fmt.Errorf("column %s: %w", c.name, err)
			}
		}
		n := min(len(batch), c.n-c.at)
		c.set(batch[:n], c.values.slice(c.at, c.at+n))
		c.at += n
		batch = batch[n:]
	}
	return nil
}

// next goes to the next page.
func (c *column) next() error {
	parquet.Release(c.page)
	c.page = nil
	page, err := c.pages.ReadPage()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("it ends before the others")
		}
		return err
	}
	c.page, c.at, c.n = page, 0, int(page.NumRows())
	return c.decode()
}

// decode finds the typed values of the page and checks that all are there.
func (c *column) decode() error {
	data, have := c.page.Data(), 0
	c.values = values{}
	switch dictionary := c.page.Dictionary(); {
	case dictionary != nil && c.kind == parquet.ByteArray:
		c.values.ints = data.Int32()
		if err := c.lookUp(dictionary); err != nil {
			return err
		}
		have = len(c.values.ints)
	case dictionary != nil:
		return errors.New("a number with a dictionary")
	case c.kind == parquet.ByteArray:
		c.values.text, c.values.offsets = data.ByteArray()
		have = len(c.values.offsets) - 1
	case c.kind == parquet.Int32:
		c.values.ints = data.Int32()
		have = len(c.values.ints)
	case c.kind == parquet.Int64:
		c.values.longs = data.Int64()
		have = len(c.values.longs)
	case c.kind == parquet.Double:
		c.values.floats = data.Double()
		have = len(c.values.floats)
	default:
		c.values.bits = data.Boolean()
		have = 8 * len(c.values.bits)
	}
	if have < c.n {
		return fmt.Errorf("a page of %d rows has %d values", c.n, have)
	}
	return nil
}

// lookUp reads the dictionary, once, and checks that the page's codes are in it.
func (c *column) lookUp(dictionary parquet.Dictionary) error {
	if len(c.names) != dictionary.Len() {
		c.names = make([]string, dictionary.Len())
		for i := range c.names {
			c.names[i] = dictionary.Index(int32(i)).Clone().String()
		}
	}
	c.values.names = c.names
	for _, code := range c.values.ints {
		if code < 0 || int(code) >= len(c.names) {
			return fmt.Errorf("a value is not in the dictionary of %d", len(c.names))
		}
	}
	return nil
}

func (c *column) close() {
	parquet.Release(c.page)
	_ = c.pages.Close()
}

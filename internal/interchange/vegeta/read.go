package vegeta

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Error is a fault in a results file, and where it is.
type Error struct {
	Record int // from 1; 0 where the file as a whole is meant
	Err    error
}

// Error says what is wrong and where.
func (e *Error) Error() string {
	if e.Record == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("record %d: %v", e.Record, e.Err)
}

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Record is a result as it was read.
type Record struct {
	Origin
	// Sample is the result as a sample of the load phase. vegeta knows only one
	// time of sending, so that Intended and Sent are the same.
	Sample measure.Sample
}

// Reader reads a results file. It holds one record at a time.
type Reader struct {
	Encoding Encoding

	decode  decoder
	records int
	reasons map[string]bool
}

// NewReader makes a Reader of a results file. The encoding is detected where it
// is "".
func NewReader(r io.Reader, encoding Encoding) (*Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	detected, err := detect(buffered)
	if err != nil {
		return nil, &Error{Err: err}
	}
	if encoding == "" {
		encoding = detected
	}
	return &Reader{Encoding: encoding, decode: newDecoder(buffered, encoding), reasons: map[string]bool{}}, nil
}

// Next reads the next record. It returns io.EOF after the last one, and an
// *Error for what is not one; nothing can be read after that.
func (r *Reader) Next() (Record, error) {
	record, err := r.next()
	switch {
	case err == nil:
		r.records++
		return record, nil
	case errors.Is(err, io.EOF) && r.records > 0:
		return Record{}, io.EOF
	case errors.Is(err, io.EOF):
		err = errEmpty
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("it is cut short or damaged")
	}
	if r.records == 0 {
		return Record{}, &Error{Err: fmt.Errorf("not a results file of vegeta: as %s, record 1: %w", r.Encoding, err)}
	}
	return Record{}, &Error{Record: r.records + 1, Err: err}
}

// next guards against panics of the decoders, which read what may be hostile.
func (r *Reader) next() (record Record, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it cannot be decoded: %v", p)
		}
	}()
	var in result
	if err := r.decode(&in); err != nil {
		return Record{}, err
	}
	if err := in.check(); err != nil {
		return Record{}, err
	}
	return r.record(&in), nil
}

// The longest names and addresses that are kept, in bytes; they are kept once
// for each attack.
const (
	maxAttackName = 256
	maxURL        = 4096
)

var (
	earliest = time.Unix(0, 1)
	latest   = time.Unix(0, math.MaxInt64) // in the year 2262
)

// check refuses what no attack measures, and what samples.parquet cannot hold.
func (in *result) check() error {
	switch {
	case in.Timestamp.IsZero():
		return errors.New("it has no timestamp")
	case in.Timestamp.Before(earliest), in.Timestamp.After(latest):
		return fmt.Errorf("its timestamp %s is out of range", in.Timestamp.UTC().Format(time.RFC3339))
	case in.Latency < 0:
		return fmt.Errorf("its latency %s is negative", in.Latency)
	case in.Seq > math.MaxInt64, in.BytesIn > math.MaxInt64, in.BytesOut > math.MaxInt64:
		return errors.New("its sequence number or sizes are out of range")
	case len(in.Attack) > maxAttackName:
		return fmt.Errorf("the name of its attack is longer than %d bytes", maxAttackName)
	case len(in.URL) > maxURL || len(in.Method) > maxURL:
		return fmt.Errorf("its URL is longer than %d bytes", maxURL)
	}
	return nil
}

func (r *Reader) record(in *result) Record {
	at := in.Timestamp.UTC()
	out := Record{
		Origin: Origin{Attack: in.Attack, Method: in.Method, URL: in.URL},
		Sample: measure.Sample{
			Seq: int(in.Seq), Phase: measure.PhaseLoad, Cold: measure.ColdNone, Status: int(in.Code),
			Intended: at, Sent: at, End: at.Add(in.Latency),
			BytesOut: int64(in.BytesOut), BytesIn: int64(in.BytesIn),
		},
	}
	outcome, reason := outcomeOf(int(in.Code), in.Error)
	out.Sample.Outcome, out.Sample.Reason = outcome, r.known(reason)
	return out
}

// maxReasons is how many different reasons of failures are told apart: a
// report lists them, and error texts may differ in every record.
const maxReasons = 100

func (r *Reader) known(reason string) string {
	if !r.reasons[reason] {
		if len(r.reasons) >= maxReasons {
			return "another reason"
		}
		r.reasons[reason] = true
	}
	return reason
}

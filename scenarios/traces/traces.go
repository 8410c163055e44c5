// Package traces reads recorded arrivals: a list of timestamps, counts per
// minute, or the invocations of the Azure Functions trace of 2019. It knows
// the files alone: what part of one is replayed, and how fast, is the
// scenario's business.
package traces

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"time"
)

// Format is the kind of a trace file.
type Format string

// The formats.
const (
	// Timestamps is one arrival a line: the first column, in RFC 3339 or in
	// seconds.
	Timestamps Format = "timestamps"
	// MinuteBuckets is the number of arrivals of each minute, in a column or in
	// a row.
	MinuteBuckets Format = "minute-buckets"
	// Azure2019 is the invocations of a day, one function a line.
	// https://github.com/Azure/AzurePublicDataset/blob/master/AzureFunctionsDataset2019.md
	Azure2019 Format = "azure-2019"
)

// Formats lists the formats.
func Formats() []Format { return []Format{Timestamps, MinuteBuckets, Azure2019} }

// Bounds on what is read. A file is read line by line: only the arrivals are
// held, eight bytes for each timestamp or minute.
const (
	MaxBytes    = 1 << 30
	MaxLine     = 64 << 10   // bytes; a day of Azure's counts takes about 10 kB
	MaxArrivals = 10_000_000 // timestamps
	MaxMinutes  = 366 * 24 * 60
	maxAMinute  = 60_000_000
)

// Trace is what a file holds: Times, or counts for a trace in minutes.
type Trace struct {
	Times   []time.Duration // since the first one, in order
	Minutes []int           // arrivals of each
	Digest  string          // of the whole file: "sha256:" and 64 hex digits
}

// Error is a mistake in a trace file.
type Error struct {
	File string // as the user named it
	Line int    // from 1; 0 when the mistake has no place in the file
	Msg  string // what is wrong
	Hint string // what to do
}

// Error prints file:line: message.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Msg
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg)
}

// ReadFile reads the trace file at path, which errors call name. function
// chooses one of an Azure2019 file. Mistakes in the file are an *Error; one
// that cannot be opened is an *os.PathError.
func ReadFile(path, name string, format Format, function string) (*Trace, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &Error{File: name, Msg: "this is not a file", Hint: "name a file that holds the trace"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return Read(f, name, format, function)
}

// Read reads a trace, which errors call name.
func Read(r io.Reader, name string, format Format, function string) (*Trace, error) {
	return readUpTo(MaxBytes, r, name, format, function)
}

func readUpTo(limit int64, r io.Reader, name string, format Format, function string) (*Trace, error) {
	sum := sha256.New()
	limited := &io.LimitedReader{R: r, N: limit + 1}
	l := newLines(io.TeeReader(limited, sum), name)
	var t Trace
	switch format {
	case MinuteBuckets:
		t.Minutes = readMinutes(l)
	case Azure2019:
		t.Minutes = readAzure(l, function)
	default:
		t.Times = readTimestamps(l)
	}
	if limited.N == 0 {
		l.err = &Error{File: name, Msg: "the file is larger than 1 GB", Hint: "cut it down to the part that is to be replayed"}
	}
	if l.err != nil {
		return nil, l.err
	}
	t.Digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return &t, nil
}

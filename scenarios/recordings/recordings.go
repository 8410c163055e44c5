// Package recordings reads what was recorded of a function elsewhere: a CSV
// file with one row an invocation, or one with the mean duration of each
// memory size. It knows the files alone: how answers are drawn from one is the
// runner's business.
package recordings

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"time"
)

// Bounds on what is read: a row takes about a hundred bytes of memory.
const (
	MaxBytes = 256 << 20
	MaxRows  = 2_000_000
)

// Columns are the figures that a file may hold, by our names. Samples have all
// but MeanDuration, profiles have Memory and MeanDuration alone.
const (
	Memory       = "memory_mb"        // size, in MB of 2^20 bytes
	Duration     = "duration_ms"      // handler's run, init not in it
	Init         = "init_ms"          // init phase; empty or 0 for none
	Billed       = "billed_ms"        // what was billed, init in it
	MaxMemory    = "max_memory_mb"    // the most memory used
	Cold         = "cold"             // whether it was a cold start
	Failure      = "error"            // how it failed; empty for a success
	Environment  = "environment"      // id of what served it
	MeanDuration = "mean_duration_ms" // of a profile
)

// SampleColumns lists the columns of a file of samples.
func SampleColumns() []string {
	return []string{Memory, Duration, Init, Billed, MaxMemory, Cold, Failure, Environment}
}

// ProfileColumns lists the columns of a profile.
func ProfileColumns() []string { return []string{Memory, MeanDuration} }

// Selection says where in a file the figures are.
type Selection struct {
	// Profile is true for a file of means, false for one of samples.
	Profile bool
	// Columns gives the place of one of our columns: a column of the file, or
	// one of numbers "divided / 1000" or "multiplied * 1000". A column that is
	// not among them has our name in the file, or is not there.
	Columns map[string]string
	// Where keeps the rows that have these texts in these columns of the file.
	Where map[string]string
}

// Row is one recorded invocation, or the mean of a size in a profile.
type Row struct {
	Duration    time.Duration // above 0; of what was throttled, the time until the answer
	Init        time.Duration // 0 without one
	Billed      time.Duration // 0 where the file does not tell
	MaxMemoryMB int           // 0 where the file does not tell
	// Cold is none, waited, proactive, provisioned, restored or reinit, as
	// measure.Cold has them.
	Cold string
	// Error is "" for a success, else function, oom, timeout, throttle or
	// transport, as measure.Outcome has them.
	Error       string
	Reason      string // the file's own word for the error
	Environment string // "" where the file does not tell
}

// Waited reports whether the caller of the invocation waited for its cold start.
func (r Row) Waited() bool { return r.Cold == "waited" || r.Cold == "restored" || r.Cold == "reinit" }

// Recording is what a file holds.
type Recording struct {
	Sizes []int         // memory in MB, ascending; never empty
	Rows  map[int][]Row // by size, in the order of the file; a profile has one each
	Count int           // of all rows
	// LeftOut counts the rows that were to be kept and hold no time.
	LeftOut int
	Digest  string // of the whole file: "sha256:" and 64 hex digits
}

// Error is a mistake in a recording, or in what was selected of it.
type Error struct {
	File string // as the user named it
	Line int    // from 1; 0 when the mistake has no place in the file
	Msg  string // what is wrong
	Hint string // what to do

	// Columns or Where is the key of the Selection that is wrong, if one is.
	Columns, Where string
}

// Error prints file:line: message.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Msg
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg)
}

// ReadFile reads the recording at path, which errors call name. Mistakes in
// the file or the selection are an *Error; a file that cannot be opened is an
// *os.PathError.
func ReadFile(path, name string, s Selection) (*Recording, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &Error{File: name, Msg: "this is not a file", Hint: "name a CSV file"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return Read(f, name, s)
}

// Read reads a recording, which errors call name. Its mistakes are an *Error.
func Read(r io.Reader, name string, s Selection) (*Recording, error) {
	sum := sha256.New()
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	table, err := newTable(io.TeeReader(limited, sum), name, s)
	if err != nil {
		return nil, err
	}
	recording, err := table.read()
	if limited.N == 0 {
		return nil, &Error{File: name, Msg: "the file is larger than 256 MB", Hint: "cut it down to what is to be replayed"}
	}
	if err != nil {
		return nil, err
	}
	recording.Digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return recording, nil
}

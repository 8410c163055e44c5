package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports/csv"
)

var variants = []rundir.Variant{{Label: "=512 MB", Target: "api", MemoryMB: 512, Architecture: "arm64"}}

func sample() measure.Sample {
	at := time.Date(2026, 11, 22, 15, 4, 5, 123_456_789, time.UTC)
	return measure.Sample{
		Phase: measure.PhaseLoad, Intended: at, Sent: at.Add(80 * time.Microsecond), End: at.Add(1500 * time.Microsecond),
		Outcome: measure.OutcomeFunction, Reason: "@bad\r\n\"name\"", Duration: 1250 * time.Microsecond, Billed: 2 * time.Millisecond,
	}
}

func TestSamples(t *testing.T) {
	var b bytes.Buffer
	out := csv.NewSamples(&b, variants)
	s := sample()
	for range 3 {
		if err := out.Write(&s); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	rows := table(t, b.String())
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for name, want := range map[string]string{
		"label": "'=512 MB", "memory_mb": "512", "intended_at": "2026-11-22T15:04:05.123456789Z", "latency_us": "1500", "service_us": "1420",
		"send_lag_us": "80", "duration_ms": "1.25", "billed_ms": "2", "init_ms": "0", "outcome": "function", "reason": "'@bad \"name\"", "http_status": "",
	} {
		if got := rows[2][name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// Whatever a reason or an environment holds, a sample is a row, and no cell
// begins a formula.
func TestNothingBreaksOutOfSamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		out := csv.NewSamples(&b, variants)
		s := sample()
		for _, into := range []*string{&s.Reason, &s.Environment, &s.Payload, &s.RequestID, &s.TraceID} {
			*into = rapid.SampledFrom([]string{"", "=", "\r\n-", "\",\"@", "\x1b[2J+"}).Draw(t, "start") + rapid.String().Draw(t, "text")
		}
		if err := errors.Join(out.Write(&s), out.Flush()); err != nil {
			t.Fatal(err)
		}
		rows := table(t, b.String())
		if len(rows) != 1 {
			t.Fatalf("%d rows for a sample", len(rows))
		}
		for name, cell := range rows[0] {
			if strings.IndexFunc(cell, unicode.IsControl) >= 0 || cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Fatalf("%s: %q", name, cell)
			}
		}
	})
}

// The columns are those of samples.parquet, but for the variant's number.
func TestSampleColumnsAreTheParquets(t *testing.T) {
	dir, err := rundir.Create(t.TempDir() + "/run")
	if err != nil {
		t.Fatal(err)
	}
	samples, err := dir.CreateSamples(variants)
	if err == nil {
		err = samples.Write(sample())
	}
	if err == nil {
		err = samples.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	data := dirFile(t, dir)
	var b bytes.Buffer
	if err := csv.NewSamples(&b, variants).Flush(); err != nil {
		t.Fatal(err)
	}
	header, err := stdcsv.NewReader(&b).Read()
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, field := range data.Schema().Fields() {
		if field.Name() != "variant" {
			columns = append(columns, field.Name())
		}
	}
	if !slices.Equal(header, columns) {
		t.Errorf("the columns are\n%v, those of samples.parquet\n%v", header, columns)
	}
}

func dirFile(t *testing.T, dir rundir.Dir) *parquet.File {
	t.Helper()
	file, err := os.Open(dir.Path(rundir.SamplesFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(file, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What is held in memory does not grow with the samples: what is written has
// gone out but for a buffer.
func TestSamplesStream(t *testing.T) {
	var b bytes.Buffer
	out := csv.NewSamples(&b, variants)
	s := sample()
	written := 0
	for n := range 1000 {
		s.RequestID = fmt.Sprint(n)
		if err := out.Write(&s); err != nil {
			t.Fatal(err)
		}
		written = max(written, strings.Count(b.String(), "\n"))
	}
	if written < 900 {
		t.Errorf("only %d of 1000 rows have gone out", written)
	}
	if err := csv.NewSamples(failingWriter{}, variants).Flush(); err == nil {
		t.Error("a failing writer went unnoticed")
	}
}

package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// sampleColumns are those of samples.parquet, by the same names.
var sampleColumns = []struct {
	name string
	cell func(s *measure.Sample, v rundir.Variant) string
}{
	{"label", func(_ *measure.Sample, v rundir.Variant) string { return Text(v.Label) }},
	{"target", func(_ *measure.Sample, v rundir.Variant) string { return Text(v.Target) }},
	{"memory_mb", func(_ *measure.Sample, v rundir.Variant) string { return known(v.MemoryMB) }},
	{"architecture", func(_ *measure.Sample, v rundir.Variant) string { return Text(v.Architecture) }},
	{"block", of(func(s *measure.Sample) string { return strconv.Itoa(s.Block) })},
	{"round", of(func(s *measure.Sample) string { return strconv.Itoa(s.Round) })},
	{"seq", of(func(s *measure.Sample) string { return strconv.Itoa(s.Seq) })},
	{"phase", of(func(s *measure.Sample) string { return Text(string(s.Phase)) })},
	{"payload", of(func(s *measure.Sample) string { return Text(s.Payload) })},
	{"intended_at", of(func(s *measure.Sample) string { return s.Intended.UTC().Format(time.RFC3339Nano) })},
	{"latency_us", of(func(s *measure.Sample) string { return micros(s.Latency()) })},
	{"service_us", of(func(s *measure.Sample) string { return micros(s.Service()) })},
	{"send_lag_us", of(func(s *measure.Sample) string { return micros(s.SendLag()) })},
	{"worker_free", of(func(s *measure.Sample) string { return flag(s.WorkerFree) })},
	{"outcome", of(func(s *measure.Sample) string { return Text(string(s.Outcome)) })},
	{"reason", of(func(s *measure.Sample) string { return Text(s.Reason) })},
	{"http_status", of(func(s *measure.Sample) string { return known(s.Status) })},
	{"environment", of(func(s *measure.Sample) string { return Text(s.Environment) })},
	{"request_id", of(func(s *measure.Sample) string { return Text(s.RequestID) })},
	{"cold", of(func(s *measure.Sample) string { return Text(string(s.Cold)) })},
	{"init_ms", of(func(s *measure.Sample) string { return millis(s.Init) })},
	{"duration_ms", of(func(s *measure.Sample) string { return millis(s.Duration) })},
	{"billed_ms", of(func(s *measure.Sample) string { return millis(s.Billed) })},
	{"max_memory_used_mb", of(func(s *measure.Sample) string { return known(s.MaxMemoryMB) })},
	{"dns_us", of(func(s *measure.Sample) string { return micros(s.DNS) })},
	{"connect_us", of(func(s *measure.Sample) string { return micros(s.Connect) })},
	{"tls_us", of(func(s *measure.Sample) string { return micros(s.TLS) })},
	{"first_byte_us", of(func(s *measure.Sample) string { return micros(s.FirstByte) })},
	{"trace_id", of(func(s *measure.Sample) string { return Text(s.TraceID) })},
	{"bytes_out", of(func(s *measure.Sample) string { return strconv.FormatInt(s.BytesOut, 10) })},
	{"bytes_in", of(func(s *measure.Sample) string { return strconv.FormatInt(s.BytesIn, 10) })},
	{"log_bytes", of(func(s *measure.Sample) string { return strconv.FormatInt(s.LogBytes, 10) })},
	{"gateway_us", of(func(s *measure.Sample) string { return micros(s.Gateway) })},
	{"estimated", of(func(s *measure.Sample) string { return flag(s.Estimated) })},
	{"contended", of(func(s *measure.Sample) string { return flag(s.Contended) })},
}

func of(cell func(*measure.Sample) string) func(*measure.Sample, rundir.Variant) string {
	return func(s *measure.Sample, _ rundir.Variant) string { return cell(s) }
}

func micros(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }

func millis(d time.Duration) string { return number(float64(d) / float64(time.Millisecond)) }

// Samples writes samples, a row each, with the columns of samples.parquet. It
// holds one row in memory.
type Samples struct {
	out      *csv.Writer
	variants []rundir.Variant
	record   []string
}

// NewSamples begins a table of samples of these variants.
func NewSamples(w io.Writer, variants []rundir.Variant) *Samples {
	s := &Samples{out: csv.NewWriter(w), variants: variants}
	s.out.UseCRLF = true
	for _, c := range sampleColumns {
		s.record = append(s.record, c.name)
	}
	_ = s.out.Write(s.record) // its error comes with the next one's
	return s
}

// Write adds a sample.
func (s *Samples) Write(sample *measure.Sample) error {
	for i, c := range sampleColumns {
		s.record[i] = c.cell(sample, s.variants[sample.Variant])
	}
	if err := s.out.Write(s.record); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// Flush writes what is still held back.
func (s *Samples) Flush() error {
	s.out.Flush()
	if err := s.out.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

package rundir

import (
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Fields is what a reader of samples wants to know of each: reading less is
// faster.
type Fields int

// The fields that can be asked for.
const (
	AllFields      Fields = iota
	BytesFields           // what a summary is made of that prices bytes
	SummaryFields         // what any other summary is made of
	TimelineFields        // what LatencyFields has, the block, and when it was sent
	LatencyFields         // variant, phase, outcome, cold start, and when it was to be sent and ended
)

// field is a column of samples.parquet and how it gets into samples.
type field struct {
	name string
	kind parquet.Kind
	with Fields // the smallest set that has it; the sets are ordered from large to small
	set  func(batch []measure.Sample, v values)
}

// addedLater are the columns that files of earlier versions lack.
var addedLater = []string{"log_bytes", "gateway_us", "estimated"}

// fields are in the order in which they are set: what is stored as a distance
// from intended_at comes after it.
var fields = []field{
	{"variant", parquet.Int32, LatencyFields, ints(func(s *measure.Sample, v int32) { s.Variant = int(v) })},
	{"phase", parquet.ByteArray, LatencyFields, texts(func(s *measure.Sample, v string) { s.Phase = measure.Phase(v) })},
	{"outcome", parquet.ByteArray, LatencyFields, texts(func(s *measure.Sample, v string) { s.Outcome = measure.Outcome(v) })},
	{"cold", parquet.ByteArray, LatencyFields, texts(func(s *measure.Sample, v string) { s.Cold = measure.Cold(v) })},
	{"intended_at", parquet.Int64, LatencyFields, longs(func(s *measure.Sample, v int64) { s.Intended = time.Unix(0, v).UTC() })},
	{"latency_us", parquet.Int64, LatencyFields, longs(func(s *measure.Sample, v int64) { s.End = s.Intended.Add(us(v)) })},

	{"block", parquet.Int32, TimelineFields, ints(func(s *measure.Sample, v int32) { s.Block = int(v) })},
	{"send_lag_us", parquet.Int64, TimelineFields, longs(func(s *measure.Sample, v int64) { s.Sent = s.Intended.Add(us(v)) })},
	{"worker_free", parquet.Boolean, SummaryFields, flags(func(s *measure.Sample, v bool) { s.WorkerFree = v })},
	{"payload", parquet.ByteArray, SummaryFields, texts(func(s *measure.Sample, v string) { s.Payload = v })},
	{"reason", parquet.ByteArray, SummaryFields, texts(func(s *measure.Sample, v string) { s.Reason = v })},
	{"environment", parquet.ByteArray, SummaryFields, texts(func(s *measure.Sample, v string) { s.Environment = v })},
	{"init_ms", parquet.Double, SummaryFields, floats(func(s *measure.Sample, v float64) { s.Init = duration(v) })},
	{"duration_ms", parquet.Double, SummaryFields, floats(func(s *measure.Sample, v float64) { s.Duration = duration(v) })},
	{"billed_ms", parquet.Double, SummaryFields, floats(func(s *measure.Sample, v float64) { s.Billed = duration(v) })},
	{"max_memory_used_mb", parquet.Int32, SummaryFields, ints(func(s *measure.Sample, v int32) { s.MaxMemoryMB = int(v) })},
	{"contended", parquet.Boolean, SummaryFields, flags(func(s *measure.Sample, v bool) { s.Contended = v })},
	{"estimated", parquet.Boolean, SummaryFields, flags(func(s *measure.Sample, v bool) { s.Estimated = v })},
	{"gateway_us", parquet.Int64, SummaryFields, longs(func(s *measure.Sample, v int64) { s.Gateway = us(v) })},

	{"bytes_out", parquet.Int64, BytesFields, longs(func(s *measure.Sample, v int64) { s.BytesOut = v })},
	{"bytes_in", parquet.Int64, BytesFields, longs(func(s *measure.Sample, v int64) { s.BytesIn = v })},
	{"log_bytes", parquet.Int64, BytesFields, longs(func(s *measure.Sample, v int64) { s.LogBytes = v })},

	{"round", parquet.Int32, AllFields, ints(func(s *measure.Sample, v int32) { s.Round = int(v) })},
	{"seq", parquet.Int64, AllFields, longs(func(s *measure.Sample, v int64) { s.Seq = int(v) })},
	{"http_status", parquet.Int32, AllFields, ints(func(s *measure.Sample, v int32) { s.Status = int(v) })},
	{"request_id", parquet.ByteArray, AllFields, texts(func(s *measure.Sample, v string) { s.RequestID = v })},
	{"trace_id", parquet.ByteArray, AllFields, texts(func(s *measure.Sample, v string) { s.TraceID = v })},
	{"dns_us", parquet.Int64, AllFields, longs(func(s *measure.Sample, v int64) { s.DNS = us(v) })},
	{"connect_us", parquet.Int64, AllFields, longs(func(s *measure.Sample, v int64) { s.Connect = us(v) })},
	{"tls_us", parquet.Int64, AllFields, longs(func(s *measure.Sample, v int64) { s.TLS = us(v) })},
	{"first_byte_us", parquet.Int64, AllFields, longs(func(s *measure.Sample, v int64) { s.FirstByte = us(v) })},
}

// The functions below make a setter of a whole batch of one of a sample.

func ints(set func(*measure.Sample, int32)) func([]measure.Sample, values) {
	return func(batch []measure.Sample, v values) {
		for i, n := range v.ints {
			set(&batch[i], n)
		}
	}
}

func longs(set func(*measure.Sample, int64)) func([]measure.Sample, values) {
	return func(batch []measure.Sample, v values) {
		for i, n := range v.longs {
			set(&batch[i], n)
		}
	}
}

func floats(set func(*measure.Sample, float64)) func([]measure.Sample, values) {
	return func(batch []measure.Sample, v values) {
		for i, n := range v.floats {
			set(&batch[i], n)
		}
	}
}

func flags(set func(*measure.Sample, bool)) func([]measure.Sample, values) {
	return func(batch []measure.Sample, v values) {
		for i := range batch {
			at := v.bit + i
			set(&batch[i], v.bits[at/8]>>(at%8)&1 != 0)
		}
	}
}

func texts(set func(*measure.Sample, string)) func([]measure.Sample, values) {
	return func(batch []measure.Sample, v values) {
		if v.names == nil {
			for i := range batch {
				set(&batch[i], string(v.text[v.offsets[i]:v.offsets[i+1]]))
			}
			return
		}
		for i, code := range v.ints {
			set(&batch[i], v.names[code])
		}
	}
}

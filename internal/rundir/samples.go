package rundir

import (
	"errors"
	"math"
	"os"
	"sync"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// row is a sample as it is stored: units in the column names, so that DuckDB
// and pandas users need no manual.
type row struct {
	Variant      int32     `parquet:"variant"`
	Label        string    `parquet:"label,dict"`
	Target       string    `parquet:"target,dict"`
	MemoryMB     int32     `parquet:"memory_mb"`
	Architecture string    `parquet:"architecture,dict"`
	Block        int32     `parquet:"block"`
	Round        int32     `parquet:"round"`
	Seq          int64     `parquet:"seq"`
	Phase        string    `parquet:"phase,dict"`
	Payload      string    `parquet:"payload,dict"`
	IntendedAt   time.Time `parquet:"intended_at,timestamp(nanosecond)"`
	LatencyUS    int64     `parquet:"latency_us"`
	ServiceUS    int64     `parquet:"service_us"`
	SendLagUS    int64     `parquet:"send_lag_us"`
	WorkerFree   bool      `parquet:"worker_free"`
	Outcome      string    `parquet:"outcome,dict"`
	Reason       string    `parquet:"reason,dict"`
	Status       int32     `parquet:"http_status"`
	Environment  string    `parquet:"environment,dict"`
	RequestID    string    `parquet:"request_id"`
	Cold         string    `parquet:"cold,dict"`
	InitMS       float64   `parquet:"init_ms"`
	DurationMS   float64   `parquet:"duration_ms"`
	BilledMS     float64   `parquet:"billed_ms"`
	MaxMemoryMB  int32     `parquet:"max_memory_used_mb"`
	DNSUS        int64     `parquet:"dns_us"`
	ConnectUS    int64     `parquet:"connect_us"`
	TLSUS        int64     `parquet:"tls_us"`
	FirstByteUS  int64     `parquet:"first_byte_us"`
	TraceID      string    `parquet:"trace_id"`
	BytesOut     int64     `parquet:"bytes_out"`
	BytesIn      int64     `parquet:"bytes_in"`
	Contended    bool      `parquet:"contended"`
}

// Samples writes samples.parquet. It is safe for concurrent use. The file can
// be read once it is closed.
type Samples struct {
	variants []Variant

	mu     sync.Mutex
	file   *os.File
	writer *parquet.GenericWriter[row]
	err    error // first failure: nothing is written after it
}

// CreateSamples starts samples.parquet; variants are those of the plan, in its
// order.
func (d Dir) CreateSamples(variants []Variant) (*Samples, error) {
	file, err := os.OpenFile(d.Path(SamplesFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	writer := parquet.NewGenericWriter[row](file, parquet.Compression(&parquet.Zstd))
	return &Samples{variants: variants, file: file, writer: writer}, nil
}

// Write appends samples. The error is that of the first write that failed.
func (w *Samples) Write(samples ...measure.Sample) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range samples {
		if w.err != nil {
			return w.err
		}
		_, w.err = w.writer.Write([]row{w.row(&samples[i])})
	}
	return w.err
}

// Flush ends a row group: what came before it is on disk.
func (w *Samples) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = w.writer.Flush()
	}
	return w.err
}

// Close finishes the file.
func (w *Samples) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.err, w.writer.Close(), w.file.Close())
}

func (w *Samples) row(s *measure.Sample) row {
	v := w.variants[s.Variant]
	return row{
		Variant: int32(s.Variant), Label: v.Label, Target: v.Target, MemoryMB: int32(v.MemoryMB), Architecture: v.Architecture,
		Block: int32(s.Block), Round: int32(s.Round), Seq: int64(s.Seq), Phase: string(s.Phase), Payload: s.Payload,
		IntendedAt: s.Intended.UTC(), LatencyUS: s.Latency().Microseconds(), ServiceUS: s.Service().Microseconds(),
		SendLagUS: s.SendLag().Microseconds(), WorkerFree: s.WorkerFree,
		Outcome: string(s.Outcome), Reason: s.Reason, Status: int32(s.Status),
		Environment: s.Environment, RequestID: s.RequestID, Cold: string(s.Cold),
		InitMS: ms(s.Init), DurationMS: ms(s.Duration), BilledMS: ms(s.Billed), MaxMemoryMB: int32(s.MaxMemoryMB),
		DNSUS: s.DNS.Microseconds(), ConnectUS: s.Connect.Microseconds(), TLSUS: s.TLS.Microseconds(),
		FirstByteUS: s.FirstByte.Microseconds(), TraceID: s.TraceID,
		BytesOut: s.BytesOut, BytesIn: s.BytesIn, Contended: s.Contended,
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func us(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

// duration takes ms back to the nanosecond that they were made of.
func duration(ms float64) time.Duration {
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}

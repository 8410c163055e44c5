package rundir

import (
	"math"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// row is a sample as it is stored: units in the column names, so that DuckDB
// and pandas users need no manual. Numbers are stored as differences (delta),
// and texts that come again as numbers (dict): half the bytes, and less work
// than to compress them as they are.
type row struct {
	Variant      int32     `parquet:"variant,delta"`
	Label        string    `parquet:"label,dict"`
	Target       string    `parquet:"target,dict"`
	MemoryMB     int32     `parquet:"memory_mb,delta"`
	Architecture string    `parquet:"architecture,dict"`
	Block        int32     `parquet:"block,delta"`
	Round        int32     `parquet:"round,delta"`
	Seq          int64     `parquet:"seq,delta"`
	Phase        string    `parquet:"phase,dict"`
	Payload      string    `parquet:"payload,dict"`
	IntendedAt   time.Time `parquet:"intended_at,timestamp(nanosecond),delta"`
	LatencyUS    int64     `parquet:"latency_us,delta"`
	ServiceUS    int64     `parquet:"service_us,delta"`
	SendLagUS    int64     `parquet:"send_lag_us,delta"`
	WorkerFree   bool      `parquet:"worker_free"`
	Outcome      string    `parquet:"outcome,dict"`
	Reason       string    `parquet:"reason,dict"`
	Status       int32     `parquet:"http_status,delta"`
	Environment  string    `parquet:"environment,dict"`
	RequestID    string    `parquet:"request_id"`
	Cold         string    `parquet:"cold,dict"`
	InitMS       float64   `parquet:"init_ms"`
	DurationMS   float64   `parquet:"duration_ms"`
	BilledMS     float64   `parquet:"billed_ms"`
	MaxMemoryMB  int32     `parquet:"max_memory_used_mb,delta"`
	DNSUS        int64     `parquet:"dns_us,delta"`
	ConnectUS    int64     `parquet:"connect_us,delta"`
	TLSUS        int64     `parquet:"tls_us,delta"`
	FirstByteUS  int64     `parquet:"first_byte_us,delta"`
	TraceID      string    `parquet:"trace_id"`
	BytesOut     int64     `parquet:"bytes_out,delta"`
	BytesIn      int64     `parquet:"bytes_in,delta"`
	LogBytes     int64     `parquet:"log_bytes,delta"`
	GatewayUS    int64     `parquet:"gateway_us,delta"`
	Estimated    bool      `parquet:"estimated"`
	Contended    bool      `parquet:"contended"`
}

// rowOf is the row of a sample of variant v.
func rowOf(s *measure.Sample, v Variant) row {
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
		BytesOut: s.BytesOut, BytesIn: s.BytesIn, LogBytes: s.LogBytes, GatewayUS: s.Gateway.Microseconds(), Estimated: s.Estimated, Contended: s.Contended,
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func us(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

// duration takes ms back to the nanosecond that they were made of.
func duration(ms float64) time.Duration {
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}

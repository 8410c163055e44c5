package runners

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"iter"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// The names of the header fields that carry a trace.
const (
	TraceParentHeader = "traceparent"     // https://www.w3.org/TR/trace-context/
	XRayHeader        = "X-Amzn-Trace-Id" // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
)

// Trace names the trace that a request is made part of. Both headers write the
// same one: its first four bytes are the time in seconds, as X-Ray wants it.
type Trace struct {
	trace  [16]byte
	parent [8]byte
	as     *scenarios.Tracing
}

// ID is the trace's id as the first of the scenario's headers writes it: 32 hex
// digits, or X-Ray's 1-<8 hex>-<24 hex>.
func (t Trace) ID() string {
	if t.as.Headers[0] == scenarios.TraceXRay {
		return t.root()
	}
	return hex.EncodeToString(t.trace[:])
}

// root is the trace's id as X-Ray writes it.
func (t Trace) root() string {
	return "1-" + hex.EncodeToString(t.trace[:4]) + "-" + hex.EncodeToString(t.trace[4:])
}

// Headers are the header fields that the scenario asks for, name and value.
func (t Trace) Headers() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for _, header := range t.as.Headers {
			name, value := TraceParentHeader, t.parentField()
			if header == scenarios.TraceXRay {
				name, value = XRayHeader, t.xrayField()
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

// parentField is the value of traceparent: version, trace, parent and flags.
func (t Trace) parentField() string {
	flags := "-00"
	if t.as.Sampled {
		flags = "-01"
	}
	return "00-" + hex.EncodeToString(t.trace[:]) + "-" + hex.EncodeToString(t.parent[:]) + flags
}

// xrayField is the value of X-Amzn-Trace-Id. It names no parent: the function is
// where the trace begins.
func (t Trace) xrayField() string {
	if t.as.Sampled {
		return "Root=" + t.root() + ";Sampled=1"
	}
	return "Root=" + t.root() + ";Sampled=0"
}

type traceKey struct{}

// TraceOf is the trace that Invoke makes its request part of; false where the
// scenario asks for none. A runner adds the trace's Headers to its request.
func TraceOf(ctx context.Context) (Trace, bool) {
	t, ok := ctx.Value(traceKey{}).(Trace)
	return t, ok
}

// WithTrace gives ctx the trace that TraceOf returns.
func WithTrace(ctx context.Context, t Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// NewTrace names the trace of one request of a sweep. But for the time it
// depends on the seed and on the request's place alone, and no two requests of
// a sweep get the same.
func NewTrace(as *scenarios.Tracing, seed uint64, block int, phase measure.Phase, seq int, at time.Time) Trace {
	t := Trace{as: as}
	place := uint64(block)<<40 | phaseNumber(phase)<<38 | uint64(seq)
	unique := scramble(place ^ scramble(seed))
	binary.BigEndian.PutUint32(t.trace[:4], uint32(at.Unix()))
	binary.BigEndian.PutUint64(t.trace[4:12], unique)
	binary.BigEndian.PutUint64(t.parent[:], max(1, scramble(unique)))
	copy(t.trace[12:], t.parent[4:])
	return t
}

// phaseNumber tells the phases of a block apart in two bits.
func phaseNumber(p measure.Phase) uint64 {
	switch p {
	case measure.PhaseWarmup:
		return 1
	case measure.PhaseCold:
		return 2
	}
	return 0
}

// scramble maps numbers to numbers one to one, so that neighbours look unlike:
// the finalizer of SplitMix64.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

package vegeta

import (
	"io"

	lib "github.com/tsenart/vegeta/v12/lib"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Origin says in vegeta's words where samples come from.
type Origin struct {
	Attack      string
	Method, URL string // "" where the target is not spoken to by HTTP
}

// Clock says from when on the latency of a result counts.
type Clock int

// The clocks.
const (
	Intended Clock = iota // from the intended send: the sample's latency
	Sent                  // from the actual send: its service time
)

// Writer writes samples as vegeta's results.
type Writer struct {
	encode lib.Encoder
	clock  Clock
}

// NewWriter makes a Writer. It writes to w once or more for every sample: w
// should be buffered.
func NewWriter(w io.Writer, encoding Encoding, clock Clock) *Writer {
	encoders := map[Encoding]func(io.Writer) lib.Encoder{Gob: lib.NewEncoder, JSON: lib.NewJSONEncoder, CSV: lib.NewCSVEncoder}
	return &Writer{encode: encoders[encoding](w), clock: clock}
}

// Write writes one sample under a number, which vegeta counts from 0 in each
// attack, in the order of sending.
func (w *Writer) Write(s *measure.Sample, from Origin, number uint64) error {
	r := lib.Result{
		Attack: from.Attack, Seq: number, Method: from.Method, URL: from.URL,
		Timestamp: s.Intended.UTC(), Latency: max(0, s.Latency()),
		Code: codeOf(s), Error: errorOf(s),
		BytesOut: uint64(max(0, s.BytesOut)), BytesIn: uint64(max(0, s.BytesIn)),
	}
	if w.clock == Sent {
		r.Timestamp, r.Latency = s.Sent.UTC(), max(0, s.Service())
	}
	return w.encode(&r)
}

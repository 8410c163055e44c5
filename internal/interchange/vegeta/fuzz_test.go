package vegeta

import (
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Whatever stands in a file, it gives samples that a run directory can hold, or
// an error.
func FuzzRead(f *testing.F) {
	for _, encoding := range encodings {
		whole := encode(f, encoding, Intended, samples())
		f.Add(whole)
		f.Add(whole[:len(whole)/2])
	}
	f.Add([]byte("\xf8\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte(`{"timestamp":"2026-11-22T15:04:05Z","error":"\u0000"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, _ := read(data)
		for _, r := range records {
			s := r.Sample
			if s.Outcome != measure.OutcomeOK && !slices.Contains(failures, s.Outcome) {
				t.Errorf("outcome %q", s.Outcome)
			}
			if s.Latency() < 0 || s.Intended.UnixNano() <= 0 || s.Seq < 0 || s.BytesIn < 0 || s.BytesOut < 0 || len(s.Reason) > maxReason {
				t.Errorf("%+v", s)
			}
		}
	})
}

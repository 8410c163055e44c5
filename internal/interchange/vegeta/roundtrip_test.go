package vegeta

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	lib "github.com/tsenart/vegeta/v12/lib"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

var (
	encodings = []Encoding{Gob, JSON, CSV}
	began     = time.Date(2026, 11, 22, 15, 4, 5, 123456789, time.UTC)
	origin    = Origin{Attack: "api", Method: "GET", URL: "http://127.0.0.1:8080/a?b=c"}
)

// sample is one that was sent 40 µs late and took latency from its intended
// send on.
func sample(n int, latency time.Duration, outcome measure.Outcome, reason string, status int) measure.Sample {
	at := began.Add(time.Duration(n) * time.Millisecond)
	return measure.Sample{
		Seq: n, Phase: measure.PhaseLoad, Intended: at, Sent: at.Add(40 * time.Microsecond), End: at.Add(latency),
		Outcome: outcome, Reason: reason, Status: status, Cold: measure.ColdNone, BytesOut: 2, BytesIn: int64(10 * n),
	}
}

func samples() []measure.Sample {
	return []measure.Sample{
		sample(0, 12*time.Millisecond, measure.OutcomeOK, "", 204),
		sample(1, 3*time.Millisecond, measure.OutcomeFunction, "HTTP 503", 503),
		sample(2, 30*time.Second, measure.OutcomeTransport, "no answer in time", 0),
		sample(3, time.Millisecond, measure.OutcomeThrottle, "HTTP 429", 429),
		sample(4, 15*time.Millisecond, measure.OutcomeOK, "", 0),
		sample(5, 16*time.Millisecond, measure.OutcomeFunction, "Unhandled, \"quoted\"", 200),
		sample(6, 900*time.Millisecond, measure.OutcomeOOM, "", 200),
	}
}

func encode(t testing.TB, encoding Encoding, clock Clock, samples []measure.Sample) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, encoding, clock)
	for i := range samples {
		if err := w.Write(&samples[i], origin, uint64(i)); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// read reads a results file to its end or first fault.
func read(data []byte) (records []Record, err error) {
	r, err := NewReader(bytes.NewReader(data), "")
	for err == nil {
		var record Record
		if record, err = r.Next(); err == nil {
			records = append(records, record)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return records, err
}

func TestGoldenFiles(t *testing.T) {
	for _, encoding := range []Encoding{JSON, CSV} {
		golden.Check(t, filepath.Join("testdata", "results."+string(encoding)), string(encode(t, encoding, Intended, samples())))
	}
	golden.Check(t, filepath.Join("testdata", "service.csv"), string(encode(t, CSV, Sent, samples())))
}

// What vegeta's own decoder reads of our files gives the figures of the samples.
func TestVegetaReadsTheSameFigures(t *testing.T) {
	for _, encoding := range encodings {
		dec := lib.DecoderFor(bytes.NewReader(encode(t, encoding, Intended, samples())))
		if dec == nil {
			t.Fatalf("%s: vegeta does not know the encoding", encoding)
		}
		var m lib.Metrics
		for i := range samples() {
			var r lib.Result
			if err := dec.Decode(&r); err != nil {
				t.Fatalf("%s: %v", encoding, err)
			}
			if s := samples()[i]; !r.Timestamp.Equal(s.Intended) || r.Latency != s.Latency() || r.Seq != uint64(i) {
				t.Errorf("%s: result %d is %+v of %+v", encoding, i, r, s)
			}
			m.Add(&r)
		}
		m.Close()
		if err := dec.Decode(&lib.Result{}); !errors.Is(err, io.EOF) {
			t.Errorf("%s: after the last result: %v", encoding, err)
		}
		if m.Requests != 7 || m.Success != 2./7 || m.Latencies.Max != 30*time.Second || m.BytesIn.Total != 210 || len(m.Errors) != 5 {
			t.Errorf("%s: %+v", encoding, m)
		}
	}
}

// Whatever is exported comes back: outcome, reason, latency, sizes.
func TestImportOfAnExportIsTheSame(t *testing.T) {
	words := rapid.StringMatching(`[A-Za-z][A-Za-z0-9.,"]{0,20}( [a-z0-9,;"]{1,9}){0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		encoding := rapid.SampledFrom(encodings).Draw(t, "encoding")
		var in []measure.Sample
		for n := range rapid.IntRange(1, 40).Draw(t, "samples") {
			latency := time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "latency"))
			s := sample(n, latency, measure.OutcomeOK, "", rapid.IntRange(0, 999).Draw(t, "status"))
			if rapid.Bool().Draw(t, "fails") {
				s.Outcome, s.Reason = rapid.SampledFrom(failures).Draw(t, "outcome"), words.Draw(t, "reason")
			}
			in = append(in, s)
		}
		var out bytes.Buffer
		w := NewWriter(&out, encoding, Intended)
		for i := range in {
			if err := w.Write(&in[i], origin, uint64(i)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := read(out.Bytes())
		if err != nil || len(got) != len(in) {
			t.Fatalf("%d of %d records: %v", len(got), len(in), err)
		}
		for i, r := range got {
			a, b := r.Sample, in[i]
			if r.Origin != origin || a.Outcome != b.Outcome || a.Reason != b.Reason || a.Latency() != b.Latency() ||
				!a.Intended.Equal(b.Intended) || a.Seq != b.Seq || a.BytesIn != b.BytesIn || a.BytesOut != b.BytesOut {
				t.Fatalf("record %d is %+v of %+v", i, r, b)
			}
		}
	})
}

// Results of vegeta's own, with bodies and headers, are read without these.
func TestResultsWithBodiesAndHeaders(t *testing.T) {
	encoders := map[Encoding]func(io.Writer) lib.Encoder{Gob: lib.NewEncoder, JSON: lib.NewJSONEncoder, CSV: lib.NewCSVEncoder}
	for encoding, encoder := range encoders {
		var out bytes.Buffer
		enc := encoder(&out)
		for n := range 3 {
			err := enc.Encode(&lib.Result{
				Attack: "own", Seq: uint64(n), Code: 200, Timestamp: began, Latency: time.Duration(n),
				Body: bytes.Repeat([]byte("secret"), 2000), Headers: http.Header{"Set-Cookie": {"a=b", "c=d"}, "Via": nil},
				Method: "POST", URL: "http://127.0.0.1/",
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		records, err := read(out.Bytes())
		if err != nil || len(records) != 3 {
			t.Fatalf("%s: %d records: %v", encoding, len(records), err)
		}
		if s := records[2].Sample; records[2].Origin != (Origin{"own", "POST", "http://127.0.0.1/"}) || !s.OK() || s.Latency() != 2 || s.Intended != s.Sent {
			t.Errorf("%s: %+v", encoding, records[2])
		}
	}
}

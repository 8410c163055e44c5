package rundir

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// anySample draws samples of which every field may be anything, with values
// that come again as those of a run do.
func anySample() *rapid.Generator[measure.Sample] {
	return rapid.Custom(func(t *rapid.T) measure.Sample {
		text := func(name string) string {
			return rapid.OneOf(rapid.SampledFrom([]string{"", "a", "warm", "env-1"}), rapid.String()).Draw(t, name)
		}
		span := func(name string) time.Duration {
			return time.Duration(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(-1e15, 1e15)).Draw(t, name))
		}
		number := func(name string) int { return rapid.OneOf(rapid.IntRange(-1, 9), rapid.Int()).Draw(t, name) }
		intended := time.Unix(0, rapid.Int64Range(math.MinInt64/2, math.MaxInt64/2).Draw(t, "intended")).UTC()
		sent := intended.Add(span("lag"))
		return measure.Sample{
			Variant: number("variant"), Block: number("block"), Round: number("round"), Seq: number("seq"),
			Phase: measure.Phase(text("phase")), Payload: text("payload"),
			Intended: intended, Sent: sent, End: sent.Add(span("service")),
			WorkerFree: rapid.Bool().Draw(t, "free"), Outcome: measure.Outcome(text("outcome")), Reason: text("reason"),
			Status: number("status"), Environment: text("environment"), RequestID: text("request"), Cold: measure.Cold(text("cold")),
			Init: span("init"), Duration: span("duration"), Billed: span("billed"), MaxMemoryMB: number("memory"),
			DNS: span("dns"), Connect: span("connect"), TLS: span("tls"), FirstByte: span("first"), TraceID: text("trace"),
			BytesOut: int64(number("out")), BytesIn: int64(number("in")), LogBytes: int64(number("log")), Gateway: span("gateway"), Contended: rapid.Bool().Draw(t, "contended"), Estimated: rapid.Bool().Draw(t, "estimated"),
		}
	})
}

// A field that is added to measure.Sample must be added to the log.
func TestLogKeepsEveryField(t *testing.T) {
	var want measure.Sample
	fields := reflect.ValueOf(&want).Elem()
	for i := range fields.NumField() {
		switch field := fields.Field(i); field.Kind() {
		case reflect.String:
			field.SetString("x")
		case reflect.Bool:
			field.SetBool(true)
		case reflect.Struct:
			field.Set(reflect.ValueOf(at.Add(time.Duration(i))))
		default:
			field.SetInt(int64(i) + 1)
		}
	}
	want.Stale = false // it has done its work by then
	got, _ := decode(t, encode([]measure.Sample{want}, nil))
	if len(got) != 1 || got[0] != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// encode makes a log, with the frames closed after the samples in cuts.
func encode(samples []measure.Sample, cuts map[int]bool) []byte {
	f := frames{buf: []byte(logMark)}
	for i := range samples {
		f.add(&samples[i])
		if cuts[i] {
			f.seal()
		}
	}
	return f.take(nil)
}

// decode reads a log.
func decode(t interface{ Fatal(...any) }, log []byte) (samples []measure.Sample, lost int64) {
	r, err := newLogReader(bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.each(func(s *measure.Sample) error { samples = append(samples, *s); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := r.next(new(measure.Sample)); !errors.Is(err, io.EOF) {
		t.Fatal("after the end:", err)
	}
	return samples, r.lost()
}

func TestLogComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(anySample(), 0, 20).Draw(t, "samples")
		cuts := map[int]bool{}
		for i := range want {
			cuts[i] = rapid.Bool().Draw(t, "cut")
		}
		got, lost := decode(t, encode(want, cuts))
		if len(got) != len(want) || lost != 0 {
			t.Fatalf("%d samples and %d bytes lost, want %d", len(got), lost, len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("sample %d\ngot  %+v\nwant %+v", i, got[i], want[i])
			}
		}
	})
}

// A log cut anywhere, or with any byte changed, gives the samples of the
// frames before the damage and says how much is left out.
func TestLogStopsAtDamage(t *testing.T) {
	var want []measure.Sample
	for n := range 12 {
		want = append(want, sample(n%2, n))
	}
	cuts := map[int]bool{2: true, 3: true, 8: true}
	whole := encode(want, cuts)
	ends := map[int]int{len(logMark): 0, len(whole): len(want)} // samples by the length of whole frames
	for n := range cuts {
		ends[len(encode(want[:n+1], cuts))] = n + 1
	}
	kept := func(upTo int) (length, n int) {
		for end, count := range ends {
			if end <= upTo && end >= length {
				length, n = end, count
			}
		}
		return length, n
	}
	check := func(what string, at int, log []byte, damage int) {
		length, n := kept(damage)
		got, lost := decode(t, log)
		if len(got) != n || lost != int64(len(log)-length) {
			t.Fatalf("%s at %d: %d samples, %d bytes lost; want %d, %d", what, at, len(got), lost, n, len(log)-length)
		}
	}
	for at := range whole {
		check("cut", at, whole[:at], at)
		if at >= len(logMark) {
			check("zeros", at, append(bytes.Clone(whole[:at]), make([]byte, 4096)...), at)
			changed := bytes.Clone(whole)
			changed[at] ^= 0x40
			check("changed", at, changed, at)
		}
	}
}

func TestLogOfAnotherVersionIsRefused(t *testing.T) {
	log := []byte(strings.Replace(logMark, "1", "2", 1))
	if _, err := newLogReader(bytes.NewReader(log), int64(len(log))); err == nil {
		t.Error("no error")
	}
}

func TestLongTextsAreCut(t *testing.T) {
	long := strings.Repeat("x", maxText+1)
	s := measure.Sample{Intended: at, Sent: at, End: at, Phase: measure.Phase(long), Payload: long + "a", Outcome: measure.Outcome(long + "b"),
		Reason: long + "c", Environment: long + "d", Cold: measure.Cold(long + "e"), RequestID: long, TraceID: long}
	filler := make([]measure.Sample, 0, 2000)
	f := frames{}
	for n := 0; n == 0 || f.open; n++ { // until a frame is full
		filler = append(filler, sample(0, n))
		f.add(&filler[n])
	}
	full := len(filler)
	for _, n := range []int{0, full - 2, full - 1, full} { // the long one comes early, last, and in a frame of its own
		got, lost := decode(t, encode(append(filler[:n:n], s), nil))
		if len(got) != n+1 || lost != 0 {
			t.Fatalf("after %d samples: %d back, %d bytes lost", n, len(got), lost)
		}
		if last := got[n]; len(last.Reason) != maxText || len(last.TraceID) != maxText {
			t.Fatalf("texts of %d and %d bytes", len(last.Reason), len(last.TraceID))
		}
	}
}

func FuzzLog(f *testing.F) {
	whole := encode([]measure.Sample{sample(0, 1), sample(1, 2), sample(1, 3)}, map[int]bool{1: true})
	f.Add(whole)
	f.Add(whole[:len(whole)-5])
	f.Add([]byte(logMark))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := newLogReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		if err := r.each(func(*measure.Sample) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if lost := r.lost(); lost < 0 || lost > int64(len(data)) {
			t.Fatalf("%d of %d bytes lost", lost, len(data))
		}
	})
}

// FuzzRecords reads payloads whose checksum holds, so that fuzzing reaches the
// records.
func FuzzRecords(f *testing.F) {
	whole := encode([]measure.Sample{sample(0, 1), sample(1, 2)}, nil)
	f.Add(string(whole[len(logMark)+frameHeader:]))
	f.Add("\x00")
	f.Fuzz(func(t *testing.T, payload string) {
		var d record
		d.start(payload)
		var s measure.Sample
		for d.rest != "" && d.read(&s) {
		}
		if len(d.words) > len(payload)+1 {
			t.Fatalf("%d words from %d bytes", len(d.words), len(payload))
		}
	})
}

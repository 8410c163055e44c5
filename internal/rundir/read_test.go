package rundir

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// written makes a file of n samples in row groups of every.
func written(t testing.TB, n, every int) Dir {
	t.Helper()
	dir, _ := Create(t.TempDir())
	w, err := dir.CreateSamples([]Variant{{Label: "128 MB", MemoryMB: 128}, {Label: "256 MB", MemoryMB: 256}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := w.Write(sample(i%3, i)); err != nil {
			t.Fatal(err)
		}
		if i%every == every-1 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Only the fields that were asked for are read, every time anew, in batches
// whose ends have nothing to do with those of pages and row groups.
func TestFieldsThatAreAskedFor(t *testing.T) {
	const n = 3 * batchRows / 2
	dir := written(t, n, batchRows-1)
	for _, tt := range []struct {
		with Fields
		want func(s measure.Sample) measure.Sample
	}{
		{AllFields, func(s measure.Sample) measure.Sample { return s }},
		{BytesFields, func(s measure.Sample) measure.Sample {
			s.Round, s.Seq, s.Status, s.RequestID = 0, 0, 0, ""
			return s
		}},
		{SummaryFields, func(s measure.Sample) measure.Sample {
			s.Round, s.Seq, s.Status, s.RequestID, s.BytesIn, s.BytesOut, s.LogBytes = 0, 0, 0, "", 0, 0, 0
			return s
		}},
		{TimelineFields, func(s measure.Sample) measure.Sample {
			return measure.Sample{
				Variant: s.Variant, Block: s.Block, Phase: s.Phase, Outcome: s.Outcome, Cold: s.Cold, Intended: s.Intended, Sent: s.Sent, End: s.End,
			}
		}},
		{LatencyFields, func(s measure.Sample) measure.Sample {
			return measure.Sample{Variant: s.Variant, Phase: s.Phase, Outcome: s.Outcome, Cold: s.Cold, Intended: s.Intended, End: s.End}
		}},
	} {
		source := dir.Samples(tt.with)
		for range 2 {
			i := 0
			err := source.Each(func(batch []measure.Sample) error {
				for _, got := range batch {
					if want := tt.want(sample(i%3, i)); !reflect.DeepEqual(got, want) {
						t.Fatalf("fields %d, sample %d:\ngot  %+v\nwant %+v", tt.with, i, got, want)
					}
					i++
				}
				return nil
			})
			if err != nil || i != n {
				t.Fatalf("fields %d: %d samples of %d, %v", tt.with, i, n, err)
			}
		}
	}
}

// Platform figures of whole microseconds come back as such, not a nanosecond
// less.
func TestMillisecondsComeBackExactly(t *testing.T) {
	for n := int64(1); n < 20_000_000; n += 997 {
		if got := duration(ms(us(n))); got != us(n) {
			t.Fatalf("%d µs came back as %d ns", n, got)
		}
	}
}

func TestReadingStopsWhenNobodyWantsMore(t *testing.T) {
	dir := written(t, 20*batchRows, 1<<20)
	enough := errors.New("enough")
	batches := 0
	err := dir.Samples(AllFields).Each(func([]measure.Sample) error { batches++; return enough })
	if !errors.Is(err, enough) || batches != 1 {
		t.Errorf("%d batches, %v", batches, err)
	}
}

// A byte that is not what was written may go unseen, but never ends in a panic,
// and what is found is said with the file's name.
func TestReadingAFileWithAWrongByte(t *testing.T) {
	dir := written(t, 50, 20)
	whole, err := os.ReadFile(dir.Path(SamplesFile))
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for at := 0; at < len(whole); at += 37 {
		data := append([]byte(nil), whole...)
		data[at] ^= 0x55
		if err := dir.Write(SamplesFile, data); err != nil {
			t.Fatal(err)
		}
		if _, err := dir.ReadSamples(); err != nil {
			wrong++
			if !strings.Contains(err.Error(), SamplesFile) {
				t.Fatalf("byte %d: %v", at, err)
			}
		}
	}
	if wrong == 0 {
		t.Error("no wrong byte was found out")
	}
}

func FuzzReadSamples(f *testing.F) {
	whole, err := os.ReadFile(written(f, 40, 25).Path(SamplesFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("PAR1PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := Dir(t.TempDir())
		if err := os.WriteFile(dir.Path(SamplesFile), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := dir.ReadSamples(); err != nil && !strings.Contains(err.Error(), SamplesFile) {
			t.Errorf("without the file's name: %v", err)
		}
	})
}

package hdrlog

import (
	"bytes"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

var began = time.Date(2026, 11, 22, 15, 4, 5, 123456789, time.UTC)

type value struct {
	tag     string
	end     time.Time
	latency time.Duration
}

func logOf(t interface{ Fatal(...any) }, values []value) (string, *Writer) {
	var out bytes.Buffer
	w, err := NewWriter(&out, began, "A comment")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if err := w.Record(v.tag, v.end, v.latency); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), w
}

func TestGoldenLog(t *testing.T) {
	log, w := logOf(t, []value{
		{"512_MB_warm", began.Add(100 * time.Millisecond), 12 * time.Millisecond},
		{"512_MB_cold", began.Add(200 * time.Millisecond), 300 * time.Millisecond},
		{"512_MB_warm", began.Add(150 * time.Millisecond), 14 * time.Millisecond},
		{"512_MB_warm", began.Add(3 * time.Second), time.Microsecond},
		{"512_MB_warm", began.Add(2 * time.Second), time.Hour}, // late: counted in the open interval
		{"512_MB_warm", began.Add(4 * time.Second), time.Hour + 1},
	})
	// How the histograms are compressed is the business of Go's version.
	log = regexp.MustCompile(`,HIST.*`).ReplaceAllString(log, ",HIST…")
	golden.Check(t, filepath.Join("testdata", "golden.hlog"), log)
	if w.Above() != 1 {
		t.Errorf("%d above", w.Above())
	}
}

// The library's reader finds every value under its tag, to three digits, in an
// interval that is not before its end's.
func TestLogHoldsEveryValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var values []value
		at := began
		want := map[string][]int64{}
		for range rapid.IntRange(1, 60).Draw(t, "values") {
			at = at.Add(time.Duration(rapid.Int64Range(-int64(100*time.Millisecond), int64(3*time.Second)).Draw(t, "step")))
			v := value{rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "tag"), at, time.Duration(rapid.Int64Range(0, int64(Longest)).Draw(t, "latency"))}
			values = append(values, v)
			want[v.tag] = append(want[v.tag], int64(v.latency))
		}
		log, _ := logOf(t, values)
		reader := hdrhistogram.NewHistogramLogReader(bytes.NewReader([]byte(log)))
		got := map[string]*hdrhistogram.Histogram{}
		last := int64(0)
		for {
			h, err := reader.NextIntervalHistogram()
			if err != nil {
				t.Fatal(err)
			}
			if h == nil {
				break
			}
			if h.StartTimeMs() < last || h.EndTimeMs() != h.StartTimeMs()+1000 {
				t.Fatalf("interval from %d to %d after %d", h.StartTimeMs(), h.EndTimeMs(), last)
			}
			last = h.StartTimeMs()
			if got[h.Tag()] == nil {
				got[h.Tag()] = hdrhistogram.New(int64(shortest), int64(Longest), digits)
			}
			if dropped := got[h.Tag()].Merge(h); dropped != 0 {
				t.Fatalf("%d dropped", dropped)
			}
		}
		for tag, latencies := range want {
			slices.Sort(latencies)
			if got[tag].TotalCount() != int64(len(latencies)) {
				t.Fatalf("%s has %d values, want %d", tag, got[tag].TotalCount(), len(latencies))
			}
			// Each bar of the log stands for the values next in rank.
			next := 0
			for _, bar := range got[tag].Distribution() {
				for range bar.Count {
					exact := latencies[next]
					if next++; math.Abs(float64(bar.To-exact)) > max(1024, float64(exact)/1000) {
						t.Fatalf("%s: value %d is in the bar from %d to %d", tag, exact, bar.From, bar.To)
					}
				}
			}
		}
	})
}

// A tag that is no longer used takes no memory.
func TestTagsAreGivenUp(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, began)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 50 {
		tag := Tag(time.Duration(n).String())
		if err := w.Record(tag, began.Add(time.Duration(n)*Interval), time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if len(w.open) > 2 || len(w.tags) != len(w.open) {
			t.Fatalf("%d tags open", len(w.open))
		}
	}
}

func TestTag(t *testing.T) {
	for words, want := range map[string]string{
		"512 MB warm": "512_MB_warm", "a: 512 MB, x=\"1\n2\" cold": `a:_512_MB_x="1_2"_cold`, "": "",
	} {
		if got := Tag(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

func TestDetect(t *testing.T) {
	log, _ := logOf(t, []value{{"a", began, 1}})
	for text, want := range map[string]bool{
		log: true, `"StartTimestamp","Interval_Length"`: true, "Tag=a,0.1,1.0,2.5,HISTFAAAA": true, "0.127,1.007,2.769,HISTFAAAAEV42": true,
		"": false, "1700000000,200,15,0,0,,,a,0,,,": false, "{}": false, "# a comment": false,
	} {
		if Detect([]byte(text)) != want {
			t.Errorf("Detect(%.30q) is %t", text, !want)
		}
	}
}

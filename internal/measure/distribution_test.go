package measure

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"
)

// times draws times in and out of the range, short ones more often.
func times() *rapid.Generator[[]time.Duration] {
	one := rapid.OneOf(
		rapid.Map(rapid.Int64Range(-1000, int64(5*time.Millisecond)), func(n int64) time.Duration { return time.Duration(n) }),
		rapid.Map(rapid.Int64Range(0, int64(2*time.Hour)), func(n int64) time.Duration { return time.Duration(n) }),
		rapid.SampledFrom([]time.Duration{0, Shortest - 1, Shortest, 2047 * time.Microsecond, 2048 * time.Microsecond, Longest, Longest + 1}),
	)
	return rapid.SliceOfN(one, 1, 200)
}

func recorded(all []time.Duration) *Distribution {
	var d Distribution
	for _, t := range all {
		d.Record(t)
	}
	return &d
}

// text is all that a distribution knows, for comparisons.
func text(t rapid.TB, d *Distribution) string {
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The merger of parts is what one distribution of everything is, and it comes
// back from JSON the same.
func TestMergeAndJSONAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := times().Draw(t, "times")
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		whole, merged := recorded(all), &Distribution{}
		for _, part := range [][]time.Duration{all[:cut], all[cut:]} {
			var back Distribution
			if err := json.Unmarshal([]byte(text(t, recorded(part))), &back); err != nil {
				t.Fatal(err)
			}
			if err := merged.Merge(&back); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := text(t, merged), text(t, whole); got != want {
			t.Fatalf("merged\n%s\nwhole\n%s", got, want)
		}
		if got := merged.Count(); got != int64(len(all)) {
			t.Fatalf("%d of %d times counted", got, len(all))
		}
	})
}

// A quantile is the sample at nearest rank, to three digits.
func TestQuantileIsNearestRankToThreeDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := times().Draw(t, "times")
		q := rapid.SampledFrom([]float64{0, 0.5, 0.9, 0.95, 0.99, 1}).Draw(t, "q")
		d := recorded(all)
		slices.Sort(all)
		want := all[max(0, int(math.Ceil(q*float64(len(all))-1e-9))-1)]
		got := d.Quantile(q)
		switch {
		case want < Shortest:
			if got != 0 {
				t.Fatalf("q %g is %s, which is under the range; got %s", q, want, got)
			}
		case want > Longest:
			if got != all[len(all)-1] {
				t.Fatalf("q %g is %s, which is over the range; got %s, not the longest", q, want, got)
			}
		case got < want.Truncate(time.Microsecond) || float64(got) > float64(want)*1.001:
			t.Fatalf("q %g is %s; got %s", q, want, got)
		}
	})
}

func TestOutOfRangeIsCounted(t *testing.T) {
	d := recorded([]time.Duration{-time.Second, 500 * time.Nanosecond, time.Millisecond, 90 * time.Minute, 3 * time.Hour})
	if d.Under() != 2 || d.Over() != 2 || d.Count() != 5 || d.Max() != 3*time.Hour {
		t.Errorf("under %d, over %d, of %d, max %s", d.Under(), d.Over(), d.Count(), d.Max())
	}
	if want := 500*time.Nanosecond + time.Millisecond + 270*time.Minute; d.Sum() != want {
		t.Errorf("sum %s, want %s", d.Sum(), want)
	}
	d.Reset()
	if d.Count() != 0 || d.Max() != 0 || d.Quantile(0.5) != 0 {
		t.Errorf("after a reset: %+v", d)
	}
}

func TestSumStopsAtTheLongestTimeThereIs(t *testing.T) {
	d := recorded([]time.Duration{math.MaxInt64, math.MaxInt64})
	if d.Sum() != math.MaxInt64 {
		t.Errorf("sum %d", d.Sum())
	}
}

func TestAtMost(t *testing.T) {
	d := recorded([]time.Duration{0, time.Millisecond, 2 * time.Millisecond, 2 * time.Millisecond, 5 * time.Second, 2 * time.Hour})
	bounds := []time.Duration{time.Microsecond, time.Millisecond, 2 * time.Millisecond, time.Second, time.Minute}
	if got := d.AtMost(bounds); !slices.Equal(got, []int64{1, 2, 4, 4, 5}) {
		t.Errorf("at most %v: %v", bounds, got)
	}
}

// The arithmetic of the sparse form is that of the histogram itself.
func TestLowestIsTheHistograms(t *testing.T) {
	h := hdrhistogram.New(Shortest.Microseconds(), Longest.Microseconds(), digits)
	for i, bar := range h.Distribution() {
		if got := lowest(i); got != bar.From || !isLowest(got) {
			t.Fatalf("bucket %d begins at %d, not at %d", i, bar.From, got)
		}
		if bar.To > bar.From && isLowest(bar.To) {
			t.Fatalf("%d begins no bucket: it ends the one of %d", bar.To, bar.From)
		}
	}
}

func FuzzDistribution(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `{"under":1,"over":2,"sum_ns":3,"max_ns":4,"buckets_us":[[1,5],[2048,1],[3600000000,9]]}`,
		`{"buckets_us":[[2049,1]]}`, `{"buckets_us":[[2,1],[1,1]]}`, `{"buckets_us":[[1,9223372036854775807],[2,1]]}`, `{"under":-1}`,
		`{"buckets_us":[[1]]}`, `{"under":9223372036854775807,"over":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d, again Distribution
		if json.Unmarshal(b, &d) != nil {
			return
		}
		d.Quantile(0.99)
		if err := json.Unmarshal([]byte(text(t, &d)), &again); err != nil {
			t.Fatalf("%s is read but not read again: %v", b, err)
		}
		if got, want := text(t, &again), text(t, &d); got != want || again.Count() < 0 {
			t.Fatalf("%s became %s, then %s", b, want, got)
		}
	})
}

func TestWhatIsNoDistributionIsRefused(t *testing.T) {
	for _, bad := range []string{
		`[]`, `{"under":-1}`, `{"under":9223372036854775807,"over":1}`, `{"buckets_us":[[0,1]]}`, `{"buckets_us":[[2049,1]]}`,
		`{"buckets_us":[[5,1],[5,1]]}`, `{"buckets_us":[[5,0]]}`, `{"buckets_us":[[5,1],[3600001024,1]]}`,
		`{"buckets_us":[[1,9223372036854775807],[2,1]]}`, `{"under":9223372036854775807,"buckets_us":[[1,1]]}`,
	} {
		d := recorded([]time.Duration{time.Second})
		if err := json.Unmarshal([]byte(bad), d); err == nil {
			t.Errorf("%s is accepted", bad)
		} else if d.Count() != 1 {
			t.Errorf("%s is refused, but what the distribution held is gone", bad)
		}
	}
}

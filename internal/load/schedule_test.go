package load

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestConstantSendsEvenly(t *testing.T) {
	for _, tc := range []struct {
		rate   float64
		length time.Duration
		sends  int
		last   time.Duration
	}{
		{10, 10 * time.Second, 100, 9900 * time.Millisecond},
		{0.1, 30 * time.Second, 3, 20 * time.Second},
		{3, time.Second, 3, 666666667},
		{1, 1500 * time.Millisecond, 2, time.Second},
		{1000, time.Millisecond, 1, 0},
	} {
		c := Constant{PerSecond: tc.rate, For: tc.length}
		if got := c.Sends(); got != tc.sends {
			t.Errorf("%v/s for %v: %d sends, want %d", tc.rate, tc.length, got, tc.sends)
		}
		last, ok := c.At(tc.sends - 1)
		if !ok || last != tc.last {
			t.Errorf("%v/s for %v: last send at %v (%v), want %v", tc.rate, tc.length, last, ok, tc.last)
		}
		if _, ok := c.At(tc.sends); ok {
			t.Errorf("%v/s for %v: a send after the last", tc.rate, tc.length)
		}
	}
}

func TestRampFollowsItsRate(t *testing.T) {
	r := Ramp{From: 10, To: 50, For: 20 * time.Second}
	if got := r.Sends(); got != 600 {
		t.Fatalf("%d sends, want 600: the mean rate times the length", got)
	}
	// Half the time gives (10+30)/2·10 s = 200 sends.
	if at, _ := r.At(200); at != 10*time.Second {
		t.Errorf("send 200 at %v, want 10s", at)
	}
	if down := (Ramp{From: 50, To: 10, For: 20 * time.Second}); Due(down, 10*time.Second) != 400 {
		t.Errorf("falling ramp: %d sends in the first half, want 400", Due(down, 10*time.Second))
	}
	if zero := (Ramp{From: 0, To: 10, For: 10 * time.Second}); zero.Sends() != 50 {
		t.Errorf("ramp from nothing: %d sends, want 50", zero.Sends())
	}
}

// Every schedule is ordered, ends where Sends says, and paces as a
// vegeta.Pacer exactly as At says.
func TestSchedulesAreConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStages(t)
		var last time.Duration
		for n := range s.Sends() {
			at, ok := s.At(n)
			if !ok || at < last || at > s.Length() {
				t.Fatalf("send %d of %d at %v (ok %v) after %v, length %v", n, s.Sends(), at, ok, last, s.Length())
			}
			if wait, stop := s.Pace(last, uint64(n)); stop || wait != at-last {
				t.Fatalf("send %d: pace says %v %v, want %v", n, wait, stop, at-last)
			}
			if wait, _ := s.Pace(s.Length()*2, uint64(n)); wait != 0 {
				t.Fatalf("send %d: a late pacer waits %v", n, wait)
			}
			last = at
		}
		if _, ok := s.At(s.Sends()); ok {
			t.Fatal("a send after the last")
		}
		if _, stop := s.Pace(0, uint64(s.Sends())); !stop {
			t.Fatal("pace does not stop after the last send")
		}
		if due := Due(s, s.Length()+1); due != s.Sends() {
			t.Fatalf("%d due at the end, want %d", due, s.Sends())
		}
	})
}

// drawStages draws one to four stages of any kind.
func drawStages(t *rapid.T) Schedule {
	stages := rapid.SliceOfN(rapid.Custom(drawSchedule), 1, 4).Draw(t, "stages")
	return NewStages(stages...)
}

func drawSchedule(t *rapid.T) Schedule {
	c := drawCurve(t)
	seed := rapid.Uint64().Draw(t, "seed")
	switch rapid.SampledFrom([]string{"curve", "part", "jitter", "poisson", "scatter", "recorded", "cut"}).Draw(t, "kind") {
	case "part":
		return Part(c, rapid.Float64Range(0, 0.999).Draw(t, "skip"), max(0, c.Sends()-1))
	case "jitter":
		return Jitter(c, seed)
	case "poisson":
		return Poisson(rapid.Float64Range(0.01, 200).Draw(t, "rate"), c.Length(), seed)
	case "scatter":
		return drawScatter(t, seed)
	case "recorded":
		return drawRecorded(t)
	case "cut":
		whole := drawScatter(t, seed)
		from := time.Duration(rapid.Int64Range(0, int64(whole.Length())).Draw(t, "cut"))
		return Cut(whole, from, whole.Length())
	}
	return c
}

func drawCurve(t *rapid.T) Curve {
	length := time.Duration(rapid.Int64Range(1, int64(20*time.Second)).Draw(t, "length"))
	rate := rapid.Float64Range(0.01, 200)
	from, to := rate.Draw(t, "from"), rate.Draw(t, "to")
	switch rapid.SampledFrom([]string{"constant", "ramp", "levels", "sine"}).Draw(t, "curve") {
	case "ramp":
		return Ramp{From: from, To: to, For: length}
	case "levels":
		return NewLevels(Level{0, length / 3}, Level{from, length}, Level{0, length}, Level{to, length})
	case "sine":
		share := rapid.Float64Range(0, 1).Draw(t, "amplitude")
		return Sine{Mean: from, Amplitude: share * from, Period: 1 + length/3, For: length}
	}
	return Constant{PerSecond: from, For: length}
}

func drawScatter(t *rapid.T, seed uint64) Schedule {
	var windows []Window
	for _, n := range rapid.SliceOfN(rapid.IntRange(0, 2000), 1, 4).Draw(t, "counts") {
		windows = append(windows, Window{time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "width")), n})
	}
	return Scatter(windows, seed)
}

func drawRecorded(t *rapid.T) Schedule {
	r := Recorded{For: time.Minute}
	for _, at := range rapid.SliceOf(rapid.Int64Range(0, int64(time.Minute)-1)).Draw(t, "times") {
		r.Times = append(r.Times, time.Duration(at))
	}
	slices.Sort(r.Times)
	return r
}

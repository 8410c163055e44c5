package estimate

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The p-values follow by counting: of the C(n+m, n) equally likely orders of
// the values, those at least as far apart as the observed one. For n = m = 3 the
// numbers of orders with U = 0, 1, 2, 3, 4 are 1, 1, 2, 3, 3 of 20 (Mann and
// Whitney 1947, table I: P(U ≤ 0, 1, 2, 3, 4) = 0.050, 0.100, 0.200, 0.350,
// 0.500, https://doi.org/10.1214/aoms/1177730491).
func TestRankTest(t *testing.T) {
	tests := []struct {
		name string
		a, b []float64
		want float64
	}{
		{"U = 0", []float64{1, 2, 3}, []float64{4, 5, 6}, 2 * 0.05},
		{"U = 1", []float64{1, 2, 4}, []float64{3, 5, 6}, 2 * 0.10},
		{"U = 2", []float64{1, 2, 5}, []float64{3, 4, 6}, 2 * 0.20},
		{"U = 3", []float64{1, 2, 6}, []float64{3, 4, 5}, 2 * 0.35},
		{"U = 4", []float64{1, 3, 6}, []float64{2, 4, 5}, 1},
		{"six a side apart: 2 of C(12, 6) = 924", []float64{1, 2, 3, 4, 5, 6}, []float64{7, 8, 9, 10, 11, 12}, 2.0 / 924},
		{"two and three apart: 2 of C(5, 2) = 10", []float64{1, 2}, []float64{3, 4, 5}, 0.2},
		// With ties: of the C(4, 2) = 6 choices of two from 1, 1, 1, 2, three
		// hold the 2 and three do not.
		{"ties", []float64{1, 1}, []float64{1, 2}, 1},
		// Of the C(6, 3) = 20 choices of three from 1, 1, 1, 2, 2, 2 one takes all
		// of the smaller.
		{"two values", []float64{1, 1, 1}, []float64{2, 2, 2}, 0.1},
		// U of the first side is 21 - 3.5 = 17.5; of the 13 values one is larger, and
		// it is equally likely to be any: 6/13 on the second side, and 7/13 on the
		// first. The tail is 6/13, on either order.
		{"one larger of seven and six", []float64{0, 0, 0, 0, 0, 0, 0}, []float64{0, 0, 0, 0, 0, 1}, 2 * 6.0 / 13},
		{"all equal", []float64{1, 1, 1}, []float64{1, 1, 1}, 1},
		{"a side of infinities", []float64{1, 2, 3}, []float64{math.Inf(1), math.Inf(1), math.Inf(1)}, 0.1},
	}
	for _, tt := range tests {
		for _, sides := range [][2][]float64{{tt.a, tt.b}, {tt.b, tt.a}} {
			if p, ok := RankTest(sides[0], sides[1]); !ok || !near(p, tt.want, 1e-12) {
				t.Errorf("%s: p = %.6f %t, want %.6f", tt.name, p, ok, tt.want)
			}
		}
	}
	if _, ok := RankTest(nil, []float64{1}); ok {
		t.Error("a side without values was tested")
	}
}

// Beyond the exact distribution: for 60 and 60 values that do not overlap
// z = (1800 − 0.5) / √(60·60·121/12) = 9.4448, and 2·Φ(−z) = 3.5e-21.
func TestRankTestOfMany(t *testing.T) {
	var a, b []float64
	for i := range 60 {
		a, b = append(a, float64(i)), append(b, float64(100+i))
	}
	if p, ok := RankTest(a, b); !ok || p > 1e-15 {
		t.Errorf("p = %g %t, want next to nothing", p, ok)
	}
	for i := range b { // every value of b right above one of a: U = 60·59/2 = 1770, z = 0.154
		b[i] = float64(i) + 0.5
	}
	if p, ok := RankTest(a, b); !ok || !near(p, 0.877, 0.001) {
		t.Errorf("p = %g %t, want 0.877", p, ok)
	}
}

func TestRankTestNeed(t *testing.T) {
	// 2/C(6, 3) = 0.1, 2/C(8, 4) = 0.0286, 2/C(12, 6) = 0.00216, 2/C(14, 7) = 0.00058.
	for alpha, want := range map[float64]int{0.1: 3, 0.05: 4, 0.05 / 2: 5, 0.05 / 23: 6, 0.05 / 24: 7, 0: 0, 1: 0} {
		if got := RankTestNeed(alpha); got != want {
			t.Errorf("p ≤ %g needs %d a side, want %d", alpha, got, want)
		}
	}
	if got := RankTestLeast(2, 3); !near(got, 0.2, 1e-12) {
		t.Errorf("least p of 2 and 3 = %g, want 0.2", got)
	}
}

// By hand: 0.005·4, 0.01·3, 0.03·2, and 0.04·1, which must not be below the one
// before it (Holm 1979, https://www.jstor.org/stable/4615733).
func TestHolm(t *testing.T) {
	got := Holm([]float64{0.01, 0.04, 0.03, 0.005})
	want := []float64{0.03, 0.06, 0.06, 0.02}
	for i := range want {
		if !near(got[i], want[i], 1e-12) {
			t.Fatalf("Holm: %v, want %v", got, want)
		}
	}
	if got := Holm([]float64{0.6, 0.7}); got[0] != 1 || got[1] != 1 {
		t.Errorf("above 1: %v", got)
	}
	if got := Holm(nil); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// Of six and six values the 95 % interval leaves out the five outermost of 36
// differences on either side: P(U ≤ 5) = 19/924 = 0.0206 and P(U ≤ 6) = 30/924 =
// 0.0325 (the numbers of orders with U = 0 … 6 are 1, 1, 2, 3, 5, 7, 11, the
// partitions of U).
func TestShift(t *testing.T) {
	if got := skip(6, 6, 0.025); got != 6 {
		t.Errorf("the interval of 6 and 6 begins at difference %g, want 6", got)
	}
	if got := skip(3, 3, 0.025); got >= 1 {
		t.Errorf("3 and 3 have an interval that begins at %g", got)
	}
	a := []float64{0, 10, 20, 30, 40, 50}
	b := []float64{107, 117, 127, 137, 147, 157}
	// The differences are 57 … 157 in steps of ten, 1 to 6 to 1 of them.
	shift, i, ok := Shift(a, b, 0.95)
	if !ok || shift != 107 || i != (Interval{77, 137}) {
		t.Errorf("shift %g in %v %t, want 107 in {77 137}", shift, i, ok)
	}
	if _, _, ok := Shift(a[:3], b[:3], 0.95); ok {
		t.Error("three values a side have a 95 % interval")
	}
	if _, _, ok := Shift(nil, b, 0.95); ok {
		t.Error("no values have a shift")
	}
	inf := slices.Repeat([]float64{math.Inf(1)}, 6)
	if shift, i, ok := Shift(inf, inf, 0.95); !ok || shift != 0 || i != (Interval{}) {
		t.Errorf("infinities differ by %g %v %t", shift, i, ok)
	}
	if shift, _, _ := Shift(a, inf, 0.95); !math.IsInf(shift, 1) {
		t.Errorf("infinity is %g away", shift)
	}
}

// Where both ways of the interval's end are known they agree.
func TestSkipByNormal(t *testing.T) {
	exact := skip(50, 50, 0.025)
	pairs := 2500.0
	normal := math.Floor(pairs/2 - normalZ(0.95)*math.Sqrt(pairs*101/12))
	if math.Abs(exact-normal) > 2 {
		t.Errorf("of 50 and 50: exact %g, normal %g", exact, normal)
	}
}

// More pairs than are taken give what fewer give.
func TestShiftOfMany(t *testing.T) {
	var a, b []float64
	for i := range 5000 {
		a, b = append(a, float64(i)/5000), append(b, 3+float64(i)/5000)
	}
	shift, i, ok := Shift(a, b, 0.95)
	if !ok || !near(shift, 3, 0.001) || i.High-i.Low > 0.03 || !i.Contains(3) {
		t.Errorf("shift %g in %v %t, want 3", shift, i, ok)
	}
}

func TestShiftBehaves(t *testing.T) {
	value := rapid.Float64Range(-1000, 1000)
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(value, 6, 12).Draw(t, "a")
		b := rapid.SliceOfN(value, 6, 12).Draw(t, "b")
		by := value.Draw(t, "by")
		shift, i, ok := Shift(a, b, 0.95)
		if !ok || !i.Contains(shift) {
			t.Fatalf("%v does not contain %g", i, shift)
		}
		back, j, _ := Shift(b, a, 0.95)
		if back != -shift || j != (Interval{-i.High, -i.Low}) {
			t.Errorf("the other way round: %g in %v, want %g in %v with the other sign", back, j, shift, i)
		}
		moved := slices.Clone(b)
		for k := range moved {
			moved[k] += by
		}
		if further, _, _ := Shift(a, moved, 0.95); !near(further, shift+by, 1e-9) {
			t.Errorf("moved by %g it is %g away, want %g", by, further, shift+by)
		}
		// The interval is the test turned around.
		p, _ := RankTest(a, b)
		if apart := !i.Contains(0); apart != (p <= 0.05) && distinct(a, b) {
			t.Errorf("p = %g, but the interval is %v", p, i)
		}
	})
}

func distinct(a, b []float64) bool {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return len(slices.Compact(all)) == len(a)+len(b)
}

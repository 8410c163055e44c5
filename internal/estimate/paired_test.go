package estimate

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Student's sleep data, in hours more: the paired interval of the mean
// difference is known, see t.test(extra ~ group, paired = TRUE) in
// https://stat.ethz.ch/R-manual/R-devel/library/stats/html/t.test.html
func TestPairedIntervalOfStudentsData(t *testing.T) {
	a := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	b := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	iv, ok := PairedInterval(a, b, 0.95)
	if !ok || math.Abs(iv.Low - -2.4598858) > 1e-6 || math.Abs(iv.High - -0.7001142) > 1e-6 {
		t.Errorf("%v %v, want -2.4598858 to -0.7001142", iv, ok)
	}
}

// A drift that takes both along widens the interval of each, and not that of
// their difference.
func TestPairedIntervalIgnoresDrift(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var a, b []float64
	for range 12 {
		drift := 100 * random.Float64()
		a, b = append(a, 500+drift+random.NormFloat64()), append(b, 490+drift+random.NormFloat64())
	}
	if iv, ok := PairedInterval(a, b, 0.95); !ok || !iv.Contains(10) || iv.High-iv.Low > 4 {
		t.Errorf("%v %v, want a narrow interval around 10", iv, ok)
	}
}

func TestPairedIntervalNeedsPairs(t *testing.T) {
	six := []float64{1, 2, 3, 4, 5, 6}
	if _, ok := PairedInterval(six[:5], six[:5], 0.95); ok {
		t.Error("five pairs are enough")
	}
	if _, ok := PairedInterval(six, six[:5], 0.95); ok {
		t.Error("a value without its pair is ignored")
	}
	if iv, ok := PairedInterval(six, six, 0.95); !ok || iv != (Interval{}) {
		t.Errorf("%v %v, want nothing of equals", iv, ok)
	}
}

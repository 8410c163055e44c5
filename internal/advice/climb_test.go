package advice

import (
	"math/rand/v2"
	"testing"
)

// climbing are 2,000 points from 1 to 50 in flight whose duration depends on
// that, with 10 % of noise.
func climbing(duration func(inFlight int) float64) []Point {
	random := rand.New(rand.NewPCG(7, 7))
	var out []Point
	for i := range 2000 {
		n := 1 + i*50/2000
		took := duration(n) * (1 + 0.1*random.NormFloat64())
		out = append(out, Point{InFlight: n, Duration: took, Latency: took + 1})
	}
	return out
}

func TestClimb(t *testing.T) {
	tests := []struct {
		name     string
		duration func(int) float64
		knee     [2]int // where it may lie
		rising   bool
	}{
		{"flat", func(int) float64 { return 20 }, [2]int{0, 0}, false},
		{"a little noise on top", func(n int) float64 { return 20 + 0.01*float64(n) }, [2]int{0, 0}, false},
		{"rising from 20 on", func(n int) float64 { return max(20, float64(n)) }, [2]int{15, 25}, true},
		{"rising all the way", func(n int) float64 { return 5 * float64(n) }, [2]int{1, 5}, true},
		{"a plateau from 10 on", func(n int) float64 { return 20 + 30*float64(min(n, 10)) }, [2]int{1, 6}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := ClimbOf(climbing(tt.duration), true)
			if c.Knee < tt.knee[0] || c.Knee > tt.knee[1] || c.Rising != tt.rising {
				t.Errorf("knee %d, rising %v; want a knee in %v, rising %v", c.Knee, c.Rising, tt.knee, tt.rising)
			}
			if c.Knee > 0 && (c.Beyond <= 0 || c.Beyond >= 1) {
				t.Errorf("%g of the invocations lie beyond the knee", c.Beyond)
			}
			n := 0
			for _, b := range c.Bins {
				n += b.N
			}
			if n != 2000 || len(c.Bins) > climbBins+1 {
				t.Errorf("%d points in %d groups", n, len(c.Bins))
			}
		})
	}
}

// Requests pile up because the target is slow, which is no effect of
// concurrency; unless they pile up far.
func TestClimbOfASteadyLoad(t *testing.T) {
	points := climbing(func(n int) float64 { return float64(n) })
	if c := ClimbOf(points[:200], false); len(c.Bins) != 0 {
		t.Errorf("a steady load of up to 5 in flight was judged: %+v", c)
	}
	if c := ClimbOf(points, false); !c.Rising {
		t.Error("a steady load that piled up to 50 in flight was not judged to rise")
	}
	if c := ClimbOf(nil, true); len(c.Bins) != 0 || c.Rising {
		t.Errorf("nothing was judged: %+v", c)
	}
}

// A wide load of one callers' number only is no climb.
func TestClimbNeedsGroups(t *testing.T) {
	points := climbing(func(int) float64 { return 20 })
	for i := range points {
		points[i].InFlight = 8
	}
	if c := ClimbOf(points, true); len(c.Bins) != 0 {
		t.Errorf("judged one number of requests in flight: %+v", c)
	}
}

package advice

import (
	"cmp"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// How a climb is judged.
const (
	climbBins    = 10   // groups of invocations at most
	fewestInBin  = 40   // invocations in a group at least
	fewestBins   = 3    // groups without which there is no climb
	climbShare   = 0.1  // by how much a median must be above another to count as risen
	farBelow     = 1.5  // the top is held against a group with its concurrency divided by this
	wideAtLeast  = 8    // in flight: a load that is no ramp but got this far …
	wideMultiple = 4    // … from so many times fewer is one all the same: its target fell behind
	climbQuarter = 0.05 // quantiles between which the range of a load is taken
)

// Point is an invocation with the number of requests in flight as it was sent,
// itself included, and its times in ms.
type Point struct {
	InFlight          int
	Duration, Latency float64
}

// Level is a median in ms with its exact 95 % interval, and the p95.
type Level struct{ P50, Low, High, P95 float64 }

// LoadBin is a group of invocations that were sent into about as many others.
type LoadBin struct {
	Low, High         int // in flight at sending
	N                 int
	Duration, Latency Level
}

// Climb is what more concurrency does to duration and latency.
type Climb struct {
	Bins   []LoadBin // ascending; empty where the load varied too little to tell
	Knee   int       // most in flight before a median rises; 0 where none does
	Rising bool      // a median still rises at the top
	Of     string    // what rises: "duration" or "latency"
	// Beyond is the share of the invocations that were sent beyond the knee.
	Beyond float64
}

// ClimbOf judges the points of a load; ramp says that it was meant to vary its
// concurrency. A load that was not is judged only where its concurrency went
// far: at a steady one requests pile up when the target is slow, and not the
// other way round.
//
// Points are grouped by the number in flight into at most ten groups of at
// least 40. A group has risen when the interval of its median lies more than
// 10 % above that of the lowest group. The knee is the last group before the
// first that has; the climb goes on at the top when the last one lies as much
// above the group at two thirds of its concurrency.
func ClimbOf(points []Point, ramp bool) Climb {
	points = slices.SortedFunc(slices.Values(points), func(a, b Point) int { return cmp.Compare(a.InFlight, b.InFlight) })
	if !ramp && !wide(points) {
		return Climb{}
	}
	c := Climb{Bins: binned(points)}
	if len(c.Bins) < fewestBins {
		return Climb{}
	}
	for _, q := range []struct {
		name string
		of   func(LoadBin) Level
	}{{"duration", durationLevel}, {"latency", latencyLevel}} {
		knee, rising := kneeOf(c.Bins, q.of)
		if knee > 0 && (c.Knee == 0 || knee < c.Knee) {
			c.Knee, c.Of = knee, q.name
		}
		c.Rising = c.Rising || rising
	}
	if c.Knee > 0 {
		below := slices.IndexFunc(points, func(p Point) bool { return p.InFlight > c.Knee })
		c.Beyond = 1 - float64(below)/float64(len(points))
	}
	return c
}

func durationLevel(b LoadBin) Level { return b.Duration }
func latencyLevel(b LoadBin) Level  { return b.Latency }

// wide reports whether sorted points cover a wide range of concurrency.
func wide(points []Point) bool {
	if len(points) == 0 {
		return false
	}
	at := func(q float64) int { return points[int(q*float64(len(points)-1))].InFlight }
	low, high := at(climbQuarter), at(1-climbQuarter)
	return high >= wideAtLeast && high >= wideMultiple*low
}

// binned groups sorted points; those with equal concurrency stay together.
func binned(points []Point) []LoadBin {
	size := max(fewestInBin, (len(points)+climbBins-1)/climbBins)
	var out []LoadBin
	for len(points) > 0 {
		n := min(size, len(points))
		for n < len(points) && points[n].InFlight == points[n-1].InFlight {
			n++
		}
		if len(points)-n < fewestInBin {
			n = len(points)
		}
		if n >= fewestInBin {
			out = append(out, newBin(points[:n]))
		}
		points = points[n:]
	}
	return out
}

func newBin(points []Point) LoadBin {
	return LoadBin{
		Low: points[0].InFlight, High: points[len(points)-1].InFlight, N: len(points),
		Duration: levelOf(points, func(p Point) float64 { return p.Duration }),
		Latency:  levelOf(points, func(p Point) float64 { return p.Latency }),
	}
}

func levelOf(points []Point, of func(Point) float64) Level {
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = of(p)
	}
	slices.Sort(values)
	var l Level
	l.P50, _ = estimate.Quantile(values, 0.5)
	l.P95, _ = estimate.Quantile(values, 0.95)
	iv, _ := estimate.QuantileInterval(values, 0.5, 0.95)
	l.Low, l.High = iv.Low, iv.High
	return l
}

// kneeOf is the most in flight before the median of a quantity rises, 0 where it
// does not, and whether it still rises at the top.
func kneeOf(bins []LoadBin, of func(LoadBin) Level) (knee int, rising bool) {
	risen := func(b, from LoadBin) bool { return of(b).Low > (1+climbShare)*of(from).High }
	first := slices.IndexFunc(bins, func(b LoadBin) bool { return risen(b, bins[0]) })
	if first < 0 {
		return 0, false
	}
	top := bins[len(bins)-1]
	below := bins[0]
	for _, b := range bins {
		if float64(b.High)*farBelow <= float64(top.High) {
			below = b
		}
	}
	return max(1, bins[first-1].High), risen(top, bins[0]) && risen(top, below)
}

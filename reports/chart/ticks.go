package chart

import "math"

// logTicks are the ticks of a logarithmic axis that encloses [low, high]: 1, 2
// and 5 of each decade, powers of ten only where that would be too many. Values
// must be positive.
func logTicks(low, high float64) []float64 {
	steps := []float64{1, 2, 5}
	if high/low > 2000 {
		steps = []float64{1}
	}
	var all []float64
	first, last := int(math.Floor(math.Log10(low)))-1, int(math.Ceil(math.Log10(high)))+1
	for d := first; d <= last; d++ {
		for _, s := range steps {
			all = append(all, power(s, d))
		}
	}
	from, to := 0, len(all)-1
	for from+1 < len(all) && all[from+1] <= low {
		from++
	}
	for to > from+1 && all[to-1] >= high {
		to--
	}
	return all[from : to+1]
}

// power is s·10^d, exact where a float can be.
func power(s float64, d int) float64 {
	if d < 0 {
		return s / math.Pow(10, float64(-d))
	}
	return s * math.Pow(10, float64(d))
}

// linearTicks are the ticks of a linear axis from zero to at least high, about
// five of them.
func linearTicks(high float64) []float64 {
	const about = 5
	if high <= 0 || math.IsInf(high, 0) || math.IsNaN(high) {
		return []float64{0, 1}
	}
	d := int(math.Floor(math.Log10(high / about)))
	step := 10.0 // times 10^d
	for _, s := range []float64{1, 2, 5} {
		if power(s, d)*about >= high*(1-1e-9) {
			step = s
			break
		}
	}
	ticks := []float64{0}
	for i := 1; ticks[len(ticks)-1] < high*(1-1e-9); i++ {
		ticks = append(ticks, power(step*float64(i), d))
	}
	return ticks
}

// signedTicks are the ticks of a linear axis that encloses [low, high] and zero,
// in steps as linearTicks takes them for the longer side.
func signedTicks(low, high float64) []float64 {
	up := linearTicks(max(high, -low))
	step := up[1]
	var ticks []float64
	for n := math.Ceil(-low/step - 1e-9); n > 0; n-- {
		ticks = append(ticks, -n*step)
	}
	for n := 0.0; n <= max(1, math.Ceil(high/step-1e-9)); n++ {
		ticks = append(ticks, n*step)
	}
	return ticks
}

// rangeTicks are the ticks of a linear axis that encloses [low, high], about five
// of them; one of low and high alone gets room around it.
func rangeTicks(low, high float64) []float64 {
	if high <= low {
		low, high = low-math.Abs(low)/10-1e-9, high+math.Abs(high)/10+1e-9
	}
	step := linearTicks(high - low)[1]
	ticks := []float64{math.Floor(low/step+1e-9) * step}
	for ticks[len(ticks)-1] < high-step*1e-9 {
		next := (math.Round(ticks[0]/step) + float64(len(ticks))) * step
		ticks = append(ticks, tidy(next, step))
	}
	ticks[0] = tidy(ticks[0], step)
	return ticks
}

// tidy takes off a tick what its arithmetic added to its decimals.
func tidy(tick, step float64) float64 {
	decimals := math.Pow(10, 2-math.Floor(math.Log10(step)))
	return math.Round(tick*decimals) / decimals
}

// axis maps values to y coordinates between bottom and top.
type axis struct {
	ticks       []float64
	bottom, top float64
	log         bool
}

// at is the coordinate of a value; values beyond the axis stay at its end.
func (a axis) at(v float64) float64 {
	low, high := a.ticks[0], a.ticks[len(a.ticks)-1]
	v = min(max(v, low), high)
	share := (v - low) / (high - low)
	if a.log {
		share = math.Log(v/low) / math.Log(high/low)
	}
	return a.bottom + share*(a.top-a.bottom)
}

// spread moves coordinates, which must be sorted, apart until each is at least
// gap from the next, and keeps them within [low, high] where they have room.
func spread(ys []float64, gap, low, high float64) []float64 {
	out := make([]float64, len(ys))
	for i, y := range ys {
		out[i] = max(y, low)
		if i > 0 {
			out[i] = max(out[i], out[i-1]+gap)
		}
	}
	limit := high
	for i := len(out) - 1; i >= 0 && out[i] > limit; i-- {
		out[i] = limit
		limit -= gap
	}
	return out
}

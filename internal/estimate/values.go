package estimate

import "math/rand/v2"

// Values are those of one group, however they are held. All finite, in an order
// that is the same on every call.
type Values interface {
	// Len is the number of values.
	Len() int
	// Sum is the sum of all values.
	Sum() float64
	// Draw is the sum of count values drawn with replacement, each of them the
	// one at the position that random.IntN(Len()) says.
	Draw(random *rand.Rand, count int) float64
	// Each visits all values, equal ones together where that is easy, in any
	// order that is the same on every call.
	Each(visit func(value float64, count int))
}

// Floats are values in memory.
type Floats []float64

var _ Values = Floats(nil)

// Len implements Values.
func (f Floats) Len() int { return len(f) }

// Sum implements Values.
func (f Floats) Sum() float64 {
	sum := 0.0
	for _, v := range f {
		sum += v
	}
	return sum
}

// Draw implements Values.
func (f Floats) Draw(random *rand.Rand, count int) float64 {
	sum := 0.0
	for range count {
		sum += f[random.IntN(len(f))]
	}
	return sum
}

// Each implements Values: one by one, in their order.
func (f Floats) Each(visit func(value float64, count int)) {
	for _, v := range f {
		visit(v, 1)
	}
}

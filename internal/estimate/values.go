package estimate

// Values are those of one group, however they are held. All finite, in an order
// that is the same on every call.
type Values interface {
	// Len is the number of values.
	Len() int
	// At is the value at position i, from 0.
	At(i int) float64
	// Each visits all values, equal ones together where that is easy, in any
	// order that is the same on every call.
	Each(visit func(value float64, count int))
}

// Floats are values in memory.
type Floats []float64

var _ Values = Floats(nil)

// Len implements Values.
func (f Floats) Len() int { return len(f) }

// At implements Values.
func (f Floats) At(i int) float64 { return f[i] }

// Each implements Values: one by one, in their order.
func (f Floats) Each(visit func(value float64, count int)) {
	for _, v := range f {
		visit(v, 1)
	}
}

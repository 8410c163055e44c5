package load

import "math/bits"

// Draws is an endless row of random numbers of which any can be had at once:
// draw n depends on the seed, the stream and n alone. It holds no state.
type Draws struct{ key uint64 }

// golden is 2^64 divided by the golden ratio: multiples of it lie far apart.
const golden = 0x9e3779b97f4a7c15

// NewDraws starts the row of a seed; each stream of it is a row of its own.
func NewDraws(seed, stream uint64) Draws {
	return Draws{mix(mix(seed+golden) + stream*golden)}
}

// Below is draw n as a whole number from 0 to limit−1.
func (d Draws) Below(n, limit int) int {
	high, _ := bits.Mul64(d.bits(n), uint64(limit))
	return int(high)
}

// Share is draw n as a number from 0 up to, but not, 1.
func (d Draws) Share(n int) float64 { return float64(d.bits(n)>>11) / (1 << 53) }

func (d Draws) bits(n int) uint64 { return mix(d.key + uint64(n)*golden) }

// mix is the finaliser of SplitMix64: every bit of x changes half of the bits
// of the result. https://doi.org/10.1145/2714064.2660195
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

package main

import "math"

// hash turns a lattice point into a number in [0, 1) that looks random and is
// always the same.
func hash(x, y, seed int) float64 {
	h := uint32(x)*0x9E3779B1 ^ uint32(y)*0x85EBCA77 ^ uint32(seed)*0xC2B2AE3D
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	h ^= h >> 15
	return float64(h) / (1 << 32)
}

// noise is value noise: hash at the lattice points, smooth between them.
func noise(x, y float64, seed int) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := smooth(x-x0), smooth(y-y0)
	ix, iy := int(x0), int(y0)
	top := mix(hash(ix, iy, seed), hash(ix+1, iy, seed), fx)
	bottom := mix(hash(ix, iy+1, seed), hash(ix+1, iy+1, seed), fx)
	return mix(top, bottom, fy)
}

// fractal adds octaves of noise, each twice as fine and half as strong; the
// result is in [0, 1).
func fractal(x, y float64, octaves, seed int) float64 {
	sum, weight, total := 0.0, 1.0, 0.0
	for o := range octaves {
		sum += weight * noise(x, y, seed+o)
		total += weight
		x, y, weight = 2*x, 2*y, weight/2
	}
	return sum / total
}

// smooth eases t from 0 to 1 with flat ends.
func smooth(t float64) float64 {
	t = min(max(t, 0), 1)
	return t * t * (3 - 2*t)
}

// mix goes from a to b as t goes from 0 to 1.
func mix(a, b, t float64) float64 { return a + (b-a)*t }

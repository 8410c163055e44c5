//go:build !linux

package main

// peakMB is known on Linux alone.
func peakMB() float64 { return 0 }

//go:build !race

package builtin

// raceDetector is true when the race detector is on, whose own memory would be measured too.
const raceDetector = false

// Package powertuning reads and writes the figures of AWS Lambda Power Tuning
// (https://github.com/alexcasalboni/aws-lambda-power-tuning): the part of a
// visualization URL after its #, and the output of the state machine.
//
// They are means alone: of how many invocations is not in them, nor how these
// vary. Nothing is requested from anywhere: the data are in the URL.
package powertuning

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Bounds of what Lambda offers and the tool measures.
const (
	MinMemoryMB   = 128
	MaxMemoryMB   = 10240
	maxDurationMS = 900_000
)

// Visualizer is the page that the URLs of this package lead to.
const Visualizer = "https://lambda-power-tuning.show/"

// Point is what the tool found at one memory size.
type Point struct {
	MemoryMB   int
	DurationMS float64         // mean of the billed invocations that it kept, above 0
	Cost       decimal.Decimal // of an invocation, at the tool's prices, the request not in it
}

// Profile is a function at its sizes, ascending and each once.
type Profile struct {
	Name   string // as a comparison names it; "" else
	Points []Point
}

// Found is what was read: one profile, or two of a comparison.
type Found struct {
	Profiles []Profile
	// Currency is that of the costs: CNY where the URL says so, else USD.
	Currency string
	// Rounded is true of what comes from a URL, which holds 32-bit floats.
	Rounded bool
}

// Parse reads a URL, what stands in one after the #, or the JSON that the state
// machine put out.
func Parse(text string) (*Found, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") {
		return parseOutput(text)
	}
	return parseURL(text)
}

// checked is a profile of points that make one.
func checked(name string, points []Point) (Profile, error) {
	if len(points) == 0 {
		return Profile{}, errors.New("there is no memory size in it")
	}
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int { return a.MemoryMB - b.MemoryMB })
	for i, p := range points {
		switch {
		case p.MemoryMB < MinMemoryMB || p.MemoryMB > MaxMemoryMB:
			return Profile{}, fmt.Errorf("it has %d MB, and functions have %d to %d MB", p.MemoryMB, MinMemoryMB, MaxMemoryMB)
		case i > 0 && p.MemoryMB == points[i-1].MemoryMB:
			return Profile{}, fmt.Errorf("it has %d MB twice", p.MemoryMB)
		case !(p.DurationMS > 0 && p.DurationMS <= maxDurationMS): // also not a number
			return Profile{}, fmt.Errorf("the mean duration at %d MB is %v ms, and functions run for more than 0 up to %d ms", p.MemoryMB, p.DurationMS, maxDurationMS)
		case p.Cost.IsNegative():
			return Profile{}, fmt.Errorf("the cost at %d MB is %s, below 0", p.MemoryMB, p.Cost)
		}
	}
	return Profile{Name: name, Points: points}, nil
}

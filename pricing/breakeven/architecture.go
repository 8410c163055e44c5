package breakeven

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// architectures are the two that AWS prices apart, as the ends of components.
var architectures = [2]string{"x86_64", "arm64"}

// ArchitectureCost is what the same work costs on an architecture.
type ArchitectureCost struct {
	Architecture string
	Bill         pricing.Bill // at list prices
	Assumed      bool         // its durations were not measured, but taken from the other one
}

// Note is what has to be said beside the cost, "" where it was measured.
func (c ArchitectureCost) Note() string {
	if !c.Assumed {
		return ""
	}
	return "durations on " + c.Architecture + " are assumed equal and were not measured: no ground for a recommendation"
}

// OtherArchitecture prices usage that was measured on one architecture, and
// again as if it had taken just as long on the other. The measured one comes
// first. Code runs faster on the one or the other by far more than their prices
// differ, so that the second figure says what to measure and not what to choose.
func OtherArchitecture(book *pricing.Book, measured []pricing.Usage) ([2]ArchitectureCost, error) {
	from, to, err := architectureOf(measured)
	if err != nil {
		return [2]ArchitectureCost{}, err
	}
	other := make([]pricing.Usage, len(measured))
	for i, u := range measured {
		if name, ok := strings.CutSuffix(u.Component, "-"+from); ok {
			u.Component = name + "-" + to
		}
		other[i] = u
	}
	costs := [2]ArchitectureCost{{Architecture: from}, {Architecture: to, Assumed: true}}
	for i, usage := range [][]pricing.Usage{measured, other} {
		if costs[i].Bill, err = book.List(usage...); err != nil {
			return [2]ArchitectureCost{}, err
		}
	}
	return costs, nil
}

// architectureOf is the one that the usage is of, and the other.
func architectureOf(usage []pricing.Usage) (from, to string, err error) {
	for _, u := range usage {
		for i, name := range architectures {
			switch other := architectures[1-i]; {
			case !strings.HasSuffix(u.Component, "-"+name):
			case from == other:
				return "", "", fmt.Errorf("the usage is of both %s and %s", from, name)
			default:
				from, to = name, other
			}
		}
	}
	if from == "" {
		return "", "", fmt.Errorf("the usage is of no architecture: none of its components ends in %s", strings.Join(architectures[:], " or "))
	}
	return from, to, nil
}

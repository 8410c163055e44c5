package reports

import (
	"fmt"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// GeneratorBusy is the share of its CPU from which on a load generator may be
// what was measured.
const GeneratorBusy = 0.9

// Generator is what the load generator took for the load phases of a trial.
type Generator struct {
	Workers     int     `json:"workers"`       // the most that there were at once
	MaxWorkers  int     `json:"max_workers"`   // how many there might have been; 0 without a bound
	MaxInFlight int     `json:"max_in_flight"` // the most requests on their way at once
	Busy        float64 `json:"busy"`          // share of the CPU it might use that it used
}

// generatorOf is what the blocks say of their generator, nil where none does.
func generatorOf(blocks []*observedBlock) *Generator {
	var out Generator
	var sum measure.Generator
	for _, b := range blocks {
		g := b.Generator
		out.Workers = max(out.Workers, g.Workers)
		out.MaxWorkers = max(out.MaxWorkers, g.MaxWorkers)
		out.MaxInFlight = max(out.MaxInFlight, g.InFlight)
		sum.CPU += g.CPU
		sum.Elapsed += g.Elapsed
		sum.Cores = max(sum.Cores, g.Cores)
	}
	if out.Workers == 0 {
		return nil
	}
	out.Busy = tidy(sum.Busy())
	return &out
}

// doubt is what is doubtful about a generator, "" where nothing is.
func (g *Generator) doubt() string {
	switch {
	case g == nil:
		return ""
	case g.Busy > GeneratorBusy:
		return fmt.Sprintf("it used %s of the CPU it might use", advice.Percent(g.Busy))
	case g.MaxWorkers > 0 && g.MaxInFlight >= g.MaxWorkers:
		return fmt.Sprintf("all %d workers waited for answers, so further sends waited too; load.max_workers raises the bound", g.MaxWorkers)
	default:
		return ""
	}
}

package scenarios

import (
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// ParamValue is the value that a variant has for one of Matrix.Params.
type ParamValue struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Setting bool   `json:"setting,omitempty"` // of the platform, not of the code
}

// Variant is one point of the matrix.
type Variant struct {
	Index        int // position in the plan
	Target       int // index into Scenario.Targets
	MemoryMB     int
	Architecture string
	Params       []ParamValue
	Added        bool // not in the matrix: it is here because it runs today
}

// Setting is the value of a setting of the platform, "" where the variant has
// none of its own.
func (v Variant) Setting(name string) string {
	for _, p := range v.Params {
		if p.Setting && p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Variables are the params that the code is given: all but settings.
func (v Variant) Variables() []ParamValue {
	return slices.DeleteFunc(slices.Clone(v.Params), func(p ParamValue) bool { return p.Setting })
}

// Block is one variant under the load profile, once; of a capacity search, one
// probe.
type Block struct {
	Index   int // position in the run
	Round   int // from 0
	Variant int // index into Plan.Variants

	Rate check.Rate    // of a probe; 0: the block is none
	For  time.Duration // what counts of a probe
}

// Plan is a scenario expanded: which variants there are and in which order
// their blocks run.
type Plan struct {
	Variants []Variant
	Rounds   int
	Blocks   []Block
}

package scenarios

// ParamValue is the value that a variant has for one of Matrix.Params.
type ParamValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
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

// Block is one variant under the load profile, once.
type Block struct {
	Index   int // position in the run
	Round   int // from 0
	Variant int // index into Plan.Variants
}

// Plan is a scenario expanded: which variants there are and in which order
// their blocks run.
type Plan struct {
	Variants []Variant
	Rounds   int
	Blocks   []Block
}

package rundir

import "github.com/sweetspot-bench/sweetspot/internal/measure"

// Imported says where the samples come from that sweetspot did not measure.
type Imported struct {
	Tool    string               `json:"tool"` // that measured them: "vegeta", "lambda-logs"
	File    string               `json:"file"`
	Format  string               `json:"format"`
	Results int                  `json:"results"`
	Args    []string             `json:"args,omitempty"` // the command line that imports the same; none: import FILE
	Load    string               `json:"load,omitempty"` // in words, where the scenario does not say it
	Log     *measure.FunctionLog `json:"log,omitempty"`  // of a function
}

package main

import (
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// keeper writes the samples of a run to disk.
type keeper struct {
	file *rundir.Samples
}

func (k *keeper) record(s measure.Sample) error { return k.file.Write(s) }

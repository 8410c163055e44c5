package main

import (
	"sync"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

// keeper holds the samples of a run for its summary and writes each to disk.
type keeper struct {
	file *rundir.Samples

	mu  sync.Mutex
	all []measure.Sample
}

func (k *keeper) record(s measure.Sample) error {
	k.mu.Lock()
	k.all = append(k.all, s)
	k.mu.Unlock()
	return k.file.Write(s)
}

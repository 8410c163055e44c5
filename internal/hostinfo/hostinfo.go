// Package hostinfo says on which machine a run was made, and how fast it is.
//
// Amounts of a local run are this machine's CPU time at a provider's price, so
// every run records what the machine is. What the system does not tell is left
// empty; nothing here fails.
package hostinfo

import (
	"runtime"
	"strings"
)

// Info describes the machine.
type Info struct {
	CPU      string // model as the maker calls it, or the architecture when it is unknown
	Cores    int    // that this process may use, by affinity; hyper-threads count as cores
	OS       string // system, architecture and kernel, e.g. "linux/amd64 kernel 6.18.0"
	MemoryMB int    // physical memory in MB of 2^20 bytes, 0 when unknown
}

// Read asks the system.
func Read() Info {
	return Info{
		CPU:      orElse(tidy(cpuModel()), runtime.GOARCH),
		Cores:    runtime.NumCPU(),
		OS:       strings.TrimSpace(runtime.GOOS + "/" + runtime.GOARCH + " " + kernel()),
		MemoryMB: int(memoryBytes() >> 20),
	}
}

// tidy drops what makers put around a model's name.
func tidy(model string) string {
	model = strings.NewReplacer("(R)", "", "(TM)", "", "(tm)", "").Replace(model)
	return strings.Join(strings.Fields(model), " ")
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

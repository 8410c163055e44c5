package load

import (
	"runtime"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// generatorWatch notes what the generator takes while it sends.
type generatorWatch struct {
	start time.Time
	cpu   time.Duration
}

func watchGenerator() generatorWatch {
	return generatorWatch{start: time.Now(), cpu: processCPU()}
}

func (w generatorWatch) report(workers, maxWorkers, inFlight int) measure.Generator {
	return measure.Generator{
		Workers: workers, MaxWorkers: maxWorkers, InFlight: inFlight,
		CPU: processCPU() - w.cpu, Elapsed: time.Since(w.start), Cores: runtime.GOMAXPROCS(0),
	}
}

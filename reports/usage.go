package reports

import "github.com/sweetspot-bench/sweetspot/internal/measure"

// Usage is the CPU that the replicas of a container used in the load phases of a
// trial.
type Usage struct {
	Replicas int     `json:"replicas"`
	Cores    float64 `json:"cores"`     // mean, of all replicas together
	CPUShare float64 `json:"cpu_share"` // of the vCPU that they had together; a little above 1 where a limit lets through bursts
	// ThrottledShare is the time that they waited for their quota over the time
	// that they ran; several threads of one may wait at once.
	ThrottledShare float64 `json:"throttled_share"`
}

// usageOf is what the blocks say of the CPU used, nil where none does.
func usageOf(blocks []*observedBlock) *Usage {
	var sum measure.Usage
	var had float64 // vCPU-seconds
	for _, b := range blocks {
		u := b.Usage
		if u == nil || u.Elapsed <= 0 {
			continue
		}
		sum.CPU += u.CPU
		sum.Throttled += u.Throttled
		sum.Elapsed += u.Elapsed
		sum.Replicas = max(sum.Replicas, u.Replicas)
		had += u.VCPU * u.Elapsed.Seconds()
	}
	if had <= 0 {
		return nil
	}
	ran := sum.Elapsed.Seconds()
	return &Usage{
		Replicas: sum.Replicas, Cores: tidy(sum.CPU.Seconds() / ran), CPUShare: tidy(sum.CPU.Seconds() / had),
		ThrottledShare: tidy(sum.Throttled.Seconds() / (ran * float64(max(1, sum.Replicas)))),
	}
}

package lambdalogs

import "github.com/sweetspot-bench/sweetspot/internal/lambdareport"

// lacks is what a report has to have and has not, "" for nothing.
func lacks(r *lambdareport.Report) string {
	switch {
	case r.RequestID == "":
		return "a request ID"
	case !r.HasDuration:
		return "a duration"
	case !r.HasBilled:
		return "a billed duration"
	case r.MemoryMB == 0:
		return "a memory size from 128 to 10240 MB"
	}
	return ""
}

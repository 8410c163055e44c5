package reply

import "github.com/sweetspot-bench/sweetspot/internal/lambdareport"

// InitFailed reports whether a log tail tells of an init that did not succeed,
// and how: "error" or "timeout".
func InitFailed(log string) (status string, failed bool) {
	r, ok := lambdareport.InitOfLog(log)
	return r.Status, ok && r.Status != ""
}

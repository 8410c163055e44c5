package reports

// The exit codes that a summary can lead to.
const (
	ExitDone         = 0
	ExitFailed       = 1 // a gate of level error failed
	ExitNoAnswer     = 3 // nothing can be recommended
	ExitInconclusive = 4 // a gate of level error is inconclusive
)

// ExitCode is the code that a run with this summary ends with: 3 without an
// answer, else 1 when a gate of level error failed, else 4 when one is
// inconclusive, else 0. Gates of level warn never change it. inconclusive turns
// the 4 into another: "fail" into 1, "warn" and "pass" into 0.
func (s *Summary) ExitCode(inconclusive string) int {
	if !s.Recommendation.Answered() {
		return ExitNoAnswer
	}
	code := ExitDone
	for _, g := range s.Gates {
		if g.Level == "warn" {
			continue
		}
		switch g.Verdict {
		case Fail:
			return ExitFailed
		case Inconclusive:
			code = ExitInconclusive
		}
	}
	if code == ExitInconclusive {
		switch inconclusive {
		case "fail":
			return ExitFailed
		case "warn", "pass":
			return ExitDone
		}
	}
	return code
}

package limits

// Observed reads what a control group that somebody else made has used, such as a
// container engine.
type Observed interface {
	// Usage reads the counters. It fails once the group is gone.
	Usage() (Usage, error)
	Close()
}

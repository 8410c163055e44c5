package runners

import "context"

// Leftover is something that a run made elsewhere and that is still there: its
// own tag says so.
type Leftover struct {
	Resource string // its ARN
	Run      string // the ID of the run that made it
}

// Sweeper removes what runs left behind whose journals are lost.
type Sweeper interface {
	// Leftovers finds what carries the tag of a run, in the order in which it can
	// be removed.
	Leftovers(ctx context.Context) ([]Leftover, error)
	// Remove removes a leftover, and waits until it is gone. What is gone already
	// is no error.
	Remove(ctx context.Context, l Leftover) error
}

package measure

import "time"

// Launch is how one task of a container came up, by the times of its platform;
// zero where the platform gave none.
type Launch struct {
	Variant     int       `json:"variant"`     // index in the plan
	Environment string    `json:"environment"` // as in the samples that it served
	Zone        string    `json:"zone,omitempty"`
	CPU         string    `json:"cpu,omitempty"` // model, "" where it is not known
	Created     time.Time `json:"created_at,omitzero"`
	PullStarted time.Time `json:"pull_started_at,omitzero"` // of the image
	PullStopped time.Time `json:"pull_stopped_at,omitzero"`
	Connected   time.Time `json:"connected_at,omitzero"` // to the platform's control
	Started     time.Time `json:"started_at,omitzero"`
	// Healthy is when it was first seen to be healthy by the looks of the runner:
	// later than it was by their distance at most.
	Healthy time.Time `json:"healthy_at,omitzero"`
}

// StartUp is the time from the launch to the first look that found it healthy, 0
// where one of them is not known.
func (l Launch) StartUp() time.Duration {
	if l.Created.IsZero() || l.Healthy.IsZero() {
		return 0
	}
	return max(0, l.Healthy.Sub(l.Created))
}

// Scaling is one step in the number of tasks of a variant: how long after it was
// asked for all the new ones ran, and were healthy.
type Scaling struct {
	Variant int           `json:"variant"`
	From    int           `json:"from"` // tasks
	To      int           `json:"to"`
	Running time.Duration `json:"running_ns"`
	Healthy time.Duration `json:"healthy_ns"`
}

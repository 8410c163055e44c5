package measure

import "time"

// BlockState says how far a block came.
type BlockState string

// The states of a block.
const (
	BlockPending BlockState = "pending"
	BlockDone    BlockState = "done"
	BlockPartial BlockState = "partial" // interrupted, or its runner failed
)

// Block is what the run knows of one block: one variant under the load
// profile, once. The load phase alone is meant by Started, Finished, Intended
// and Length; warm-up and forced cold starts come before Started.
type Block struct {
	Index    int           `json:"index"`
	Round    int           `json:"round"`
	Variant  int           `json:"variant"`
	State    BlockState    `json:"state"`
	Started  time.Time     `json:"started_at,omitzero"`
	Finished time.Time     `json:"finished_at,omitzero"`
	Intended int           `json:"intended_sends"` // by the schedule; 0 in the closed model
	Length   time.Duration `json:"length_ns"`      // of the schedule; 0 where it has none
	Error    string        `json:"error,omitempty"`
}

package measure

// Stop says how the rounds ended that a run added to its plan until the answer
// was sure. Variants are named by their place in the plan.
type Stop struct {
	Looks  int    `json:"looks"`  // how often the variants were judged
	Rounds int    `json:"rounds"` // that were added
	Sure   bool   `json:"sure"`
	Cap    string `json:"cap,omitempty"`    // the scenario's key of the cap that ended it
	Beaten []int  `json:"beaten,omitempty"` // clearly worse than the best
	Open   []int  `json:"open,omitempty"`   // neither beaten nor known well enough
}

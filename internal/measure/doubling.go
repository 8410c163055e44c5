package measure

// Doubling says which variants of a run were measured as many times again, once,
// because it was open whether they pass their gates. Variants are named by their
// place in the plan.
type Doubling struct {
	Checks   []string  `json:"checks"` // that were open, each once
	Variants []Doubled `json:"variants"`
}

// Doubled is a variant that got more rounds.
type Doubled struct {
	Variant int `json:"variant"`
	Blocks  int `json:"blocks"` // that it is to have in the end
}

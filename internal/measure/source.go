package measure

// Source gives the samples of a run, however many they are, without holding
// them all.
//
// The samples come in batches, each once, in any order. Visit must not keep a
// batch, which is written over by the next one, but may keep copies of its
// samples. A source may leave fields of the samples unset that its maker knows
// to be unneeded. An error of visit ends the reading and is returned. Each may
// be called again, and then starts anew.
type Source interface {
	Each(visit func(batch []Sample) error) error
}

// List is a source that holds its samples.
type List []Sample

var _ Source = List(nil)

// Each gives all samples as one batch.
func (l List) Each(visit func([]Sample) error) error {
	if len(l) == 0 {
		return nil
	}
	return visit(l)
}

package reports

import (
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// wholeMix stands for all classes of payloads together.
const wholeMix = -1

// classesOf are the payloads that are told apart: those of a scenario with
// several, unless they are too many.
func classesOf(s *scenarios.Scenario) []string {
	if len(s.Payloads) < 2 || len(s.Payloads) > scenarios.MaxClasses {
		return nil
	}
	var names []string
	for _, p := range s.Payloads {
		names = append(names, p.Name)
	}
	return names
}

// classOf is the class of a sample; one after the last for a payload that the
// scenario does not have.
func (o *observed) classOf(s *measure.Sample) int {
	if i := slices.Index(o.classes, s.Payload); i >= 0 {
		return i
	}
	return len(o.classes)
}

// ofClass is what was observed of one class of payloads. What belongs to the
// variant as a whole, such as its environments, stays that.
func (o *observed) ofClass(class int) *observed {
	out := *o
	out.class = class
	return &out
}

// eachClass is what was observed of each class by itself; the whole alone where
// none are told apart, or where a class is looked at already.
func (o *observed) eachClass() []*observed {
	if len(o.classes) == 0 || o.class != wholeMix {
		return []*observed{o}
	}
	var out []*observed
	for i := range o.classes {
		out = append(out, o.ofClass(i))
	}
	return out
}

// className names the class that is looked at, "" for all together.
func (o *observed) className() string {
	if o.class < 0 || o.class >= len(o.classes) {
		return ""
	}
	return o.classes[o.class]
}

// has reports whether a sample is of the class that is looked at.
func (o *observed) has(s *measure.Sample) bool {
	return o.class == wholeMix || o.classOf(s) == o.class
}

// parts are those of a block that belong to the class that is looked at.
func (o *observed) parts(b *observedBlock) []*part { return looked(o.class, b.parts) }

// looked are the elements by class that belong to the class that is looked at.
func looked[T any](class int, all []*T) []*T {
	var out []*T
	for i, t := range all {
		if t != nil && (class == wholeMix || class == i) {
			out = append(out, t)
		}
	}
	return out
}

// peakMemory is the most memory in MB that was reported in any phase, 0 where
// none was.
func (o *observed) peakMemory() int {
	if o.class == wholeMix {
		return slices.Max(o.peaks)
	}
	return o.peaks[o.class]
}

// sizes are those of a block.
func (o *observed) sizes(b *observedBlock) sizes {
	var sum sizes
	for _, p := range o.parts(b) {
		sum.merge(p.sizes)
	}
	return sum
}

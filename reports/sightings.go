package reports

import (
	"cmp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/advice"
	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// mostSightings is how many invocations of a variant are kept to tell what
// concurrency does to them: ten groups of 400.
const mostSightings = 4096

// sighting is a warm success of the load phase, kept until it can be told how
// many were in flight as it was sent.
type sighting struct {
	key               uint64
	block             int
	sent              int64 // µs since 1970
	duration, latency time.Duration
}

// sightings are a sample of the invocations that is the same in whatever order
// they are added: those with the lowest keys, which are spread evenly.
type sightings struct {
	kept []sighting
	most uint64 // key above which none is kept any more, once there are many
	full bool
}

// add takes in a sample of the load phase that took so long.
func (k *sightings) add(s *measure.Sample, took time.Duration) {
	if !s.OK() || s.Cold.Waited() || took <= 0 {
		return
	}
	key := scattered(uint64(s.Block)<<40 ^ uint64(s.Seq))
	if k.full && key > k.most {
		return
	}
	k.kept = append(k.kept, sighting{key, s.Block, s.Sent.UnixMicro(), took, s.Latency()})
	if len(k.kept) == 2*mostSightings {
		k.cut()
		k.most, k.full = k.kept[mostSightings-1].key, true
	}
}

// cut leaves the lowest keys.
func (k *sightings) cut() {
	slices.SortFunc(k.kept, func(a, b sighting) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.sent, b.sent)) })
	k.kept = k.kept[:min(len(k.kept), mostSightings)]
}

// scattered is the finaliser of SplitMix64, which spreads neighbouring numbers
// (Steele, Lea and Flood 2014, https://doi.org/10.1145/2660193.2660195).
func scattered(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// points are what was kept, each with the requests in flight as they were sent,
// themselves included.
func (o *observed) points() []advice.Point {
	o.sightings.cut()
	byBlock := map[int][]sighting{}
	for _, s := range o.sightings.kept {
		byBlock[s.block] = append(byBlock[s.block], s)
	}
	var out []advice.Point
	for _, b := range o.blocks {
		out = append(out, b.flow.points(byBlock[b.Index])...)
	}
	return out
}

// points looks up the requests in flight at the sends of some sightings.
func (f *flow) points(seen []sighting) []advice.Point {
	slices.SortFunc(seen, func(a, b sighting) int { return cmp.Compare(a.sent, b.sent) })
	var out []advice.Point
	f.sweep(func(inFlight int, _, to int64) {
		for len(seen) > 0 && seen[0].sent < to {
			out = append(out, advice.Point{
				InFlight: inFlight, Duration: check.Milliseconds(seen[0].duration), Latency: check.Milliseconds(seen[0].latency),
			})
			seen = seen[1:]
		}
	})
	return out
}

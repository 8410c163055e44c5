package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/scenarios/recordings"
)

// takeSizes gives a target that is replayed the sizes of its recording, where
// the matrix does not choose among them.
func (s *draft) takeSizes(t *Target) {
	if t.Replay == nil || s.sizesNode(*t) != nil {
		return
	}
	own := s.Matrix
	if t.Matrix != nil {
		own = *t.Matrix
	}
	own.MemoryMB = t.Replay.Recording.Sizes
	if len(s.Targets) == 1 && t.Matrix == nil {
		s.Matrix = own
		return
	}
	if t.Matrix == nil && s.matrix != nil {
		s.matrices[&own] = s.matrix
	} else if t.Matrix != nil {
		s.matrices[&own] = s.matrices[t.Matrix]
	}
	t.Matrix = &own
}

// sizesNode is where the sizes of a target are chosen, nil where they are not.
func (s *draft) sizesNode(t Target) *node {
	if matrix := s.matrixNode(t); matrix != nil {
		return matrix.get("memory_mb")
	}
	return nil
}

// matrixNode is the matrix that holds for a target, nil where the file has none.
func (s *draft) matrixNode(t Target) *node {
	if t.Matrix != nil {
		return s.matrices[t.Matrix]
	}
	return s.matrix
}

// recorded finds what does not go with targets that are replayed.
func (d *decoder) recorded(s *draft) {
	for _, t := range s.Targets {
		if t.Replay == nil {
			continue
		}
		d.recordedSizes(s, t)
		d.recordedToday(s, t)
		d.recordedCold(s, t)
		if params := s.matrixOf(t).Params; len(params) > 0 {
			d.fail(d.paramNode(s, t, params[0].Name), "remove it; where: {COLUMN: TEXT} chooses rows of the recording", "the recording "+quote(t.Replay.Name())+" has no params")
		}
	}
	if !s.Replayed() {
		return
	}
	for _, key := range []string{"payloads", "tracing"} {
		if s.root.get(key) != nil {
			d.fail(keyNode(s.root, key), "remove it", "nothing is sent when a recording is replayed, so "+key+" would change nothing")
		}
	}
	for _, key := range []string{"engine", "max_workers", "drop_after"} {
		if s.load.get(key) != nil {
			d.fail(keyNode(s.load, key), "remove it", "nothing is sent when a recording is replayed, so load."+key+" would change nothing")
		}
	}
}

// recordedSizes checks that the sizes of the matrix are those of a function
// and in the recording.
func (d *decoder) recordedSizes(s *draft, t Target) {
	sizes := t.Replay.Recording.Sizes
	at := s.sizesNode(t)
	if at == nil {
		for _, mb := range sizes {
			if mb < minMemoryMB || mb > maxMemoryMB {
				d.fail(s.replays[t.Replay], "choose sizes with matrix: {memory_mb: […]}", quote(t.Replay.Name())+" has "+itoa(mb)+" MB, and functions have "+itoa(minMemoryMB)+" to "+itoa(maxMemoryMB)+" MB")
				return
			}
		}
		return
	}
	for _, item := range at.items {
		if mb, err := strconv.Atoi(item.text); err == nil && !slices.Contains(sizes, mb) {
			d.fail(item, "sizes there: "+sizesText(sizes), "there is no "+itoa(mb)+" MB in "+quote(t.Replay.Name()))
		}
	}
}

// recordedToday checks that what runs today is in the recording: without it
// nothing can be held against it.
func (d *decoder) recordedToday(s *draft, t Target) {
	if s.Current == nil || slices.Contains(t.Replay.Recording.Sizes, s.Current.MemoryMB) {
		return
	}
	at := s.root.get("current")
	if n := at.get("memory_mb"); n != nil {
		at = n
	}
	d.fail(at, "remove current, or name a size of the file: "+sizesText(t.Replay.Recording.Sizes),
		"what runs today cannot be compared: there is no "+itoa(s.Current.MemoryMB)+" MB in "+quote(t.Replay.Name()))
}

// recordedCold checks that there is something to answer a forced cold start with.
func (d *decoder) recordedCold(s *draft, t Target) {
	if s.ColdStarts == nil {
		return
	}
	at := keyNode(s.root, "cold_starts")
	if t.Replay.Profile != "" {
		d.fail(at, "remove it, or replay a file of samples", "a profile has no cold starts")
		return
	}
	for _, mb := range s.measuredSizes(t) {
		if rows, there := t.Replay.Recording.Rows[mb]; there && !slices.ContainsFunc(rows, recordings.Row.Waited) {
			d.fail(at, "remove it, or keep such rows: they have init_ms, or cold", "no cold start of "+itoa(mb)+" MB is in "+quote(t.Replay.Name()))
			return
		}
	}
}

// sizesText lists sizes for a message.
func sizesText(sizes []int) string {
	const most = 20
	var texts []string
	for _, mb := range sizes[:min(len(sizes), most)] {
		texts = append(texts, itoa(mb))
	}
	if len(sizes) > most {
		return strings.Join(texts, ", ") + " … " + itoa(sizes[len(sizes)-1])
	}
	return strings.Join(texts, ", ")
}

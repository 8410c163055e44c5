package capacity

import (
	"sync"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Board follows the searches of a run: those of each variant one after another,
// each as often as it is repeated. It is fed the samples of the run, from any
// goroutine, and told of every block that is done, in the blocks' order. A run
// that is read back from disk gives the same answers as it gave while it ran.
type Board struct {
	problem Problem
	repeat  int

	mu     sync.Mutex
	lanes  []*lane
	probes map[int]*Probe // by block: under way, or not taken yet
	watch  *watch
	taken  int // blocks up to here
}

// lane is the searches of a variant.
type lane struct {
	search *Search
	places []int // blocks of the search under way, in order
	found  []Found
}

// Found is a search's answer with the blocks that its probes were.
type Found struct {
	Answer
	Blocks []int // of each of Answer.Probes
}

// NewBoard makes a board for so many variants, each searched so often.
func NewBoard(p Problem, variants, repeat int) *Board {
	b := &Board{problem: p, repeat: max(1, repeat), probes: map[int]*Probe{}}
	for range variants {
		b.lanes = append(b.lanes, &lane{search: New(p)})
	}
	return b
}

// Sampled takes in a sample of the run; those of other phases than the load
// count for nothing.
func (b *Board) Sampled(s *measure.Sample) {
	if s.Phase != measure.PhaseLoad || s.Variant < 0 || s.Variant >= len(b.lanes) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.probes[s.Block]
	if p == nil {
		p = &Probe{}
		b.probes[s.Block] = p
	}
	p.Add(s)
	if b.watch != nil && b.watch.block == s.Block {
		b.watch.saw(&p.Calls[len(p.Calls)-1])
	}
}

// Take takes in the blocks that are done and have not been taken yet, and
// returns what each says. Blocks are in their order, each done or to be run
// again.
func (b *Board) Take(blocks []measure.Block) []Taken {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []Taken
	for _, block := range blocks[min(b.taken, len(blocks)):] {
		if !block.State.Over() {
			break
		}
		b.taken++
		if block.Variant < len(b.lanes) && block.Rate > 0 {
			all = append(all, b.take(block))
		}
	}
	return all
}

// Taken is a block that was taken in.
type Taken struct {
	Block   measure.Block
	Verdict Judged
	Ended   bool // the search, by this probe
}

func (b *Board) take(block measure.Block) Taken {
	p := b.probes[block.Index]
	if p == nil {
		p = &Probe{}
	}
	delete(b.probes, block.Index)
	p.Rate, p.Intended, p.Lost = block.Rate, block.Intended, block.Lost
	p.Seal()
	l := b.lanes[block.Variant]
	l.places = append(l.places, block.Index)
	t := Taken{Block: block, Verdict: l.search.Add(p)}
	if t.Ended = l.search.Next().Rate == 0; t.Ended {
		l.found = append(l.found, Found{l.search.Answer(), l.places})
		l.search, l.places = New(b.problem), nil
	}
	return t
}

// Next is the step of a variant; no rate where all its searches are done.
func (b *Board) Next(variant int) Step {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.lanes[variant]
	if len(l.found) >= b.repeat {
		return Step{}
	}
	return l.search.Next()
}

// Found is what the searches of a variant have found: those that are done, and
// behind them the one under way, if it has begun.
func (b *Board) Found(variant int) []Found {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.lanes[variant]
	all := l.found[:len(l.found):len(l.found)]
	if len(l.places) > 0 {
		all = append(all, Found{l.search.Answer(), l.places})
	}
	return all
}

// Hopeless is closed once the probe of a block cannot hold any more, whatever
// comes: of all the sends that count, sends, too many were bad already.
func (b *Board) Hopeless(block, sends int) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watch = newWatch(b.problem.Where, block, sends)
	return b.watch.lost
}

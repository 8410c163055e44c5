package live

import (
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// DefaultInterval is how often a stream tells of the load.
const DefaultInterval = time.Second

// Stream writes what a tap sees as JSON lines: one when the run starts, one when
// a block starts or ends, one for every interval of a phase, and the summary at
// the end. A line holds samples of one phase of one block alone, so that the
// last interval of a phase may be short.
//
// It never waits for its reader; see outlet.
type Stream struct {
	run    string
	every  time.Duration
	ticker *time.Ticker
	last   time.Time // when the last interval ended
	out    *outlet
	stop   chan struct{}
	ticks  sync.WaitGroup
}

// Stream begins to write to w, every interval. warn is called once at most, when
// the reader is given up. It is called before the run starts, and once.
func (t *Tap) Stream(w io.Writer, every time.Duration, warn func(error)) *Stream {
	s := &Stream{run: t.run.ID, every: every, ticker: time.NewTicker(every), out: newOutlet(w, warn), stop: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stream = s
	s.write(runStartedLine{s.head(EventRunStarted), t.run.Scenario, t.run.Blocks, every.Seconds(), t.run.Variants})
	s.ticks.Go(func() { s.tick(t) })
	return s
}

// tick ends an interval of t every so often.
func (s *Stream) tick(t *Tap) {
	for {
		select {
		case <-s.stop:
			return
		case <-s.ticker.C:
			t.mu.Lock()
			t.look()
			s.interval(t, true)
			t.mu.Unlock()
		}
	}
}

// Close ends the stream with the run's summary; nil, where there is none, leaves
// that line out. It waits for the reader, but not for long. The run's blocks have
// ended.
func (s *Stream) Close(summary any) {
	s.ticker.Stop()
	close(s.stop)
	s.ticks.Wait()
	if summary != nil {
		s.write(summaryLine{s.head(EventSummary), summary})
	}
	s.out.close()
}

// The methods below are called by the tap, under its lock. A nil Stream, of a tap
// without one, writes nothing.

func (s *Stream) blockStarted(t *Tap) {
	if s != nil {
		s.write(blockStartedLine{s.head(EventBlockStarted), t.place()})
	}
}

// phaseStarted begins an interval.
func (s *Stream) phaseStarted() {
	if s != nil {
		s.last = time.Now()
		s.ticker.Reset(s.every)
	}
}

func (s *Stream) blockFinished(t *Tap) {
	if s != nil {
		s.write(blockFinishedLine{s.head(EventBlockFinished), t.place(), t.block.State, t.block.Intended, t.block.Error, amounts(t.spend())})
	}
}

// interval ends an interval of t. One in which nothing happened is told of when
// its time has come, and not when its phase ends.
func (s *Stream) interval(t *Tap, due bool) {
	if s == nil || !t.open {
		return
	}
	recent := &t.recent
	if due || recent.Answered() > 0 || recent.sent > 0 || recent.due > 0 {
		s.write(s.line(t, recent))
	}
	recent.Reset()
	recent.sent, recent.due = 0, 0
	s.last = time.Now()
}

func (s *Stream) line(t *Tap, recent *span) intervalLine {
	head := s.head(EventInterval)
	length := head.Time.Sub(s.last)
	line := intervalLine{
		head: head, place: t.place(), Phase: t.phase, Length: length.Seconds(),
		Counts: map[measure.Outcome]int64{}, ColdStarts: recent.ColdStarts,
		Rate: rates{Achieved: perSecond(recent.sent, length)}, InFlight: t.run.Traffic.InFlight(),
		Lag:       quantilesOf(&recent.Lag),
		Latency:   split[*quantiles]{quantilesOf(&recent.Warm), quantilesOf(&recent.Cold)},
		Histogram: split[*measure.Distribution]{&recent.Warm, &recent.Cold},
		Spend:     amounts(t.spend()),
	}
	for i, outcome := range measure.Outcomes() {
		line.Counts[outcome] = recent.ByOutcome[i]
	}
	if t.due > 0 {
		intended := perSecond(recent.due, length)
		line.Rate.Intended = &intended
	}
	return line
}

func (s *Stream) head(event string) head {
	return head{Schema, event, s.run, time.Now().UTC()}
}

// write encodes a line and hands it on.
func (s *Stream) write(line any) {
	b, err := json.Marshal(line)
	if err != nil {
		s.out.fail(err)
		return
	}
	s.out.send(append(b, '\n'))
}

func (t *Tap) place() place {
	return place{t.block.Index, t.block.Round, t.block.Variant, t.run.Variants[t.block.Variant].Label}
}

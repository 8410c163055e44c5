package reports

import (
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// flow is when the requests of a block's load phase were sent and ended.
type flow struct {
	count       int              // of what was sent
	first, last time.Time        // send
	end         time.Time        // the last one
	busy        time.Duration    // from send to end, over all requests
	sends, ends measure.Instants // of what took time
}

// add takes in a sample of the load phase.
func (f *flow) add(s *measure.Sample) {
	if !sent(s) {
		return
	}
	if f.count == 0 || s.Sent.Before(f.first) {
		f.first = s.Sent
	}
	f.count++
	if s.Sent.After(f.last) {
		f.last = s.Sent
	}
	if s.End.After(f.end) {
		f.end = s.End
	}
	if began, ended := s.Sent.UnixMicro(), s.End.UnixMicro(); ended > began {
		f.busy += s.Service()
		f.sends.Add(began)
		f.ends.Add(ended)
	}
}

// sweep calls visit for every span between two changes of the number of
// requests in flight, in microseconds since 1970. Where one ends as the next is
// sent, it ends first.
func (f *flow) sweep(visit func(inFlight int, from, to int64)) {
	sends, ends := f.sends.Cursor(), f.ends.Cursor()
	sending := sends.Next()
	inFlight, from := 0, int64(0)
	for ends.Next() {
		for sending && sends.Microsecond < ends.Microsecond {
			if inFlight > 0 {
				visit(inFlight, from, sends.Microsecond)
			}
			inFlight, from = inFlight+1, sends.Microsecond
			sending = sends.Next()
		}
		visit(inFlight, from, ends.Microsecond)
		inFlight, from = inFlight-1, ends.Microsecond
	}
}

// elapsed is when the load phase began and how long it lasted: as the run says,
// or from the first send to the last end, whichever is longer.
func (b *observedBlock) elapsed() (from time.Time, lasted time.Duration) {
	from, to := b.Started, b.Finished
	if f := &b.flow; f.count > 0 {
		if from.IsZero() || f.first.Before(from) {
			from = f.first
		}
		if f.end.After(to) {
			to = f.end
		}
	}
	return from, max(0, to.Sub(from))
}

// sending is the time over which a block's sends are spread: the schedule's
// length, longer if sends came after it. A closed block, which has no schedule,
// sends as long as it lasts.
func (b *observedBlock) sending() time.Duration {
	if b.Length <= 0 || !b.covered {
		_, lasted := b.elapsed()
		return lasted
	}
	if b.flow.count == 0 || b.Started.IsZero() {
		return b.scheduled()
	}
	return max(b.scheduled(), b.flow.last.Sub(b.Started))
}

// scheduled is how much of its schedule a block went through: all of it, but for
// a probe that ended early, whose sends are evenly spaced.
func (b *observedBlock) scheduled() time.Duration {
	if !b.Lost || b.Rate <= 0 || b.Started.IsZero() {
		return b.Length
	}
	if b.flow.count == 0 {
		return 0
	}
	return min(b.Length, b.flow.last.Sub(b.Started)+time.Duration(float64(time.Second)/b.Rate))
}

// planned is how many sends the schedule has in that time.
func (b *observedBlock) planned() float64 {
	if b.Lost && b.Rate > 0 {
		return b.Rate * b.scheduled().Seconds()
	}
	return float64(b.Intended)
}

// rate is the intended and the achieved number of sends per second.
func rate(blocks []*observedBlock) Rate {
	var planned float64
	var sends int
	var length, sending time.Duration
	for _, b := range blocks {
		if b.Length > 0 {
			planned += b.planned()
			length += b.scheduled()
		}
		sends += b.flow.count
		sending += b.sending()
	}
	return Rate{
		Intended: maybe(planned/length.Seconds(), planned > 0 && length > 0),
		Achieved: maybe(float64(sends)/sending.Seconds(), sends > 0 && sending > 0),
	}
}

// sendLag is how late sends went out, whoever was to blame.
func sendLag(blocks []*observedBlock) SendLag {
	var lags series
	for _, b := range blocks {
		lags.add([]*measure.Tally{&b.lagFree, &b.lagBusy}, nil)
	}
	return SendLag{P50: lags.quantile(0.5), P99: lags.quantile(0.99), Max: lags.max()}
}

// blockFigures are the blocks as the summary shows them, cost apart.
func (o *observed) blockFigures() []Block {
	out := make([]Block, len(o.blocks))
	for i, b := range o.blocks {
		out[i] = Block{
			MeanBilledMS: billed(o.talliesOf(billedOf, b)).Mean,
			Service:      blockTimes(o.talliesOf(serviceOf, b)), Duration: blockTimes(o.talliesOf(durationOf, b)),
		}
		for _, p := range o.parts(b) {
			out[i].N += p.n
			out[i].Errors += p.n - p.succeeded
		}
		if t := blockTimes(o.talliesOf(latencyOf, b)); t != nil {
			out[i].Mean, out[i].P50, out[i].P90, out[i].P95, out[i].P99 = t.Mean, t.P50, t.P90, t.P95, t.P99
		}
	}
	return out
}

// blockTimes are the statistics of a block's times; nil without any.
func blockTimes(tallies []*measure.Tally) *BlockTimes {
	var s series
	s.add(tallies, nil)
	if s.len() == 0 {
		return nil
	}
	return &BlockTimes{Mean: s.mean(), P50: s.quantile(0.5), P90: s.quantile(0.9), P95: s.quantile(0.95), P99: s.quantile(0.99)}
}

package reports

import (
	"cmp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// concurrency is the number of requests in flight, from send to end, over the
// load phases of the blocks: its mean over their time and its maximum.
func concurrency(blocks []observedBlock) Concurrency {
	var out Concurrency
	var busy, elapsed time.Duration
	for _, b := range blocks {
		b.sweep(func(inFlight int, span time.Duration) {
			out.Max = max(out.Max, inFlight)
			busy += time.Duration(inFlight) * span
		})
		elapsed += b.elapsed()
	}
	if elapsed > 0 {
		out.Mean = tidy(float64(busy) / float64(elapsed))
	}
	return out
}

// step is the instant at which the number in flight changes.
type step struct {
	at time.Time
	by int
}

// sweep calls visit for every span between two changes of the number of
// requests in flight. Where one ends as the next is sent, it ends first.
func (b *observedBlock) sweep(visit func(inFlight int, span time.Duration)) {
	var steps []step
	for _, s := range b.load {
		if sent(s) && s.End.After(s.Sent) {
			steps = append(steps, step{s.Sent, 1}, step{s.End, -1})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) })
	inFlight := 0
	for i, s := range steps {
		inFlight += s.by
		if i+1 < len(steps) {
			visit(inFlight, steps[i+1].at.Sub(s.at))
		}
	}
}

// elapsed is how long the load phase lasted: as the run says, or from the first
// send to the last end, whichever is longer.
func (b *observedBlock) elapsed() time.Duration {
	from, to := b.Started, b.Finished
	for _, s := range b.load {
		if !sent(s) {
			continue
		}
		if from.IsZero() || s.Sent.Before(from) {
			from = s.Sent
		}
		if s.End.After(to) {
			to = s.End
		}
	}
	return max(0, to.Sub(from))
}

// sends counts what the generator sent.
func (b *observedBlock) sends() int {
	n := 0
	for _, s := range b.load {
		if sent(s) {
			n++
		}
	}
	return n
}

// sending is the time over which a block's sends are spread: the schedule's
// length, longer if sends came after it. A closed block, which has no schedule,
// sends as long as it lasts.
func (b *observedBlock) sending() time.Duration {
	if b.Length <= 0 || !b.covered {
		return b.elapsed()
	}
	length := b.Length
	for _, s := range b.load {
		if sent(s) && !b.Started.IsZero() {
			length = max(length, s.Sent.Sub(b.Started))
		}
	}
	return length
}

// rate is the intended and the achieved number of sends per second.
func rate(blocks []observedBlock) Rate {
	var planned, sends int
	var length, sending time.Duration
	for _, b := range blocks {
		if b.Length > 0 {
			planned += b.Intended
			length += b.Length
		}
		sends += b.sends()
		sending += b.sending()
	}
	return Rate{
		Intended: maybe(float64(planned)/length.Seconds(), planned > 0 && length > 0),
		Achieved: maybe(float64(sends)/sending.Seconds(), sends > 0 && sending > 0),
	}
}

// sendLag is how late sends went out, whoever was to blame.
func sendLag(load []*measure.Sample) SendLag {
	lags := seriesOf([][]*measure.Sample{load}, 0, func(s *measure.Sample) (float64, bool) {
		return check.Milliseconds(s.SendLag()), sent(s)
	})
	return SendLag{P50: lags.quantile(0.5), P99: lags.quantile(0.99), Max: lags.max()}
}

// blockFigures are the blocks as the summary shows them, cost apart.
func (o *observed) blockFigures() []Block {
	out := make([]Block, len(o.blocks))
	for i, b := range o.blocks {
		latency := seriesOf([][]*measure.Sample{b.load}, o.seed, latencyOf)
		out[i] = Block{
			N: len(b.load), Errors: failures(b.load),
			P50: latency.quantile(0.5), P95: latency.quantile(0.95), P99: latency.quantile(0.99),
			MeanBilledMS: o.billed(b.ran).Mean,
		}
	}
	return out
}

func failures(samples []*measure.Sample) int {
	n := 0
	for _, s := range samples {
		if !s.OK() {
			n++
		}
	}
	return n
}

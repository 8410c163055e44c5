package capacity

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// Call is what a search keeps of an invocation of a probe.
type Call struct {
	Seq              int32
	Latency, Service float32 // ms
	Lag              float32 // ms that the send was late although a worker was free; 0 where none was
	Outcome          measure.Outcome
	Contended        bool // the host was short of CPU
	Unsent           bool // dropped although a worker was free
}

// Probe is a rate held for a time, with what came of it.
type Probe struct {
	Rate     float64 // per second
	Intended int     // sends by the schedule, of those that count
	Calls    []Call  // those that count; sealed in the order of the schedule
	// Lost is set of a probe that was ended early because it could not hold any
	// more, whatever came.
	Lost bool

	first, last time.Time // send
}

// Add takes in a sample of the load phase.
func (p *Probe) Add(s *measure.Sample) {
	c := Call{
		Seq: int32(s.Seq), Latency: millis(s.Latency()), Service: millis(s.Service()),
		Outcome: s.Outcome, Contended: s.Contended,
	}
	dropped := s.Outcome == measure.OutcomeDropped
	c.Unsent = dropped && s.WorkerFree
	if s.WorkerFree && !dropped {
		c.Lag = millis(s.SendLag())
	}
	p.Calls = append(p.Calls, c)
	if p.first.IsZero() || s.Sent.Before(p.first) {
		p.first = s.Sent
	}
	if s.Sent.After(p.last) {
		p.last = s.Sent
	}
}

// figures are what the probe has measured.
func (p *Probe) figures() Figures {
	f := Figures{N: len(p.Calls)}
	if took := p.last.Sub(p.first).Seconds(); took > 0 {
		f.Achieved = float64(f.N-1) / took
	}
	values := times(p.Calls, false)
	f.Errors = f.N - len(values)
	slices.Sort(values)
	f.P50, _ = estimate.Quantile(values, 0.5)
	f.P95, _ = estimate.Quantile(values, 0.95)
	f.P99, _ = estimate.Quantile(values, 0.99)
	return f
}

// Seal puts the calls in order.
func (p *Probe) Seal() {
	slices.SortFunc(p.Calls, func(a, b Call) int { return cmp.Compare(a.Seq, b.Seq) })
}

func millis(d time.Duration) float32 { return float32(d) / float32(time.Millisecond) }

func (c *Call) ok() bool { return c.Outcome == measure.OutcomeOK }

// machine says why the probe is about the machine that sent it, "" where it is
// about the target. slow says that it is too slow, for which late sends count.
func (p *Probe) machine(slow bool) string {
	contended, late, unsent := 0, 0, max(0, p.Intended-len(p.Calls))
	allowed := millis(measure.LagAllowed(time.Duration(p.figures().P50 * float64(time.Millisecond))))
	for i := range p.Calls {
		c := &p.Calls[i]
		if c.Contended {
			contended++
		}
		if c.Unsent {
			unsent++
		}
		if c.Lag > allowed {
			late++
		}
	}
	n := len(p.Calls)
	switch {
	case !p.Lost && float64(unsent) > measure.UnsentInvalid*float64(p.Intended):
		return fmt.Sprintf("%d of %d sends were never made", unsent, p.Intended)
	case slow && late > max(1, n/100):
		return fmt.Sprintf("%d of %d sends were late although a worker was free", late, n)
	case float64(contended) > measure.ContendedInvalid*float64(n):
		return fmt.Sprintf("%d of %d invocations ran while this machine was short of CPU", contended, n)
	}
	return ""
}

// times are the latencies or service times of the successes, in ms and in the
// order of the schedule.
func times(calls []Call, service bool) []float64 {
	out := make([]float64, 0, len(calls))
	for i := range calls {
		if calls[i].ok() {
			out = append(out, calls[i].time(service))
		}
	}
	return out
}

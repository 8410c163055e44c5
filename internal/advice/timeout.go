package advice

import (
	"math"
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// What a time-out is advised by.
const (
	// CutShare is the share of invocations that an advised time-out may cut off.
	CutShare = 1e-5
	// TimeoutNeed is the number of successes without which none is advised.
	TimeoutNeed = 50
	// MaxFactor is what the longest invocation is multiplied with where no tail
	// can be fitted.
	MaxFactor = 1.5
	// fewestBeyond is how many invocations beyond a time make their share
	// countable; with fewer the tail says it.
	fewestBeyond = 10
)

// LambdaLimit is the longest time-out of a Lambda function in ms, and InitLimit
// the time that its init may take, which is not part of the time-out. Where the
// init takes longer it is run again within the first invocation, and then the
// time-out counts it.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
const (
	LambdaLimit = 900_000.0
	InitLimit   = 10_000.0
)

// Times are how long the invocations of one payload took, as the time-out
// counts it.
type Times struct {
	Payload string
	N       int
	Highest []float64 // ms, descending: all, or the estimate.TailMost + 1 highest
}

// TimeoutInput is what a time-out is advised from. Times are in ms, and 0 where
// they are not known.
type TimeoutInput struct {
	Times    []Times              // by payload, forced cold starts included
	Load     int                  // successes of the load
	Beyond   func(ms float64) int // how many of Load took longer
	Warm     int                  // of Load: those without a cold start
	Cold     int                  // cold starts in Times
	Invalid  string               // why the measurements cannot be relied on, "" where they can
	TimedOut int                  // invocations that were cut off
	Timeout  float64              // that cut them off
	InitMax  float64
	Climb    Climb
	Function bool // the time-out is a Lambda function's; else that of a server's client
	Ceilings []Ceiling
	Current  float64 // time-out of today
}

// Timeout is the advice on a time-out.
type Timeout struct {
	Seconds int    // 0: none is advised
	Reason  string // why not, a sentence
	Cap     int    // requests in flight to keep to where the time still rises beyond; 0: none
	Payload string // the slowest one, that the advice is made from
	N       int    // its invocations
	Max     float64
	Tail    *estimate.Tail // nil: by the maximum
	Needed  float64        // ms that the data ask for, before any ceiling
	Clipped *Ceiling       // what made it shorter than needed
	Checks  []Check

	in TimeoutInput
}

// AdviseTimeout advises a time-out: the upper end of what 1 in 100,000
// invocations of the slowest payload exceeds, by its tail, or 1.5 times the
// longest where no tail can be fitted; never less than the longest; rounded up
// to whole seconds, and below what waits for the answer.
func AdviseTimeout(in TimeoutInput) Timeout {
	t := Timeout{in: in}
	if t.Reason = in.unfit(); t.Reason != "" {
		return t
	}
	t.slowest()
	if t.Reason = t.unknowable(); t.Reason != "" {
		return t
	}
	t.Seconds = RoundSeconds(t.Needed)
	t.clip()
	return t
}

// slowest looks for the payload that needs the longest time-out.
func (t *Timeout) slowest() {
	for _, times := range t.in.Times {
		if len(times.Highest) == 0 {
			continue
		}
		n, highest := times.beyond(t.in.Climb)
		needed := MaxFactor * highest[0]
		tail, fits := estimate.FitTail(n, highest)
		if fits {
			needed = max(highest[0], tail.QuantileUpper(CutShare, 0.95))
		}
		if t.N > 0 && needed <= t.Needed {
			continue
		}
		t.Payload, t.N, t.Max, t.Needed, t.Tail = times.Payload, times.N, highest[0], needed, nil
		if fits {
			t.Tail = &tail
		}
	}
	if t.in.Function && t.in.InitMax >= InitLimit {
		t.Needed += t.in.InitMax
	}
}

// beyond are the times of what was sent beyond the knee, where there is one: the
// highest are taken to be from there, and the rest is not counted.
func (t Times) beyond(c Climb) (int, []float64) {
	if c.Knee == 0 {
		return t.N, t.Highest
	}
	n := max(1, int(math.Ceil(c.Beyond*float64(t.N))))
	return n, t.Highest[:min(n, len(t.Highest))]
}

// seconds steps: to 10 s whole ones, to a minute five, beyond half a minute.
var steps = []struct{ upTo, by float64 }{{10, 1}, {60, 5}, {math.Inf(1), 30}}

// RoundSeconds rounds ms up to seconds that people choose: whole ones up to
// 10 s, multiples of 5 up to a minute, of 30 beyond.
func RoundSeconds(ms float64) int {
	seconds := max(1, ms/1000)
	for _, s := range steps {
		if up := math.Ceil(seconds/s.by) * s.by; up <= s.upTo {
			return int(up)
		}
	}
	return 0 // not reached: the last step has no end
}

// Share is the share of all invocations that a time-out of so many ms cuts off,
// and whether it is more than a guess: counted, or by the tail. Without either
// it is the most that is likely, 3 in n (95 %, the rule of three: Hanley and
// Lippman-Hand, JAMA 249, 1983).
//
// Those that were cut off when they were measured count at every time-out: what
// is no longer cuts them off as well, and so does any if they hung. Whether a
// longer one would spare them is not known; then the share is the most it can be.
func (t *Timeout) Share(ms float64) (share float64, known bool) {
	if t.in.Load == 0 {
		return 0, false
	}
	n, cut := float64(t.in.Load+t.in.TimedOut), t.in.TimedOut
	spared := t.mayBeSpared(ms)
	beyond := t.in.Beyond(ms)
	if beyond+cut >= fewestBeyond {
		return float64(beyond+cut) / n, !spared
	}
	sum, all := 0.0, 0.0
	for _, times := range t.in.Times {
		all += float64(times.N)
		tail, fits := estimate.FitTail(times.N, times.Highest)
		if fits && ms >= tail.Threshold {
			sum += float64(times.N) * tail.Share(ms)
			known = true
		}
	}
	if known {
		return (sum/all*float64(t.in.Load) + float64(cut)) / n, !spared
	}
	return float64(max(3, beyond+cut)) / n, false
}

// mayBeSpared reports whether invocations that were cut off might have ended
// within so many ms.
func (t *Timeout) mayBeSpared(ms float64) bool {
	return t.in.TimedOut > 0 && ms > t.in.Timeout && !t.hung()
}

// hung reports whether invocations that were cut off did not just need longer:
// by what the others took, next to none would have reached the time-out.
func (t *Timeout) hung() bool {
	return t.in.TimedOut > 0 && MaxFactor*t.Needed < t.in.Timeout
}

// payloads are the names of those that were measured.
func (in TimeoutInput) payloads() []string {
	var out []string
	for _, t := range in.Times {
		if t.N > 0 && t.Payload != "" && !slices.Contains(out, t.Payload) {
			out = append(out, t.Payload)
		}
	}
	return out
}

// Climb is what concurrency does to the times that the advice was made from.
func (t *Timeout) Climb() Climb { return t.in.Climb }

package advice

import (
	"fmt"
	"math"

	"github.com/sweetspot-bench/sweetspot/internal/estimate"
)

// unfit says why no time-out can be advised from the data, "" where one can.
func (in TimeoutInput) unfit() string {
	switch {
	case in.Invalid != "":
		return "No time-out is advised: the measurements cannot be relied on, " + in.Invalid + "."
	case in.Load < TimeoutNeed:
		return fmt.Sprintf("No time-out is advised: %d successful invocations are too few, %d are needed.", in.Load, TimeoutNeed)
	case in.Warm == 0:
		return "No time-out is advised: every invocation was a cold start, and how long warm ones take is not known."
	}
	return ""
}

// unknowable says why the longest time cannot be known, "" where it can.
func (t *Timeout) unknowable() string {
	in := t.in
	switch {
	case in.Climb.Rising:
		t.Cap = in.Climb.Knee
		return fmt.Sprintf("No time-out is advised: the %s still rises with concurrency at the top of the ramp (%s), so that no time is long enough. Cap the concurrency at %d, up to which it does not rise.",
			in.Climb.Of, in.Climb.course(), t.Cap)
	case in.TimedOut > 0 && !t.hung():
		return fmt.Sprintf("No time-out is advised: %s cut off%s, and how long they would have taken is not known. Measure with a longer time-out.",
			were(in.TimedOut, "invocation"), in.cutAt())
	case in.Function && t.Needed > LambdaLimit:
		return fmt.Sprintf("No time-out is enough: invocations may take %s, and a Lambda function ends after %s. Split the work, or run it in a container.",
			MS(t.Needed), seconds(LambdaLimit/1000))
	}
	return ""
}

// cutAt is " at 15 s", empty where what cut them off is not known.
func (in TimeoutInput) cutAt() string {
	if in.Timeout == 0 {
		return ""
	}
	return " at " + MS(in.Timeout)
}

// were is "1 invocation was" or "12 invocations were".
func were(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " was"
	}
	return plural(n, noun) + " were"
}

// Sentences say what the advice rests on. where is " at this machine's speed" or
// empty.
func (t *Timeout) Sentences(where string) []string {
	if t.N == 0 {
		return []string{t.Reason}
	}
	var out []string
	if t.Reason != "" {
		out = append(out, t.Reason)
	}
	out = append(out, t.basis(where))
	for _, s := range []string{t.slowestSentence(), t.coldSentence(), t.in.Climb.Sentence(), t.hungSentence(), t.clippedSentence(), t.judged()} {
		if s != "" {
			out = append(out, s)
		}
	}
	for _, c := range t.Checks {
		if !c.Holds {
			out = append(out, "Not kept: "+c.Text+".")
		}
	}
	return out
}

// basis says what the longest was, and what lies beyond.
func (t *Timeout) basis(where string) string {
	s := fmt.Sprintf("The longest of %s invocations took %s%s", grouped(t.N), MS(t.Max), where)
	switch {
	case t.Tail != nil:
		return s + fmt.Sprintf("; by the tail of the %s above %s, 1 in 100,000 takes longer than %s, or %s at the upper end of its 95 %% interval (Anderson–Darling %s, below the limit of %s).",
			grouped(t.Tail.Exceedances), MS(t.Tail.Threshold), MS(t.Tail.Quantile(CutShare)), MS(max(t.Max, t.Tail.QuantileUpper(CutShare, 0.95))), trim(t.Tail.Statistic, 2), trim(t.Tail.Limit, 2))
	case t.N < estimate.TailNeed:
		return s + fmt.Sprintf("; they are too few to say what lies beyond (%d are needed), so the time-out is %s times that.", estimate.TailNeed, trim(MaxFactor, 1))
	}
	return s + fmt.Sprintf("; no tail fits them, so the time-out is %s times that.", trim(MaxFactor, 1))
}

func (t *Timeout) slowestSentence() string {
	if names := t.in.payloads(); len(names) > 1 {
		return fmt.Sprintf("It is made from the payload %s, the slowest of %d.", t.Payload, len(names))
	}
	return ""
}

// coldSentence says what of cold starts is in the time.
func (t *Timeout) coldSentence() string {
	in := t.in
	switch {
	case in.Function && in.InitMax >= InitLimit:
		return fmt.Sprintf("Init took up to %s, more than the %s that Lambda gives it: it is then run again within the first invocation, and the time-out counts it.", MS(in.InitMax), seconds(InitLimit/1000))
	case in.Cold > 0 && in.Function:
		return fmt.Sprintf("The runs of %s are in it; their init is not (%s at most): Lambda gives it %s of its own.", plural(in.Cold, "cold start"), MS(in.InitMax), seconds(InitLimit/1000))
	case in.Function:
		return "No cold start is in it: the first run of an environment may take longer."
	}
	return ""
}

func (t *Timeout) hungSentence() string {
	if !t.hung() {
		return ""
	}
	return fmt.Sprintf("%s ran into the time-out of %s: by what the others took that is no slowness, they hung.", plural(t.in.TimedOut, "invocation"), MS(t.in.Timeout))
}

func (t *Timeout) clippedSentence() string {
	if t.Clipped == nil || t.Seconds == 0 {
		return ""
	}
	share, _ := t.Share(float64(t.Seconds) * 1000)
	return fmt.Sprintf("%d s would be right, but %s; at %d s %s of the invocations may be cut off. To spare them, %s.",
		RoundSeconds(t.Needed), t.Clipped.patience(), t.Seconds, Rare(share), t.Clipped.raise(RoundSeconds(t.Needed)))
}

// judged is what today's time-out does.
func (t *Timeout) judged() string {
	if t.in.Current == 0 {
		return ""
	}
	now := seconds(t.in.Current / 1000)
	share, known := t.Share(t.in.Current)
	switch beyond := t.in.Beyond(t.in.Current); {
	case t.mayBeSpared(t.in.Current):
		return fmt.Sprintf("%s today: up to %s of the invocations time out; %s cut off%s, and how long they would have taken is not known.",
			now, Rare(share), were(t.in.TimedOut, "invocation"), t.in.cutAt())
	case t.in.TimedOut > 0 && !known:
		share = float64(beyond+t.in.TimedOut) / float64(t.in.Load+t.in.TimedOut)
	case beyond > 0:
		return fmt.Sprintf("%s today: %s of the invocations time out.", now, Percent(share))
	case !known:
		return fmt.Sprintf("%s today: none of %s invocations took that long.", now, grouped(t.in.Load))
	case t.Seconds > 0 && float64(t.Seconds)*1000 < t.in.Current:
		return fmt.Sprintf("%s today: %s of the invocations time out; it is longer than needed.", now, Rare(share))
	}
	return fmt.Sprintf("%s today: %s of the invocations time out.", now, Rare(share))
}

// Sentence says what concurrency does.
func (c Climb) Sentence() string {
	switch {
	case len(c.Bins) == 0:
		return "The load was no ramp: what more requests at once do to the duration is not known."
	case c.Rising:
		return ""
	case c.Knee > 0:
		return fmt.Sprintf("Beyond %d in flight the %s is longer (%s), but it does not go on rising; the advice is made from there.", c.Knee, c.Of, c.course())
	}
	return fmt.Sprintf("Neither duration nor latency rises with concurrency, from %d to %d in flight.", c.Bins[0].Low, c.Bins[len(c.Bins)-1].High)
}

// course is "p50 20 ms at up to 4 in flight, 180 ms at 60".
func (c Climb) course() string {
	of := durationLevel
	if c.Of == "latency" {
		of = latencyLevel
	}
	first, last := c.Bins[0], c.Bins[len(c.Bins)-1]
	return fmt.Sprintf("p50 %s at up to %d in flight, %s at %d", MS(of(first).P50), first.High, MS(of(last).P50), last.High)
}

// Rare shows a share that may be very small: "0.2 %", "1 in 2 million", "less
// than 1 in a billion".
func Rare(share float64) string {
	switch {
	case share >= 1e-4:
		return Percent(share)
	case share < 1e-9:
		return "less than 1 in a billion"
	case share < 1e-6:
		return "1 in " + trim(1e-6/share, 0) + " million"
	}
	return "1 in " + grouped(int(math.Round(1/share)))
}

// plural is "1 cold start", "35 cold starts".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// grouped is a count with its thousands apart: "12,000".
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

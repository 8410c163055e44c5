package advice

import (
	"fmt"
	"math"
)

// Ceiling is what must outlast a function, in seconds.
type Ceiling struct {
	Kind    CeilingKind
	Name    string // as sentences have it: "the REST API", "the caller"
	Seconds float64
}

// CeilingKind says what waits.
type CeilingKind string

// The kinds of ceiling.
const (
	CeilingGateway    CeilingKind = "gateway"    // waits for the function's answer
	CeilingClient     CeilingKind = "client"     // waits for the gateway, or for the function
	CeilingVisibility CeilingKind = "visibility" // hides a message of a queue meanwhile
)

// VisibilityFactor is how many times a function's time-out the visibility
// time-out of its queue should be, so that a batch can be retried after
// throttles before it is seen again.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
const VisibilityFactor = 6

// longest is the longest whole second that the function may take: below what
// waits for its answer, so that its own error gets there, and a sixth of what
// hides a message.
func (c Ceiling) longest() int {
	if c.Kind == CeilingVisibility {
		return int(c.Seconds / VisibilityFactor)
	}
	return int(math.Ceil(c.Seconds)) - 1
}

// clip shortens the time-out to the lowest ceiling; where even the longest
// invocation does not fit below it, none is advised.
func (t *Timeout) clip() {
	for _, c := range t.in.Ceilings {
		longest := c.longest()
		if longest >= t.Seconds {
			continue
		}
		t.Seconds = longest
		if float64(longest)*1000 < t.Needed { // and not just the rounding
			t.Clipped = &c
		}
	}
	if t.Clipped != nil && float64(t.Seconds)*1000 < t.Max {
		c := *t.Clipped
		t.Seconds = 0
		t.Reason = fmt.Sprintf("No time-out fits: invocations take up to %s, and %s. Make it faster, %s, or answer first and work afterwards.",
			MS(t.Max), c.patience(), c.raise(RoundSeconds(t.Needed)))
	}
	t.check()
}

// patience says how long a ceiling waits: "the REST API gives up at 29 s".
func (c Ceiling) patience() string {
	if c.Kind == CeilingVisibility {
		return fmt.Sprintf("the queue shows a message again after %s, a sixth of which is %s", seconds(c.Seconds), seconds(c.Seconds/VisibilityFactor))
	}
	return c.Name + " gives up at " + seconds(c.Seconds)
}

// raise says how a ceiling would have to be for a time-out.
func (c Ceiling) raise(timeout int) string {
	if c.Kind == CeilingVisibility {
		return fmt.Sprintf("raise the queue's visibility time-out to %d s", VisibilityFactor*timeout)
	}
	return fmt.Sprintf("let %s wait for more than %d s", c.Name, timeout)
}

// Check is a rule that a time-out must keep.
type Check struct {
	Name  string
	Holds bool
	Text  string
}

// check holds the time-out against the ceilings, and these against each other.
func (t *Timeout) check() {
	at := t.Seconds
	if at == 0 {
		at = RoundSeconds(t.Needed)
	}
	if t.in.Function {
		t.Checks = append(t.Checks, Check{"Lambda", float64(at)*1000 <= LambdaLimit, fmt.Sprintf("%d s of at most %s", at, seconds(LambdaLimit/1000))})
	}
	var gateway, client *Ceiling
	for i, c := range t.in.Ceilings {
		text := fmt.Sprintf("the function's %d s against %s of %s", at, seconds(c.Seconds), c.Name)
		switch c.Kind {
		case CeilingGateway:
			gateway = &t.in.Ceilings[i]
		case CeilingClient:
			client = &t.in.Ceilings[i]
		case CeilingVisibility:
			text = fmt.Sprintf("the queue's visibility time-out of %s is %s times the function's %d s; %d times are needed",
				seconds(c.Seconds), trim(c.Seconds/float64(at), 1), at, VisibilityFactor)
		}
		t.Checks = append(t.Checks, Check{string(c.Kind), at <= c.longest(), text})
	}
	if gateway != nil && client != nil {
		t.Checks = append(t.Checks, Check{"order", gateway.Seconds < client.Seconds,
			fmt.Sprintf("function %d s, then %s %s, then %s %s: each is to outlast the one that it waits for, or an answer comes to nobody",
				at, gateway.Name, seconds(gateway.Seconds), client.Name, seconds(client.Seconds))})
	}
}

// seconds is a time in s: "29 s", "0.5 s".
func seconds(s float64) string { return trim(s, 2) + " s" }

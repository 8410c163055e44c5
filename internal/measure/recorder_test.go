package measure

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"
)

// sampleAt makes samples of every kind.
func sampleAt(i int) Sample {
	start := time.Unix(1_700_000_000, 0)
	outcome, cold, reason := OutcomeOK, ColdNone, ""
	if i%5 == 0 {
		cold = ColdWaited
	}
	if i%7 == 0 {
		outcome = outcomes[i/7%len(outcomes)]
	}
	if outcome != OutcomeOK {
		reason = fmt.Sprint("reason ", i%3)
	}
	return Sample{
		Outcome: outcome, Cold: cold, Reason: reason, Intended: start, Sent: start.Add(time.Duration(i%90) * time.Microsecond),
		End: start.Add(time.Duration(i*i%5_000_000) * time.Microsecond), Billed: time.Duration(i%40) * time.Millisecond,
	}
}

// Whatever shards and drains a sample goes through, it is counted once.
func TestRecorderLosesNothing(t *testing.T) {
	const goroutines, each = 64, 500
	var whole, drained, twin Interval
	for i := range goroutines * each {
		s := sampleAt(i)
		whole.Add(&s)
	}
	recorder := NewRecorder()
	var adding, draining sync.WaitGroup
	done := make(chan struct{})
	draining.Go(func() {
		for {
			if err := recorder.Drain(&drained, &twin); err != nil {
				t.Error(err)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for g := range goroutines {
		adding.Go(func() {
			for i := range each {
				s := sampleAt(g*each + i)
				recorder.Add(&s)
			}
		})
	}
	adding.Wait()
	close(done)
	draining.Wait()
	if err := recorder.Drain(&drained, &twin); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]*Interval{"drained": &drained, "twin": &twin} {
		same(t, name, got, &whole)
	}
	if whole.Answered() != goroutines*each || whole.Errors() == 0 || whole.Errors() == whole.Answered() {
		t.Errorf("%d errors of %d samples", whole.Errors(), whole.Answered())
	}
}

func same(t *testing.T, name string, got, want *Interval) {
	t.Helper()
	if got.ByOutcome != want.ByOutcome || got.ColdStarts != want.ColdStarts || got.Billed != want.Billed || got.BilledMS != want.BilledMS {
		t.Errorf("%s: %v %d %d %d, want %v %d %d %d", name, got.ByOutcome, got.ColdStarts, got.Billed, got.BilledMS,
			want.ByOutcome, want.ColdStarts, want.Billed, want.BilledMS)
	}
	if !maps.Equal(got.Failures, want.Failures) {
		t.Errorf("%s: failures %v, want %v", name, got.Failures, want.Failures)
	}
	for what, pair := range map[string][2]*Distribution{
		"warm": {&got.Warm, &want.Warm}, "cold": {&got.Cold, &want.Cold}, "lag": {&got.Lag, &want.Lag},
	} {
		if text(t, pair[0]) != text(t, pair[1]) {
			t.Errorf("%s: %s differs", name, what)
		}
	}
}

func TestReasonsAreBounded(t *testing.T) {
	var i Interval
	for n := range 1000 {
		i.Add(&Sample{Outcome: OutcomeFunction, Reason: fmt.Sprint("error ", n)})
	}
	if other := i.Failures[Failure{OutcomeFunction, OtherReason}]; len(i.Failures) != maxReasons+1 || other != 1000-maxReasons {
		t.Errorf("%d reasons told apart, %d others", len(i.Failures), other)
	}
}

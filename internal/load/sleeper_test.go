package load

import (
	"testing"
	"time"
)

func TestSleepersWakeNeverEarly(t *testing.T) {
	for name, coarse := range map[string]bool{"precise": false, "coarse": true} {
		t.Run(name, func(t *testing.T) {
			s := newSleeper(coarse)
			defer s.close()
			for _, wait := range []time.Duration{-time.Second, 0, 50 * time.Microsecond, 3 * time.Millisecond} {
				at := time.Now().Add(wait)
				s.until(at)
				if early := time.Until(at); early > 0 {
					t.Errorf("woke %v early from a wait of %v", early, wait)
				}
			}
		})
	}
}

func TestAWokenSleeperSleepsNoMore(t *testing.T) {
	for name, coarse := range map[string]bool{"precise": false, "coarse": true} {
		t.Run(name, func(t *testing.T) {
			s := newSleeper(coarse)
			defer s.close()
			time.AfterFunc(time.Millisecond, s.wake)
			far := time.Now().Add(time.Hour)
			s.until(far)
			s.until(far)
		})
	}
}

// The wait of the engine beside that of the runtime's timer, in an otherwise
// idle process: late-µs is how late a wait of 300 µs ended, on average.
func BenchmarkSleepers(b *testing.B) {
	for name, coarse := range map[string]bool{"precise": false, "coarse": true} {
		b.Run(name, func(b *testing.B) {
			s := newSleeper(coarse)
			defer s.close()
			var late time.Duration
			n := 0
			for b.Loop() {
				at := time.Now().Add(300 * time.Microsecond)
				s.until(at)
				late += time.Since(at)
				n++
			}
			b.ReportMetric(float64(late.Microseconds())/float64(n), "late-µs")
		})
	}
}

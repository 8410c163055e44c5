package load

import (
	"math"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
	"pgregory.net/rapid"
)

func TestLevelsCountThrough(t *testing.T) {
	// Steps from 10/s to 50/s: 100, 200, 300, 400 and 500 sends of 10 s each.
	steps := NewLevels(Level{10, 10 * time.Second}, Level{20, 10 * time.Second}, Level{30, 10 * time.Second},
		Level{40, 10 * time.Second}, Level{50, 10 * time.Second})
	if steps.Sends() != 1500 || steps.Length() != 50*time.Second {
		t.Errorf("%d sends in %v", steps.Sends(), steps.Length())
	}
	for n, want := range map[int]time.Duration{0: 0, 1: 100 * time.Millisecond, 100: 10 * time.Second, 101: 10050 * time.Millisecond, 1000: 40 * time.Second} {
		if at, _ := steps.At(n); at != want {
			t.Errorf("send %d at %v, want %v", n, at, want)
		}
	}
	// A spike out of silence: nothing before 10 s, nothing after 12 s.
	spike := NewLevels(Level{0, 10 * time.Second}, Level{5, 2 * time.Second}, Level{0, 8 * time.Second})
	first, _ := spike.At(0)
	last, _ := spike.At(9)
	if spike.Sends() != 10 || first != 10*time.Second || last != 11800*time.Millisecond {
		t.Errorf("%d sends from %v to %v", spike.Sends(), first, last)
	}
	if r := spike.Rate(11 * time.Second); r != 5 {
		t.Errorf("rate %v in the spike", r)
	}
	// What falls between two levels goes in the second, at its pace.
	odd := NewLevels(Level{1, 1500 * time.Millisecond}, Level{10, time.Second})
	if at, _ := odd.At(2); at != 1550*time.Millisecond || odd.Sends() != 12 {
		t.Errorf("send 2 of %d at %v, want 1.55s", odd.Sends(), at)
	}
}

func TestSineHasItsClosedForm(t *testing.T) {
	// Half a period up brings mean·P/2 + amplitude·P/π, a whole one mean·P.
	s := Sine{Mean: 100, Amplitude: 100 * math.Pi / 10, Period: 10 * time.Second, For: 20 * time.Second}
	if s.Sends() != 2000 {
		t.Errorf("%d sends, want 2000", s.Sends())
	}
	for n, want := range map[int]time.Duration{0: 0, 600: 5 * time.Second, 1000: 10 * time.Second, 1600: 15 * time.Second} {
		if at, _ := s.At(n); (at - want).Abs() > time.Nanosecond {
			t.Errorf("send %d at %v, want %v", n, at, want)
		}
	}
}

// vegeta counts its hits from one: its hit n+1 is due at our send n+1, since
// ours begin at once with send 0.
func TestSineAgreesWithVegeta(t *testing.T) {
	ours := Sine{Mean: 50, Amplitude: 30, Period: 7 * time.Second, For: 21 * time.Second}
	theirs := vegeta.SinePacer{Period: 7 * time.Second, Mean: vegeta.Rate{Freq: 50, Per: time.Second}, Amp: vegeta.Rate{Freq: 30, Per: time.Second}}
	for n := range ours.Sends() - 1 {
		now, _ := ours.At(n)
		next, _ := ours.At(n + 1)
		wait, stop := theirs.Pace(now, uint64(n))
		// Its solver stops at a thousandth of a hit, or after five steps.
		off := math.Abs((wait - (next - now)).Seconds()) * ours.Rate(next)
		if stop || off > 0.01 {
			t.Fatalf("after send %d vegeta waits %v, we wait %v", n, wait, next-now)
		}
		if a, b := ours.Rate(now), theirs.Rate(now); math.Abs(a-b) > 1e-9*b {
			t.Fatalf("rate %v at %v, vegeta's %v", a, now, b)
		}
	}
}

// When is the inverse of the integrated rate, which the test adds up itself:
// whatever the curve, what is due at any time is the area below the rate.
func TestCurvesSendWhatTheirRateSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurve(t)
		const slices = 5000
		width := float64(c.Length()) / slices
		area := 0.0
		for i := range slices {
			middle := time.Duration((float64(i) + 0.5) * width)
			area += c.Rate(middle) * width / float64(time.Second)
			if i%500 != 499 {
				continue
			}
			end := time.Duration(float64(i+1) * width)
			// Send 0 comes at once, so there are up to one more than the area;
			// a slice may hide one jump of the rate for each level.
			slack := 0.001 + 4*200*width/float64(time.Second)
			if due := float64(Due(c, end)); due < area-slack || due > area+1+slack {
				t.Fatalf("%+v: %v due at %v, the rate adds up to %v", c, due, end, area)
			}
		}
	})
}

// Rounds that hand on the rest of a request send together what one would.
func TestPartsAddUp(t *testing.T) {
	whole := Constant{PerSecond: 100, For: 12 * time.Second}
	round := Constant{PerSecond: 100, For: 12 * time.Second / 7}
	var offset time.Duration
	n := 0
	for r := range 7 {
		before := float64(r) * 1200 / 7
		p := Part(round, math.Ceil(before)-before, countBefore(before+1200.0/7)-countBefore(before))
		for i := range p.Sends() {
			at, _ := p.At(i)
			want, _ := whole.At(n)
			if off := offset + at - want; off.Abs() > 10*time.Nanosecond {
				t.Fatalf("send %d goes at %v, want %v", n, offset+at, want)
			}
			n++
		}
		if _, ok := p.At(p.Sends()); ok {
			t.Fatal("a send after the last")
		}
		offset += p.Length()
	}
	if n != 1200 {
		t.Errorf("seven rounds send %d of 1200", n)
	}
}

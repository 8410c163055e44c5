package check

import (
	"reflect"
	"testing"
)

// seeds are literals of every kind, right and wrong.
var seeds = []string{
	"800ms", "1m30s", "10", "10/s", "36k/h", "0.1%", "512 MB", "1 GiB", "10M", "1_000", "5 USD", "$5", "-1s", "", " ", "µs", "1e999s", "0.000001/h", "9%9",
}

func FuzzParseDuration(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if d, err := ParseDuration(s); err == nil {
			if again, err := ParseDuration(FormatDuration(d)); err != nil || again != d {
				t.Errorf("%q: %v, then %v, %v", s, d, again, err)
			}
		}
	})
}

func FuzzParseRate(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if r, err := ParseRate(s); err == nil {
			if again, err := ParseRate(r.String()); err != nil || again != r {
				t.Errorf("%q: %v, then %v, %v", s, r, again, err)
			}
		}
	})
}

func FuzzParseShare(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if share, err := ParseShare(s); err == nil {
			if again, err := ParseShare(FormatShare(share)); err != nil || again != share {
				t.Errorf("%q: %v, then %v, %v", s, share, again, err)
			}
		}
	})
}

func FuzzParseBytes(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if b, err := ParseBytes(s); err == nil {
			if again, err := ParseBytes(b.String()); err != nil || again != b {
				t.Errorf("%q: %v, then %v, %v", s, b, again, err)
			}
		}
	})
}

func FuzzParseCount(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if n, err := ParseCount(s); err == nil {
			if again, err := ParseCount(FormatCount(n)); err != nil || again != n {
				t.Errorf("%q: %v, then %v, %v", s, n, again, err)
			}
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if n, err := ParseNumber(s); err == nil {
			if again, err := ParseNumber(n.String()); err == nil && !again.Equal(n) {
				t.Errorf("%q: %v, then %v", s, n, again)
			}
		}
	})
}

func FuzzParseMoney(f *testing.F) {
	fuzz(f, func(t *testing.T, s string) {
		if m, err := ParseMoney(s); err == nil {
			if again, err := ParseMoney(m.String()); err != nil || !again.Equal(m) {
				t.Errorf("%q: %v, then %v, %v", s, m, again, err)
			}
		}
	})
}

func FuzzParseGate(f *testing.F) {
	for _, literal := range seeds {
		f.Add("p95 < " + literal)
		f.Add("cost.per_million regression <= " + literal)
		f.Add("max_memory_used_mb == " + literal)
	}
	f.Add("throttles == 0")
	f.Add("rate.achieved != 0.1/h")
	fuzz(f, func(t *testing.T, s string) {
		g, err := ParseGate(s)
		if err != nil {
			return
		}
		again, err := ParseGate(g.String())
		if err != nil || again.String() != g.String() || again.Limit.Number != g.Limit.Number {
			t.Errorf("%q: %q, then %q, %v", s, g, again, err)
		}
	})
}

func FuzzParseScope(f *testing.F) {
	f.Add("memory_mb==512, architecture != arm64")
	f.Add("recommended")
	f.Add("0!= !")
	f.Add("payload==large")
	f.Add("all, payload == large")
	f.Add("payload==a, memory_mb>=512")
	f.Add("recommended,payload==all")
	fuzz(f, func(t *testing.T, s string) {
		if scope, err := ParseScope(s); err == nil {
			if again, err := ParseScope(scope.String()); err != nil || !reflect.DeepEqual(again, scope) {
				t.Errorf("%q: %q, then %q, %v", s, scope, again, err)
			}
		}
	})
}

// fuzz adds the seeds and runs check.
func fuzz(f *testing.F, check func(*testing.T, string)) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(check)
}

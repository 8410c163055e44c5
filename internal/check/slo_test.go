package check

import (
	"errors"
	"strings"
	"testing"
)

func TestParseSLO(t *testing.T) {
	for text, want := range map[string]string{
		"p99 < 300ms, errors < 0.1%": "p99 < 300ms; errors < 0.1%",
		"p95<=1s":                    "p95 <= 1s",
		"mean < 50ms,throttles == 0,errors == 0%": "mean < 50ms; throttles == 0; errors == 0%",
		"service.p999 < 2s":                       "service.p999 < 2s",
	} {
		gates, err := ParseSLO(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var got []string
		for _, g := range gates {
			got = append(got, g.String())
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%q: %s, want %s", text, s, want)
		}
	}
}

func TestParseSLOErrors(t *testing.T) {
	for _, test := range []struct {
		text   string
		column int
		part   string
	}{
		{"", 1, "empty"},
		{"p99 < 300ms,", 13, "empty"},
		{"p99 < 300ms, p59 < 1s", 14, "did you mean p95"},
		{"p99 < 300ms, p99 < 1s", 14, "stands twice"},
		{"p99 > 300ms", 1, "limited from above"},
		{"errors < 0.1%, timeouts < 3", 16, "timeouts == 0"},
		{"cost.per_million < 5 USD", 1, "not what a caller sees"},
		{"max < 1s", 1, "not what a caller sees"},
		{"capacity > 5/s", 1, "not what a caller sees"},
		{"p99 regression < 5%", 1, "no baseline"},
		{"errors <= 100%", 1, "at most 100%"},
		{"errors < 0.1%, p95 < 800", 22, "write 800s or 800ms"},
	} {
		_, err := ParseSLO(test.text)
		syntax := (*SyntaxError)(nil)
		if !errors.As(err, &syntax) || syntax.Column != test.column || !strings.Contains(err.Error(), test.part) {
			t.Errorf("%q: %v at %+v, want %q in column %d", test.text, err, syntax, test.part, test.column)
		}
	}
}

func FuzzParseSLO(f *testing.F) {
	f.Add("p99 < 300ms, errors < 0.1%")
	f.Add("throttles == 0,mean<=1s")
	fuzz(f, func(t *testing.T, s string) {
		gates, err := ParseSLO(s)
		if err != nil {
			return
		}
		var parts []string
		for _, g := range gates {
			parts = append(parts, g.String())
		}
		if again, err := ParseSLO(strings.Join(parts, ", ")); err != nil || len(again) != len(gates) {
			t.Errorf("%q: %v, then %v, %v", s, gates, again, err)
		}
	})
}

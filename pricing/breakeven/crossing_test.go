package breakeven

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// drawCurve is any curve up to 60 requests, with jumps up and down.
func drawCurve(t *rapid.T, name string) Curve {
	c := Curve{Name: name, Currency: "USD"}
	for n := int64(0); n < 60; {
		to := min(60, n+rapid.Int64Range(1, 25).Draw(t, name+" length"))
		c.Segments = append(c.Segments, Segment{
			From: n, To: to,
			Intercept: decimal.New(rapid.Int64Range(-40, 40).Draw(t, name+" intercept"), -1),
			Slope:     decimal.New(rapid.Int64Range(0, 9).Draw(t, name+" slope"), -1),
		})
		n = to
	}
	return c
}

// Crossings are what a walk over every number of requests finds.
func TestCrossingsAreAllThereAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawCurve(t, "a"), drawCurve(t, "b")
		got, err := Crossings(a, b)
		if err != nil {
			t.Fatal(err)
		}
		at, cheaper, now := []int64{}, []string{}, 0
		for n := range int64(60) {
			who := a.At(n).Cmp(b.At(n))
			if who != 0 && now != 0 && who != now {
				at, cheaper = append(at, n), append(cheaper, map[int]string{-1: "a", 1: "b"}[who])
			}
			if who != 0 {
				now = who
			}
		}
		for i, c := range got {
			if i >= len(at) || c.Requests != at[i] || c.Cheaper != cheaper[i] {
				t.Fatalf("crossings %+v, want %v %v", got, at, cheaper)
			}
		}
		if len(got) != len(at) {
			t.Fatalf("crossings %+v, want %v %v", got, at, cheaper)
		}
	})
}

func TestCrossingsOfAFunctionAndAFleet(t *testing.T) {
	function := curve(t, "function", Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("plain", "1")}}}, pricing.Terms{})
	// A box serves 1577 requests a month and costs 394.2 of them: 1576.8 × 0.25.
	boxes := func(price string) Curve {
		return curve(t, "boxes", Workload{
			Uses:  Uses{PerTask: []pricing.Usage{uses("plain", price)}},
			Fleet: &Fleet{One: "box", Many: "boxes", Capacity: dec("0.001"), Peak: dec("1")},
		}, pricing.Terms{})
	}
	tests := []struct {
		name, price string
		want        []int64
	}{
		{"always dearer", "2000", nil},
		{"cheaper from the first two on", "500", []int64{1001}},
		{"back and forth with every task", "1500", []int64{3001, 3154, 4501, 4731, 6001, 6308, 7501, 7885, 9001, 9461}},
	}
	for _, tt := range tests {
		got, err := Crossings(function, boxes(tt.price))
		if err != nil {
			t.Fatal(err)
		}
		var at []int64
		for i, c := range got[:min(len(got), len(tt.want))] {
			at = append(at, c.Requests)
			if wantStep := i%2 == 1; c.Step != wantStep {
				t.Errorf("%s: crossing %d, a task more: %t", tt.name, i, c.Step)
			}
		}
		if !slices.Equal(at, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, at, tt.want)
		}
	}
}

func TestCrossingsWantOneCurrency(t *testing.T) {
	a := Curve{Name: "a", Currency: "USD", Segments: []Segment{{To: 1}}}
	b := Curve{Name: "b", Currency: "CNY", Segments: []Segment{{To: 1}}}
	if _, err := Crossings(a, b); err == nil {
		t.Error("curves in two currencies must not be compared")
	}
	if _, err := Sentence(a, b); err == nil {
		t.Error("nor in words")
	}
}

// The tasks of the tests in sentences.
func box(capacity string) *Fleet {
	return &Fleet{One: "small box", Many: "small boxes", Capacity: dec(capacity), Peak: dec("1")}
}

func TestSentence(t *testing.T) {
	line := func(name, each, fixed string) Curve {
		return curve(t, name, Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("plain", each)}, Fixed: []pricing.Usage{uses("plain", fixed)}}}, pricing.Terms{})
	}
	boxes := func(price string, f *Fleet) Curve {
		return curve(t, "boxes", Workload{Uses: Uses{PerTask: []pricing.Usage{uses("plain", price)}}, Fleet: f}, pricing.Terms{})
	}
	one := box("100000")
	one.Min = 1
	tests := []struct {
		name string
		a, b Curve
		want string
	}{
		{"one crossing", line("function", "1", "0"), line("server", "0", "4200000"), "Below 4.2M requests a month (1.6/s) the function is cheaper; above, the server is."},
		{"two tasks to the end", line("function", "1", "0"), boxes("2100000", box("100000")), "Below 4.2M requests a month (1.6/s) the function is cheaper; above, two small boxes are."},
		{"one task", line("function", "1", "0"), boxes("4200000", one), "Below 4.2M requests a month (1.6/s) the function is cheaper; above, one small box is."},
		{"tasks that grow", line("function", "1", "0"), boxes("2100000", box("100")), "Below 4.2M requests a month (1.6/s) the function is cheaper; above, two or more small boxes are."},
		{"never", line("function", "1", "0"), line("server", "2", "1"), "Up to 100G requests a month (38000/s) the function is cheaper."},
		{"never, the other way", line("function", "3", "2"), boxes("1", box("0.01")), "Up to 158M requests a month (60/s) two or more small boxes are cheaper."},
		{"no difference", line("function", "1", "0"), line("server", "1", "0"), "Up to 100G requests a month (38000/s) the function and the server cost the same."},
		{"back and forth", line("function", "1", "0"), boxes("1500", box("0.001")),
			"Below 3k requests a month (4.1/h) the function is cheaper; between 3k (4.1/h) and 30k (41/h) it depends on whole tasks; above, 20 or more small boxes are."},
		{"a tier that takes the lead back", curve(t, "function", Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("steep", "1")}}}, pricing.Terms{}), line("server", "7", "200"),
			"Below 41 requests a month (0.056/h) the function is cheaper; from 41 (0.056/h) to 341 (0.47/h) the server is; above, the function is."},
	}
	for _, tt := range tests {
		got, err := Sentence(tt.a, tt.b)
		if err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

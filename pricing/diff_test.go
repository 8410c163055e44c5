package pricing

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// changes writes what Diff found, one word each.
func changes(list []Change) []string {
	var words []string
	for _, c := range list {
		switch {
		case c.Old == nil:
			words = append(words, "added:"+c.New.Region)
		case c.New == nil:
			words = append(words, "removed:"+c.Old.Region)
		default:
			word := c.Old.Region + ":?"
			if percent, ok := c.Percent(); ok {
				word = c.Old.Region + ":" + percent.Round(2).String()
			}
			words = append(words, word)
		}
	}
	return words
}

func TestDiff(t *testing.T) {
	old := readRows(t, "same 5", "rose 100", "fell 3", "zero 0", "gone 1", "past 1 2024-01-01", "past 2")
	now := readRows(t, "new 1", "zero 1", "fell 1", "rose 101", "same 5.0", "past 2")
	want := []string{"zero:?", "fell:-66.67", "rose:1", "removed:gone", "added:new"}
	if got := changes(Diff(old, now)); !slices.Equal(got, want) {
		t.Errorf("changes %v, want %v", got, want)
	}
}

// What is compared is what a unit costs in the end, wherever the difference
// comes from.
func TestDiffOfDiscounts(t *testing.T) {
	off := func(b *Book, region, percent string) *Book {
		out := *b
		out.discounts = []Discount{{Name: "off", Service: "AWSLambda", Region: region, Components: []string{"requests"}, Percent: dec(percent)}}
		return &out
	}
	list := readRows(t, "global 1", "here 2", "there 4")
	tests := []struct {
		name     string
		from, to *Book
		want     []string
	}{
		{"everywhere", list, off(list, "", "10"), []string{"global:-10", "here:-10", "there:-10"}},
		{"in one region", list, off(list, "here", "10"), []string{"here:-10"}},
		{"in one region of a global price", list, off(list, "elsewhere", "10"), []string{"elsewhere:-10"}},
		{"taken back", off(list, "elsewhere", "50"), list, []string{"elsewhere:100"}},
		{"another", off(list, "elsewhere", "50"), off(list, "elsewhere", "25"), []string{"elsewhere:50"}},
		{"the same", off(list, "elsewhere", "50"), off(list, "elsewhere", "50"), nil},
		{"of another list, to the same", readRows(t, "here 1"), off(readRows(t, "here 2"), "here", "50"), nil},
		{"on what is added", readRows(t, "here 2"), off(list, "elsewhere", "10"), []string{"added:global", "added:there", "added:elsewhere"}},
	}
	for _, tt := range tests {
		if got := changes(Diff(tt.from, tt.to)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestDiffOfTiersAndUnits(t *testing.T) {
	read := func(old, new string) *Book {
		text := strings.ReplaceAll(goodBook, old, new)
		if text == goodBook && old != "" {
			t.Fatal("the case changes nothing")
		}
		b, err := ReadBook("m.yaml", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	tests := []struct {
		name, old, new string
		tier           int
		percent        string // "": it has none
	}{
		{"the tier that moved the most", "{up_to: 200, price: 2}", "{up_to: 200, price: 2.2}", 1, "10"},
		{"a bound alone", "up_to: 200", "up_to: 300", 0, "0"},
		{"a tier less", "      - {up_to: 200, price: 2}\n", "", 0, "0"},
		{"another unit", "GB-second", "GB-hour", 0, ""},
	}
	for _, tt := range tests {
		diff := Diff(read("", ""), read(tt.old, tt.new))
		if len(diff) != 1 {
			t.Errorf("%s: %d changes", tt.name, len(diff))
			continue
		}
		percent, ok := diff[0].Percent()
		if diff[0].Tier() != tt.tier || ok != (tt.percent != "") || ok && !percent.Equal(dec(tt.percent)) {
			t.Errorf("%s: tier %d by %s %t, want %d by %q", tt.name, diff[0].Tier(), percent, ok, tt.tier, tt.percent)
		}
	}
	if diff := Diff(read("", ""), read("confidence: high", "confidence: low")); len(diff) != 0 {
		t.Errorf("another confidence is no other price: %v", diff)
	}
	if diff := Diff(read("", ""), read("2026-09-01", "2026-10-01")); len(diff) != 0 {
		t.Errorf("another date is no other price: %v", diff)
	}
}

func TestDiffFree(t *testing.T) {
	read := func(free string) *Book {
		b, err := ReadBook("m.yaml", strings.NewReader(strings.Replace(goodBook, "quantity: 1000000", "quantity: "+free, 1)))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	without := readRows(t, "us-east-1 1")
	diff := DiffFree(read("1000000"), read("2000000"))
	if len(diff) != 1 || diff[0].Component != "requests" || diff[0].Old.Quantity.String() != "1000000" || diff[0].New.Quantity.String() != "2000000" {
		t.Errorf("more free: %+v", diff)
	}
	if diff := DiffFree(read("1"), without); len(diff) != 1 || diff[0].New != nil {
		t.Errorf("free no more: %+v", diff)
	}
	if diff := DiffFree(without, read("1")); len(diff) != 1 || diff[0].Old != nil {
		t.Errorf("free now: %+v", diff)
	}
	if diff := DiffFree(read("1"), read("1.0")); len(diff) != 0 {
		t.Errorf("the same: %+v", diff)
	}
}

// A book does not differ from itself, and what one way adds the other removes.
func TestDiffBothWays(t *testing.T) {
	region := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
	draw := func(t *rapid.T, label string) *Book {
		b := &Book{index: map[key]int{}}
		for _, r := range rapid.SliceOfDistinct(region, rapid.ID[string]).Draw(t, label) {
			b.add(Price{Region: r, Tiers: []Tier{{Price: dec(rapid.SampledFrom([]string{"0", "1", "2"}).Draw(t, "price"))}}})
		}
		return b
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := draw(t, "x"), draw(t, "y")
		if self := Diff(x, x); len(self) != 0 {
			t.Fatalf("a book differs from itself: %v", changes(self))
		}
		there, back := Diff(x, y), Diff(y, x)
		if len(there) != len(back) {
			t.Fatalf("%v there, %v back", changes(there), changes(back))
		}
		for _, c := range there {
			mirrored := func(d Change) bool {
				return (c.Old == nil) == (d.New == nil) && (c.New == nil) == (d.Old == nil) &&
					(c.Old == nil || d.New.Region == c.Old.Region) && (c.New == nil || d.Old.Region == c.New.Region)
			}
			if !slices.ContainsFunc(back, mirrored) {
				t.Fatalf("%v has no counterpart in %v", changes([]Change{c}), changes(back))
			}
		}
	})
}

func TestReview(t *testing.T) {
	b := readRows(t, "here 1", "there 2 2024-01-01")
	for _, p := range []Price{
		{Region: "old", Effective: day(2025, 11, 21), Confidence: High},
		{Region: "young", Effective: day(2025, 11, 22), Confidence: Medium},
		{Region: "contract", Confidence: High},
		{Region: "first", Effective: day(2026, 1, 1), Confidence: High, FirstTierOnly: true},
	} {
		b.add(p)
	}
	regions := func(prices []Price) string {
		var names []string
		for _, p := range prices {
			names = append(names, p.Region)
		}
		return strings.Join(names, " ")
	}
	r := b.Review(day(2026, 11, 22))
	for _, got := range []struct{ name, list, want string }{
		{"old", regions(r.Old), "old"}, {"undated", regions(r.Undated), "here"},
		{"low", regions(r.Low), "here"}, {"first tier only", regions(r.FirstTierOnly), "first"},
	} {
		if got.list != got.want {
			t.Errorf("%s: %q, want %q", got.name, got.list, got.want)
		}
	}
}

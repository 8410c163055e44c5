package pricing

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rows writes a book with one row per price of the component "requests" of
// AWSLambda: "region price" or "region price until".
func rows(lines ...string) string {
	var text strings.Builder
	text.WriteString("schema: sweetspot.pricebook/v1\nprovider: aws\ncompiled: 2026-11-22\nprices:\n")
	for _, line := range lines {
		f := strings.Fields(line)
		text.WriteString("  - service: AWSLambda\n    region: " + f[0] + "\n    component: requests\n    unit: request\n" +
			"    currency: " + map[bool]string{true: "CNY", false: "USD"}[strings.HasPrefix(f[0], "cn-")] + "\n    tiers: [{price: " + f[1] + "}]\n")
		if len(f) > 2 {
			text.WriteString("    until: " + f[2] + "\n")
		}
		text.WriteString("    source: https://example.com/\n    confidence: low\n")
	}
	return text.String()
}

func readRows(t testing.TB, lines ...string) *Book {
	t.Helper()
	b, err := ReadBook("mine.yaml", strings.NewReader(rows(lines...)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAt(t *testing.T) {
	// The rows of a component stand in any order.
	b := readRows(t, "here 3 2022-01-01", "here 1", "here 2 2024-11-01", "gone 9 2024-01-01", "steady 5")
	tests := []struct {
		region string
		at     time.Time
		want   string // "" : no price
	}{
		{"here", day(2000, 1, 1), "3"},
		{"here", day(2021, 12, 31), "3"},
		{"here", day(2022, 1, 1), "2"},
		{"here", day(2024, 10, 31), "2"},
		{"here", day(2024, 11, 1), "1"},
		{"here", day(2026, 11, 22), "1"},
		{"gone", day(2023, 12, 31), "9"},
		{"gone", day(2024, 1, 1), ""},
		{"steady", day(1999, 1, 1), "5"},
	}
	for _, tt := range tests {
		p, err := b.At(tt.at).Price("AWSLambda", tt.region, "requests")
		if tt.want == "" {
			if _, ok := errors.AsType[*MissingPriceError](err); !ok {
				t.Errorf("%s at %s: %v, want no price", tt.region, tt.at, err)
			}
			continue
		}
		if err != nil || p.Tiers[0].Price.String() != tt.want {
			t.Errorf("%s at %s: %v %v, want %s", tt.region, tt.at, p.Tiers, err, tt.want)
		}
	}
	if _, err := b.Price("AWSLambda", "gone", "requests"); err == nil {
		t.Error("a price that ended is no present price")
	}
	if p, err := b.Price("AWSLambda", "here", "requests"); err != nil || p.Tiers[0].Price.String() != "1" {
		t.Errorf("At changed the book that it was asked of: %v %v", p.Tiers, err)
	}
	if got := b.Regions("AWSLambda"); len(got) != 2 {
		t.Errorf("regions %v, want those with a present price", got)
	}
}

func TestReadBookRefusesClashesInTime(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
	}{
		{"two that still hold", []string{"here 1", "here 2"}},
		{"two that end on one day", []string{"here 1 2024-01-01", "here 3", "here 2 2024-01-01"}},
	}
	for _, tt := range tests {
		_, err := ReadBook("m.yaml", strings.NewReader(rows(tt.lines...)))
		if err == nil || !strings.Contains(err.Error(), "AWSLambda requests in here has a price already, in line 5") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// On any day exactly one of a component's rows holds, and a later day never
// brings an earlier row back.
func TestAtMovesForward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends := rapid.SliceOfNDistinct(rapid.IntRange(1, 3000), 0, 8, rapid.ID[int]).Draw(t, "ends")
		first := day(2018, 1, 1)
		b := &Book{index: map[key]int{}}
		b.add(Price{Component: "x"})
		for _, n := range ends {
			b.add(Price{Component: "x", Until: first.AddDate(0, 0, n)})
		}
		var last time.Time
		for offset := range 31 {
			at := first.AddDate(0, 0, 100*offset)
			book := b.At(at)
			if len(book.Prices()) != 1 || len(book.Past()) != 0 {
				t.Fatalf("%d prices at %s", len(book.Prices()), at)
			}
			until := book.Prices()[0].Until
			if !until.IsZero() && !until.After(at) {
				t.Fatalf("at %s a price that ended on %s", at, until)
			}
			if last.IsZero() && offset > 0 && !until.IsZero() || !until.IsZero() && until.Before(last) {
				t.Fatalf("at %s the price until %s, before it that until %s", at, until, last)
			}
			last = until
		}
	})
}

// What a book hands out is the caller's own.
func TestNothingOfABookCanBeChanged(t *testing.T) {
	b, err := ReadBook("m.yaml", strings.NewReader(goodBook))
	if err != nil {
		t.Fatal(err)
	}
	text := func() string {
		var s strings.Builder
		if err := WriteBook(&s, "aws", day(2026, 11, 22), b.Prices(), b.FreeTiers()); err != nil {
			t.Fatal(err)
		}
		return s.String()
	}
	before := text()
	for _, p := range b.Prices() {
		for i := range p.Tiers {
			p.Tiers[i].Price = million
			if p.Tiers[i].UpTo != nil {
				*p.Tiers[i].UpTo = million
			}
		}
	}
	for _, f := range b.FreeTiers() {
		f.Components[0] = "changed"
		one, ok := b.FreeTier(f.Service, "requests", f.Currency)
		if !ok {
			t.Fatal("requests have no free tier any more")
		}
		one.Components[0] = "changed"
	}
	if after := text(); after != before {
		t.Errorf("the book has become\n%s\nit was\n%s", after, before)
	}
}

func TestGlobal(t *testing.T) {
	b := readRows(t, "global 1", "here 2", "cn-north-1 7")
	for region, want := range map[string]string{"here": "2", "elsewhere": "1", "cn-north-1": "7"} {
		if p, err := b.Price("AWSLambda", region, "requests"); err != nil || p.Tiers[0].Price.String() != want {
			t.Errorf("%s: %v %v, want %s", region, p.Tiers, err, want)
		}
	}
	if got := b.Regions("AWSLambda"); len(got) != 2 {
		t.Errorf("regions %v, want those that have a name", got)
	}
}

// A price in dollars for all regions says nothing of a region billed in yuan.
func TestGlobalStopsAtAnotherCurrency(t *testing.T) {
	b := mustBook(t)
	if p, err := b.Price("AmazonVPC", "eu-west-1", "public-ipv4"); err != nil || p.Region != Global {
		t.Errorf("eu-west-1: %v %v, want the global price", p.Region, err)
	}
	if p, err := b.Price("AmazonVPC", "cn-north-1", "public-ipv4"); err == nil {
		t.Errorf("cn-north-1 costs %s %s", p.Tiers[0].Price, p.Currency)
	}
}

func TestUndatedPrice(t *testing.T) {
	b := readRows(t, "here 1")
	p, err := b.Price("AWSLambda", "here", "requests")
	if err != nil || !p.Effective.IsZero() {
		t.Fatalf("effective %v, error %v", p.Effective, err)
	}
	dated := Line{Service: "AWSLambda", Component: "dated", Quantity: million, Amount: million, Effective: day(2026, 9, 1)}
	undated := Line{Service: "AWSLambda", Component: "undated", Quantity: million, Amount: million, Source: "https://example.com/"}
	doubts := b.Doubts(Bill{Lines: []Line{undated, dated}}, day(2026, 11, 22))
	if len(doubts) != 1 || !strings.Contains(doubts[0], "undated in") || !strings.Contains(doubts[0], "has a price of no known date; check it against https://example.com/") {
		t.Errorf("doubts %q", doubts)
	}
}

// The price that a user states himself needs no date: there is no list to check
// it against.
func TestOwnPriceNeedsNoDate(t *testing.T) {
	own := Line{Service: "AWSLambda", Component: "requests", Quantity: million, Amount: million, Confidence: High}
	if doubts := new(Book).Doubts(Bill{Lines: []Line{own}}, day(2026, 11, 22)); len(doubts) != 0 {
		t.Errorf("doubts %q", doubts)
	}
}

// Two services may have a component of the same name.
func TestDoubtsTellServicesApart(t *testing.T) {
	line := func(service, amount string, c Confidence) Line {
		return Line{Service: service, Component: "storage", Quantity: million, Amount: dec(amount), Effective: day(2026, 9, 1), Confidence: c}
	}
	bill := Bill{Lines: []Line{line("AmazonS3", "96", High), line("AmazonDynamoDB", "4", Low)}}
	if doubts := new(Book).Doubts(bill, day(2026, 11, 22)); len(doubts) != 0 {
		t.Errorf("4 %% of the bill is of low confidence: %q", doubts)
	}
}

func TestJoinKeepsAServiceTogether(t *testing.T) {
	read := func(name string) *Book {
		b, err := ReadBook(name, strings.NewReader(rows("here 1")))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	_, err := join("aws", []*Book{read("aws/a.yaml"), read("aws/b.yaml")})
	if want := "price book aws: AWSLambda has prices in both aws/a.yaml and aws/b.yaml"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

package pricing

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawPrice makes any price that a book can hold.
func drawPrice(t *rapid.T, component string) Price {
	word := rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9._-]{0,12}`)
	amount := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		return decimal.New(rapid.Int64Range(0, 1e15).Draw(t, "digits"), -rapid.Int32Range(0, 18).Draw(t, "places"))
	})
	p := Price{
		Provider: "own", Service: "S", Region: word.Draw(t, "region"), Component: component, Currency: "USD",
		Unit: rapid.SampledFrom(units).Draw(t, "unit"), Confidence: rapid.SampledFrom(confidences).Draw(t, "confidence"),
		Effective: drawDay(t, "effective"), SKU: rapid.OneOf(rapid.Just(""), word, rapid.StringN(1, 20, -1)).Draw(t, "sku"),
		Source: "https://example.com/" + rapid.StringMatching(`([ -$&->@-~]|%[0-9A-F]{2}){0,20}`).Draw(t, "path"),
		ReadIn: rapid.SampledFrom([]string{"", "http://example.com/?$filter=a%20eq%20'b'#x: y"}).Draw(t, "read in"),
	}
	bound := decimal.Zero
	for range rapid.IntRange(0, 4).Draw(t, "tiers") {
		bound = bound.Add(amount.Filter(decimal.Decimal.IsPositive).Draw(t, "bound"))
		p.Tiers = append(p.Tiers, Tier{new(bound), amount.Draw(t, "price")})
	}
	p.Tiers = append(p.Tiers, Tier{Price: amount.Draw(t, "last price")})
	p.FirstTierOnly = len(p.Tiers) == 1 && rapid.Bool().Draw(t, "first tier only")
	return p
}

func drawDay(t *rapid.T, label string) time.Time {
	return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 5_000).Draw(t, label))
}

// What is written reads back as the same prices and free tiers.
func TestBooksReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		components := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9._-]{0,12}`), 1, 5, rapid.ID).Draw(t, "components")
		var prices []Price
		for _, component := range components {
			prices = append(prices, drawPrice(t, component))
		}
		var free []FreeTier
		if p := prices[0]; rapid.Bool().Draw(t, "free") {
			free = []FreeTier{{
				Service: p.Service, Components: []string{p.Component}, Quantity: decimal.New(rapid.Int64Range(0, 1e9).Draw(t, "free"), -2),
				Unit: p.Unit, Currency: p.Currency, Effective: drawDay(t, "since"), Source: p.Source,
			}}
		}
		var text bytes.Buffer
		if err := WriteBook(&text, "own", drawDay(t, "compiled"), prices, free); err != nil {
			t.Fatal(err)
		}
		book, err := ReadBook("own", bytes.NewReader(text.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		samePrices(t, book.Prices(), prices)
		sameFree(t, book.free, free)
	})
}

func samePrices(t *rapid.T, got, want []Price) {
	if len(got) != len(want) {
		t.Fatalf("%d prices read, %d written", len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		if len(g.Tiers) != len(w.Tiers) {
			t.Fatalf("tiers %v, written %v", g.Tiers, w.Tiers)
		}
		for k, tier := range g.Tiers {
			end := w.Tiers[k].UpTo
			if !tier.Price.Equal(w.Tiers[k].Price) || (tier.UpTo == nil) != (end == nil) || end != nil && !tier.UpTo.Equal(*end) {
				t.Errorf("tier %v, written %v", tier, w.Tiers[k])
			}
		}
		g.Tiers, w.Tiers = nil, nil
		if g.SKU != w.SKU || g.Source != w.Source || g.ReadIn != w.ReadIn || !g.Effective.Equal(w.Effective) {
			t.Errorf("read %+v, written %+v", g, w)
		}
		if g.Region != w.Region || g.Component != w.Component || g.Unit != w.Unit || g.Confidence != w.Confidence || g.FirstTierOnly != w.FirstTierOnly {
			t.Errorf("read %+v, written %+v", g, w)
		}
	}
}

func sameFree(t *rapid.T, got, want []FreeTier) {
	if len(got) != len(want) {
		t.Fatalf("%d free tiers read, %d written", len(got), len(want))
	}
	for i, g := range got {
		if w := want[i]; !g.Quantity.Equal(w.Quantity) || g.Components[0] != w.Components[0] || g.Unit != w.Unit || !g.Effective.Equal(w.Effective) || g.Source != w.Source {
			t.Errorf("read %+v, written %+v", g, w)
		}
	}
}

// The shipped books survive being written.
func TestShippedBooksReadBackAsWritten(t *testing.T) {
	for _, name := range []string{"aws", "azure"} {
		book := mustEmbed(t, name)
		var text bytes.Buffer
		if err := WriteBook(&text, name, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), slices.Concat(book.prices, book.past), book.free); err != nil {
			t.Fatal(err)
		}
		again, err := ReadBook(name, &text)
		if err != nil {
			t.Fatal(err)
		}
		if len(again.prices) != len(book.prices) || len(again.past) != len(book.past) || len(again.free) != len(book.free) {
			t.Errorf("%s: %d prices, %d past ones and %d free tiers, written %d, %d and %d", name,
				len(again.prices), len(again.past), len(again.free), len(book.prices), len(book.past), len(book.free))
		}
	}
}

// Discounts read back as written, over the book that they lower.
func TestDiscountsReadBackAsWritten(t *testing.T) {
	book := mustEmbed(t, "aws")
	discounts := []Discount{
		{
			Name: "Savings Plan: 3 years", Service: "AWSLambda", Region: "eu-west-1", Components: []string{"duration-x86_64"},
			Price: new(decimal.New(147, -7)), Effective: time.Date(2021, 1, 22, 0, 0, 0, 0, time.UTC), Source: "https://example.com/",
		},
		{Name: "EDP", Service: "AmazonECS", Components: []string{"fargate-vcpu-x86_64", "fargate-memory-x86_64"}, Percent: decimal.New(125, -1)},
	}
	var text bytes.Buffer
	if err := WriteDiscounts(&text, book, "aws", time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), discounts); err != nil {
		t.Fatal(err)
	}
	over, err := book.Overlay("own", &text)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range over.Discounts() {
		want := discounts[i]
		if got.Name != want.Name || got.Region != want.Region || !slices.Equal(got.Components, want.Components) || !got.Effective.Equal(want.Effective) || got.Source != want.Source {
			t.Errorf("read %+v, written %+v", got, want)
		}
		if (got.Price == nil) != (want.Price == nil) || got.Price != nil && !got.Price.Equal(*want.Price) || !got.Percent.Equal(want.Percent) {
			t.Errorf("read %v and %v, written %v and %v", got.Percent, got.Price, want.Percent, want.Price)
		}
	}
	err = WriteDiscounts(&text, book, "aws", time.Now(), []Discount{{Name: "none", Service: "AWSLambda", Components: []string{"x"}, Percent: decimal.New(1, 0)}})
	if err == nil || !strings.Contains(err.Error(), "the book has no price of AWSLambda x") {
		t.Errorf("error %v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestWriteBookRefuses(t *testing.T) {
	good := Price{
		Service: "S", Region: "r", Component: "c", Unit: "request", Currency: "USD", Tiers: []Tier{{Price: decimal.New(1, 0)}},
		Effective: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Source: "https://example.com/", Confidence: High,
	}
	compiled := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	change := func(f func(*Price)) []Price {
		p := good
		f(&p)
		return []Price{p}
	}
	for _, tt := range []struct {
		name   string
		prices []Price
		want   string
	}{
		{"none", nil, "prices is missing or empty"},
		{"twice", []Price{good, good}, "has a price already"},
		{"unknown unit", change(func(p *Price) { p.Unit = "smoot" }), `unit "smoot" is not known`},
		{"no source", change(func(p *Price) { p.Source = "" }), "source is missing"},
		{"no tiers", change(func(p *Price) { p.Tiers = nil }), "tiers is missing"},
		{"too fine", change(func(p *Price) { p.Tiers = []Tier{{Price: decimal.New(1, -30)}} }), "price must be a plain decimal number"},
		{"line break", change(func(p *Price) { p.Component = "a\nb" }), "component must be a word"},
		{"too many", slices.Repeat([]Price{good}, 10_000), "is larger than 1 MB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var text bytes.Buffer
			err := WriteBook(&text, "own", compiled, tt.prices, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || text.Len() > 0 {
				t.Errorf("error %v with %d bytes written, want %q in it", err, text.Len(), tt.want)
			}
		})
	}
	if err := WriteBook(fullDisk{}, "own", compiled, []Price{good}, nil); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("error %v", err)
	}
}

func mustEmbed(t *testing.T, name string) *Book {
	t.Helper()
	book, err := Embedded(name)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

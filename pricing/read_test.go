package pricing

import (
	"errors"
	"os"
	"strings"
	"testing"
)

const goodBook = `schema: sweetspot.pricebook/v1
provider: aws
compiled: 2026-11-22
free_tiers:
  - service: AWSLambda
    components: [requests]
    quantity: 1000000
    unit: request
    currency: USD
    effective: 2026-06-18
    source: https://example.com/
prices:
  - service: AWSLambda
    region: us-east-1
    component: requests
    unit: request
    currency: USD
    tiers: [{price: "0.0000002"}]
    effective: 2026-09-01
    source: https://example.com/
    confidence: high
  - service: AWSLambda
    region: us-east-1
    component: duration-x86_64
    unit: GB-second
    currency: USD
    tiers:
      - {up_to: 100, price: 3}
      - {up_to: 200, price: 2}
      - {price: 1}
    effective: 2026-09-01
    source: https://example.com/
    confidence: high
`

func TestReadBook(t *testing.T) {
	b, err := ReadBook("mine.yaml", strings.NewReader(goodBook))
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Price("AWSLambda", "us-east-1", "duration-x86_64")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Tiers) != 3 || p.Tiers[1].UpTo.String() != "200" || p.Tiers[1].Price.String() != "2" || p.Tiers[2].UpTo != nil {
		t.Errorf("tiers %v", p.Tiers)
	}
	if p.Provider != "aws" || p.Unit != "GB-second" || p.Confidence != High || p.Effective.Format("2006-01-02") != "2026-09-01" {
		t.Errorf("price %+v", p)
	}
	if f, ok := b.FreeTier("AWSLambda", "requests", "USD"); !ok || f.Quantity.String() != "1000000" {
		t.Errorf("free tier %v %t", f, ok)
	}
	if _, ok := b.FreeTier("AWSLambda", "requests", "CNY"); ok {
		t.Error("a free tier in USD must not hold in CNY")
	}
}

func TestReadBookRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"negative price", `"0.0000002"`, `"-0.0000002"`, "m.yaml:18:21: price must not be negative"},
		{"exponent", `"0.0000002"`, `1e999999999`, "m.yaml:18:21: price must be a plain decimal number"},
		{"price in words", `"0.0000002"`, `free`, "m.yaml:18:21: price must be a plain decimal number"},
		{"no price", `price: "0.0000002"`, ``, "m.yaml:18:13: price is missing"},
		{"unordered tiers", `up_to: 200`, `up_to: 50`, "m.yaml:29:17: up_to 50 is not above 100"},
		{"equal bounds", `up_to: 200`, `up_to: 100`, "m.yaml:29:17: up_to 100 is not above 100"},
		{"empty band", `up_to: 100`, `up_to: 0`, "m.yaml:28:17: up_to 0 is not above 0"},
		{"gap above", `- {price: 1}`, `- {up_to: 300, price: 1}`, "m.yaml:30:17: the last tier must have no up_to"},
		{"overlap", `up_to: 200, `, ``, "m.yaml:29:9: only the last tier may have no up_to"},
		{"no tiers", `[{price: "0.0000002"}]`, `[]`, "m.yaml:13:5: tiers is missing"},
		{"unknown unit", `unit: GB-second`, `unit: GB-seconds`, `m.yaml:25:11: unit "GB-seconds" is not known`},
		{"no currency", "    currency: USD\n    tiers: [", "    tiers: [", "m.yaml:13:5: currency is missing"},
		{"bad currency", "    currency: USD\n    tiers: [", "    currency: $\n    tiers: [", "m.yaml:17:15: currency must be"},
		{"two currencies", "    currency: USD\n    tiers:\n", "    currency: CNY\n    tiers:\n", "m.yaml:22:5: AWSLambda in us-east-1 is priced in both USD and CNY"},
		{"two prices", `duration-x86_64`, `requests`, "m.yaml:22:5: AWSLambda requests in us-east-1 has a price already, in line 13"},
		{"bad date", "effective: 2026-09-01\n    source: https://example.com/\n    confidence: high\n  -", "effective: 2026-02-30\n    source: https://example.com/\n    confidence: high\n  -", "m.yaml:19:16: effective must be a date"},
		{"bad end", "effective: 2026-09-01\n", "effective: 2026-09-01\n    until: soon\n", "m.yaml:20:12: until must be a date"},
		{"ends before it begins", "effective: 2026-09-01\n", "effective: 2026-09-01\n    until: 2026-09-01\n", "m.yaml:20:12: until 2026-09-01 is not after 2026-09-01"},
		{"bad date of the book", "compiled: 2026-11-22", "compiled: last week", "m.yaml:3:11: compiled must be a date"},
		{"source is a path", "https://example.com/\n    confidence", "../prices.md\n    confidence", "m.yaml:20:13: source must be a web address"},
		{"a source with a password", "https://example.com/\n    confidence", "https://bob:hunter2@example.com/?token=hunter2\n    confidence", "m.yaml:20:13: source is shown in reports; leave user, password and token out: https://redacted@example.com/?token=redacted"},
		{"a source with a signature", "https://example.com/\n    confidence", "https://example.com/\n    read_in: https://example.com/?sig=hunter2\n    confidence", "m.yaml:21:14: read_in is shown in reports"},
		{"a bad source with a password", "https://example.com/\n    confidence", "ftp://bob:hunter2@example.com/\n    confidence", `m.yaml:20:13: source must be a web address, not "ftp://redacted@example.com/"`},
		{"unknown confidence", "confidence: high", "confidence: sure", `m.yaml:21:17: confidence "sure" is not known`},
		{"unknown key", "    region: us-east-1\n", "    region: us-east-1\n    regoin: us-east-1\n", `m.yaml:15:5: unknown key "regoin"; did you mean region?`},
		{"unknown key in a tier", "up_to: 100", "upTo: 100", `m.yaml:28:10: unknown key "upTo"; did you mean up_to?`},
		{"unknown key at the top", "provider: aws", "provider: aws\nauthor: me", `m.yaml:3:1: unknown key "author"; known: compiled, discounts, free_tiers, prices, provider, schema`},
		{"key twice", "    region: us-east-1\n", "    region: us-east-1\n    region: us-east-1\n", `m.yaml:15:5: mapping key "region" already defined`},
		{"list for a word", "region: us-east-1", "region: [us-east-1]", "m.yaml:14:13: a single value is wanted"},
		{"first tier of three", "    component: duration", "    first_tier_only: true\n    component: duration", "m.yaml:22:5: first_tier_only is for a single tier"},
		{"bad bool", "    component: duration", "    first_tier_only: yes\n    component: duration", `m.yaml:24:22: first_tier_only must be true or false, not "yes"`},
		{"other schema", "pricebook/v1", "pricebook/v9", "m.yaml:1:9: schema must be"},
		{"no schema", "schema: sweetspot.pricebook/v1\n", "", "m.yaml:1:1: schema is missing"},
		{"free tier of the past", "effective: 2026-09-01\n", "effective: 2026-09-01\n    until: 2026-10-01\n", "m.yaml:6:18: the book has no price of AWSLambda requests"},
		{"free tier of nothing", "components: [requests]", "components: [invocations]", "m.yaml:6:18: the book has no price of AWSLambda invocations per request in USD"},
		{"free tier twice", "components: [requests]", "components: [requests, requests]", "m.yaml:6:28: AWSLambda requests has a free tier already"},
		{"free tier of another unit", "quantity: 1000000\n    unit: request", "quantity: 1000000\n    unit: GB-second", "m.yaml:6:18: the book has no price"},
		{"empty price", "prices:\n", "prices:\n  -\n", "m.yaml:1:1: a list has an entry without a value"},
		{"empty tier", "- {price: 1}", "-\n", "m.yaml:1:1: a list has an entry without a value"},
		{"anchor", "provider: aws", "provider: &a aws", "m.yaml:2:11: anchors and aliases are not allowed"},
		{"broken YAML", "compiled: 2026-11-22", "compiled: [", "m.yaml:3:11: "},
		{"tab", "    region", "\tregion", "m.yaml:14:1: "},
		{"second document", "prices:\n", "---\nprices:\n", "exactly one YAML document"},
		{"not a mapping", goodBook, "- 1\n", "m.yaml:1:"},
		{"empty", goodBook, "", "exactly one YAML document"},
		{"too big", goodBook, strings.Repeat("#\n", 1<<20), "larger than 1 MB"},
		{"long line", "provider: aws", "provider: aws #" + strings.Repeat("#", 5000), "m.yaml:2:4096: the line is longer than 4096 bytes"},
		{"deep", "provider: aws", "provider: " + strings.Repeat("[", 1000), "m.yaml:2:75: brackets are nested more than 64 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(goodBook, tt.old, tt.new, 1)
			if text == goodBook {
				t.Fatal("the case changes nothing")
			}
			_, err := ReadBook("m.yaml", strings.NewReader(text))
			var bookErr *BookError
			if !errors.As(err, &bookErr) {
				t.Fatalf("error %v, want a *BookError", err)
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q\nwant one line with %q", err, tt.want)
			}
		})
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("no disk") }

func TestReadBookReportsTheReader(t *testing.T) {
	if _, err := ReadBook("m.yaml", brokenReader{}); err == nil || !strings.Contains(err.Error(), "no disk") {
		t.Errorf("error %v, want the reader's", err)
	}
}

// FuzzReadBook looks for input that makes the reader panic, or that it accepts
// and then cannot price.
func FuzzReadBook(f *testing.F) {
	f.Add(goodBook)
	for _, file := range []string{"books/aws/lambda.yaml", "books/aws/storage.yaml", "books/azure.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data[:7000]))
	}
	f.Add(strings.Replace(goodBook, "effective: 2026-09-01", "until: 2026-09-01", 1))
	f.Add("prices: [{tiers: [{}]}]")
	f.Add("a: &a [*a]")
	f.Add("prices:\n  - ? [a]\n    : b\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ReadBook("fuzz.yaml", strings.NewReader(text))
		if err != nil {
			return
		}
		for _, p := range b.prices {
			for _, l := range monthOf(t, b, p, million, Terms{FreeTier: true}).Lines {
				if !l.Amount.Equal(l.Quantity.Mul(l.Price)) {
					t.Errorf("line %+v does not multiply", l)
				}
			}
		}
	})
}

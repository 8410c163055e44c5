package pricing

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func mustBook(t testing.TB) *Book {
	t.Helper()
	b, err := Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEmbeddedUnknownNameListsTheNames(t *testing.T) {
	_, err := Embedded("gcp")
	if err == nil || !strings.Contains(err.Error(), `"gcp"`) || !strings.Contains(err.Error(), "aws") {
		t.Errorf("Embedded(gcp): %v; want an error that names gcp and aws", err)
	}
}

func TestEmbeddedBookIsComplete(t *testing.T) {
	b := mustBook(t)
	if b.Name() != "aws" {
		t.Errorf("name %q, want aws", b.Name())
	}
	full := []string{"us-east-1", "eu-west-1", "eu-central-1", "ap-northeast-1", "ap-southeast-1"}
	for _, region := range full {
		for _, component := range []string{"requests", "duration-x86_64", "duration-arm64", "ephemeral-storage"} {
			p, err := b.Price("AWSLambda", region, component)
			if err != nil {
				t.Error(err)
				continue
			}
			if want := map[bool]int{true: 3, false: 1}[strings.HasPrefix(component, "duration-")]; len(p.Tiers) != want {
				t.Errorf("%s %s has %d tiers, want %d", region, component, len(p.Tiers), want)
			}
		}
	}
	want := []string{
		"af-south-1", "ap-east-1", "ap-northeast-1", "ap-southeast-1", "ap-southeast-5", "cn-north-1",
		"eu-central-1", "eu-central-2", "eu-south-1", "eu-west-1", "me-south-1", "us-east-1",
	}
	if got := b.Regions("AWSLambda"); !slices.Equal(got, want) {
		t.Errorf("regions %v, want %v", got, want)
	}
	if got := b.Regions("AmazonNothing"); len(got) != 0 {
		t.Errorf("regions of an unknown service: %v", got)
	}
}

// A figure that nobody can check must not be sold as a good one, and every
// price must be positive: AWS's own list has rows of zero for the free tier.
func TestEmbeddedBookIsHonest(t *testing.T) {
	b := mustBook(t)
	compiled := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for _, p := range b.prices {
		id := p.Region + " " + p.Component
		if (p.ReadIn == "") != (p.Confidence == Low) {
			t.Errorf("%s: confidence %s, read in %q", id, p.Confidence, p.ReadIn)
		}
		if p.Effective.After(compiled) || p.Effective.Year() < 2024 {
			t.Errorf("%s: effective %s", id, p.Effective)
		}
		if want := map[bool]string{true: "CNY", false: "USD"}[strings.HasPrefix(p.Region, "cn-")]; p.Currency != want {
			t.Errorf("%s: currency %s, want %s", id, p.Currency, want)
		}
		if !strings.Contains(p.Source, p.Region) {
			t.Errorf("%s: source %s is of another region", id, p.Source)
		}
		for _, tier := range p.Tiers {
			if !tier.Price.IsPositive() {
				t.Errorf("%s: price %s", id, tier.Price)
			}
		}
	}
}

func TestMissingPrice(t *testing.T) {
	b := mustBook(t)
	tests := []struct{ service, region, component, nearest string }{
		{"AWSLambda", "us-west-2", "requests", "us-east-1"},
		{"AWSLambda", "us-esat-1", "requests", "us-east-1"},
		{"AWSLambda", "ue-west-1", "requests", "eu-west-1"},
		{"AWSLambda", "eu-west-3", "requests", "eu-west-1"},
		{"AWSLambda", "sa-east-1", "requests", "us-east-1"},
		{"AWSLambda", "", "requests", "us-east-1"},
		{"AWSLambda", "af-south-1", "ephemeral-storage", "us-east-1"},
		{"AWSLambda", "cn-northwest-1", "requests", "cn-north-1"},
		{"AWSLambda", "cn-north-1", "duration-arm64", "us-east-1"},
		{"AWSLambda", "us-east-1", "no-such-thing", ""},
		{"AmazonNothing", "us-east-1", "requests", ""},
	}
	for _, tt := range tests {
		t.Run(tt.region+" "+tt.component, func(t *testing.T) {
			_, err := b.Price(tt.service, tt.region, tt.component)
			missing, ok := errors.AsType[*MissingPriceError](err)
			if !ok {
				t.Fatalf("error %v, want a *MissingPriceError", err)
			}
			if missing.Nearest != tt.nearest {
				t.Errorf("nearest %q, want %q", missing.Nearest, tt.nearest)
			}
			for _, want := range []string{tt.service, tt.component, missing.Nearest} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not name %q", err, want)
				}
			}
		})
	}
}

// The caller may do what it likes with the tiers that it was given.
func TestPriceIsACopy(t *testing.T) {
	b := mustBook(t)
	p, err := b.Price("AWSLambda", "us-east-1", "duration-x86_64")
	if err != nil {
		t.Fatal(err)
	}
	want := p.Tiers[0].Price
	p.Tiers[0].Price = want.Neg()
	if again, _ := b.Price("AWSLambda", "us-east-1", "duration-x86_64"); !again.Tiers[0].Price.Equal(want) {
		t.Errorf("changing a price that was handed out changed the book to %s", again.Tiers[0].Price)
	}
}

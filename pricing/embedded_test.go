package pricing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
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
		"af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-5", "cn-north-1",
		"eu-central-1", "eu-central-2", "eu-south-1", "eu-west-1", "me-south-1", "us-east-1",
	}
	if got := b.Regions("AWSLambda"); !slices.Equal(got, want) {
		t.Errorf("regions %v, want %v", got, want)
	}
	if got := b.Regions("AmazonNothing"); len(got) != 0 {
		t.Errorf("regions of an unknown service: %v", got)
	}
}

// everyEmbedded calls check with every row of every embedded book, those of the
// past too.
func everyEmbedded(t *testing.T, check func(id string, p Price)) {
	t.Helper()
	for _, name := range EmbeddedNames() {
		b, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range append(b.Prices(), b.Past()...) {
			check(fmt.Sprintf("%s: %s %s %s", name, p.Service, p.Region, p.Component), p)
		}
	}
}

// A figure that nobody can check must not be sold as a good one, and a price of
// zero is none that was forgotten: AWS's own list has such rows for the free tier.
func TestEmbeddedBooksAreHonest(t *testing.T) {
	compiled := day(2026, 11, 22)
	nothing := []string{"AWSLambda url-requests", "AmazonSNS deliveries-aws"}
	everyEmbedded(t, func(id string, p Price) {
		if p.ReadIn == "" && p.Confidence != Low {
			t.Errorf("%s: nobody can check it, and its confidence is %s", id, p.Confidence)
		}
		if p.Effective.After(compiled) || !p.Effective.IsZero() && p.Effective.Before(day(2022, 1, 1)) {
			t.Errorf("%s: effective %s", id, p.Effective)
		}
		if want := map[bool]string{true: "CNY", false: "USD"}[strings.HasPrefix(p.Region, "cn-")]; p.Currency != want {
			t.Errorf("%s: currency %s, want %s", id, p.Currency, want)
		}
		if p.Region != Global && !strings.Contains(p.Source, p.Region) {
			t.Errorf("%s: source %s is of another region", id, p.Source)
		}
		if p.FirstTierOnly && len(p.Tiers) != 1 {
			t.Errorf("%s: %d tiers, and no more than the first is known", id, len(p.Tiers))
		}
		for i, tier := range p.Tiers {
			free := slices.Contains(nothing, p.Service+" "+p.Component)
			if tier.Price.IsPositive() == free {
				t.Errorf("%s: price %s", id, tier.Price)
			}
			if i > 0 && !tier.Price.LessThan(p.Tiers[i-1].Price) {
				t.Errorf("%s: tier %d is not cheaper than the one before", id, i)
			}
		}
	})
}

// What stands in the repository must be an address that anybody can open.
func TestEmbeddedAddressesArePublic(t *testing.T) {
	official := []string{
		"https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/", "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/",
		"https://aws.amazon.com/", "https://prices.azure.com/api/retail/prices?",
	}
	everyEmbedded(t, func(id string, p Price) {
		if !slices.ContainsFunc(official, func(start string) bool { return strings.HasPrefix(p.Source, start) }) {
			t.Errorf("%s: source %s is not the provider's", id, p.Source)
		}
		if p.ReadIn != "" && !strings.HasPrefix(p.ReadIn, "https://") {
			t.Errorf("%s: read in %s", id, p.ReadIn)
		}
	})
}

// One bill holds one currency, so a region must have one in all services.
func TestEmbeddedRegionsHaveOneCurrency(t *testing.T) {
	currencies := map[string]string{}
	everyEmbedded(t, func(id string, p Price) {
		if other, ok := currencies[p.Region]; ok && other != p.Currency {
			t.Errorf("%s: %s, elsewhere in the region %s", id, p.Currency, other)
		}
		currencies[p.Region] = p.Currency
	})
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
		{"AWSLambda", "eu-north-1", "requests", "eu-south-1"}, // two letters from cn-north-1
		{"AWSLambda", "ca-north-1", "requests", "us-east-1"},
		{"AWSLambda", "cn-northwest-1", "requests", "cn-north-1"},
		{"AWSLambda", "cn-nroth-1", "requests", "cn-north-1"},
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
			remedy := ""
			if tt.nearest != "" && tt.region != "" {
				remedy = "pricing import --from aws --service " + tt.service + " --region " + tt.region
			}
			for _, want := range []string{tt.service, tt.component, missing.Nearest, remedy} {
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

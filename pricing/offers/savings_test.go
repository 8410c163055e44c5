package offers

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// readPlan imports the fixture: rates of eu-west-1 of 2021, as far as a public
// copy has them.
func readPlan(t *testing.T, plan string) ([]pricing.Discount, Report, error) {
	t.Helper()
	s := NewSavingsPlans(Scope{On: on}, plan)
	if err := s.ReadOffer(t.Context(), open(t, "testdata/savings-plan.json")); err != nil {
		t.Fatal(err)
	}
	return s.Result(shipped(t))
}

func shipped(t *testing.T) *pricing.Book {
	t.Helper()
	book, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// A Savings Plan becomes discounts that lie over the shipped book. Requests are
// not lowered by it, and Windows, dedicated hardware and what the book has no
// price of are not taken.
func TestASavingsPlanAsDiscounts(t *testing.T) {
	discounts, report, err := readPlan(t, "3yr-no-upfront")
	if err != nil {
		t.Fatal(err)
	}
	var text, said bytes.Buffer
	if err := pricing.WriteDiscounts(&text, shipped(t), "aws", on, discounts); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(&said); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/savings-plan.golden.yaml", text.String())
	golden.Check(t, "testdata/savings-plan.golden.report", said.String())
	over, err := shipped(t).Overlay("plan", &text)
	if err != nil || len(over.Discounts()) != len(discounts) {
		t.Errorf("%v, %d discounts read, %d written", err, len(over.Discounts()), len(discounts))
	}
}

func TestPlansAreChosenByName(t *testing.T) {
	discounts, _, err := readPlan(t, "1yr-all-upfront")
	if err != nil || len(discounts) != 3 {
		t.Fatalf("%v, %d discounts, want 3", err, len(discounts))
	}
	for _, d := range discounts {
		if d.Components[0] == "duration-x86_64" && (d.Price.String() != "0.0000138" || d.Region != "eu-west-1" || d.Effective.Format(time.DateOnly) != "2021-01-22") {
			t.Errorf("discount %+v", d)
		}
	}
	if _, _, err := readPlan(t, "1yr-no-upfront"); err == nil || !strings.Contains(err.Error(), "no rate of a 1yr-no-upfront Compute Savings Plan") {
		t.Errorf("error %v", err)
	}
}

func TestPlanNames(t *testing.T) {
	for description, want := range map[string]string{
		"3 year No Upfront Compute Savings Plan":                      "3yr-no-upfront",
		"1 year Partial Upfront Compute Savings Plan":                 "1yr-partial-upfront",
		"1 year No Upfront c1 EC2 Instance Savings Plan in eu-west-1": "",
		"1 year No Upfront SageMaker Savings Plan":                    "",
		"": "",
	} {
		if got := planName(description); got != want {
			t.Errorf("%q is %q, want %q", description, got, want)
		}
	}
}

const tinyPlan = `{"version": "20210122224851", "terms": {"savingsPlan": [{"description": "3 year No Upfront Compute Savings Plan", "rates": [
{"discountedSku": "S", "discountedUsageType": "EU-Lambda-GB-Second", "discountedOperation": "", "discountedServiceCode": "AWSLambda",
 "discountedRate": {"price": "0.0000147", "currency": "USD"}}]}]}}`

func TestTrapsOfSavingsPlans(t *testing.T) {
	tests := []struct {
		name, old, new string
		skipped        reason // one of these two
		refused        reason
	}{
		{name: "other service", old: "AWSLambda", new: "AmazonSageMaker", skipped: unmapped},
		{name: "other usage type", old: "GB-Second", new: "Edge-GB-Second", skipped: unmapped},
		{name: "region without price", old: "EU-", new: "MXC1-", skipped: noListPrice},
		{name: "no help", old: "0.0000147", new: "0.0000166667", skipped: noDiscount},
		{name: "free", old: "0.0000147", new: "0", refused: badPrice},
		{name: "in words", old: "0.0000147", new: "low", refused: badPrice},
		{name: "currency", old: "USD", new: "CNY", refused: badCurrency},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewSavingsPlans(Scope{On: on}, "3yr-no-upfront")
			if err := s.ReadOffer(t.Context(), strings.NewReader(strings.Replace(tinyPlan, tt.old, tt.new, 1))); err != nil {
				t.Fatal(err)
			}
			discounts, report, err := s.Result(shipped(t))
			if err == nil || len(discounts) != 0 {
				t.Errorf("error %v, discounts %v", err, discounts)
			}
			for _, list := range [][]LeftOut{report.Skipped, report.Refused} {
				for _, l := range list {
					if why := reason(l.Why); why != tt.skipped && why != tt.refused {
						t.Errorf("left out because %q", l.Why)
					}
				}
			}
			if len(report.Skipped)+len(report.Refused) != 1 {
				t.Errorf("report %+v", report)
			}
		})
	}
}

func TestReadSavingsPlanRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an offer file", tiny, "not a price list of Savings Plans"},
		{"empty", "", "byte 0: the list ends in the middle"},
		{"rates before the description", `{"terms": {"savingsPlan": [{"rates": []}]}}`, "the rates of a plan come before its description"},
		{"cut", tinyPlan[:200], "the list ends in the middle"},
		{"more", tinyPlan + "{}", "{ follows the end"},
	} {
		err := NewSavingsPlans(Scope{}, "3yr-no-upfront").ReadOffer(t.Context(), strings.NewReader(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q in it", tt.name, err, tt.want)
		}
	}
}

func FuzzReadSavingsPlan(f *testing.F) {
	f.Add([]byte(tinyPlan))
	seed(f, "testdata/savings-plan.json")
	book, err := pricing.Embedded("aws")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := NewSavingsPlans(Scope{On: on}, "3yr-no-upfront")
		if s.ReadOffer(t.Context(), bytes.NewReader(data)) != nil {
			return
		}
		discounts, report, err := s.Result(book)
		if err != nil {
			return
		}
		var text bytes.Buffer
		if err := pricing.WriteDiscounts(&text, book, "aws", on, discounts); err != nil {
			t.Errorf("%v\n%+v", err, discounts)
		}
		if err := report.Write(&text); err != nil {
			t.Error(err)
		}
	})
}

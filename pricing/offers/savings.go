package offers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// SavingsPlans gathers the rates of one of AWS's Compute Savings Plans, which
// lower Lambda, Fargate and EC2 in every region. It is not safe for concurrent
// use.
type SavingsPlans struct {
	scope   Scope
	plan    string
	rates   map[place][]planRate
	kept    kept // rates, one for each of their components
	skipped tally
	refused tally
}

// planRate is the price of one unit under the plan.
type planRate struct {
	price  decimal.Decimal
	since  time.Time
	sku    string
	source string
}

// SavingsPlanNames are the Compute Savings Plans that there are.
var SavingsPlanNames = []string{
	"1yr-no-upfront", "1yr-partial-upfront", "1yr-all-upfront", "3yr-no-upfront", "3yr-partial-upfront", "3yr-all-upfront",
}

// planKind ends the description of a Compute Savings Plan; plans for one
// family of EC2 instances have others.
const planKind = " compute savings plan"

// planName is the name of the plan that a list describes, such as "3 year No
// Upfront Compute Savings Plan", and "" for a plan of another kind.
func planName(description string) string {
	text, ok := strings.CutSuffix(strings.ToLower(description), planKind)
	if !ok {
		return ""
	}
	return strings.Join(strings.Fields(strings.Replace(text, " year ", "yr ", 1)), "-")
}

// NewSavingsPlans begins an import of the plan of that name.
func NewSavingsPlans(scope Scope, plan string) *SavingsPlans {
	return &SavingsPlans{scope: scope, plan: plan, rates: map[place][]planRate{}, skipped: tally{}, refused: tally{}}
}

// ReadOffer reads a price list of Savings Plans (index.json of
// AWSComputeSavingsPlan, of one region or of several after each other), of any
// length. An error names the place in bytes.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-savings-plans.html
func (s *SavingsPlans) ReadOffer(ctx context.Context, r io.Reader) error {
	o := planOffer{plans: s, ctx: ctx, stream: newStream(r)}
	if err := o.object(o.member); err != nil {
		return err
	}
	if !o.terms {
		return errors.New("not a price list of Savings Plans: it has no terms of any")
	}
	return o.finish()
}

// FetchOffer reads a price list of Savings Plans from its address.
func (s *SavingsPlans) FetchOffer(ctx context.Context, client Getter, address string) error {
	return fetch(ctx, client, address, s.ReadOffer)
}

// planOffer is a price list of Savings Plans while it is read.
type planOffer struct {
	*stream
	plans       *SavingsPlans
	ctx         context.Context
	version     string
	published   string
	list        list
	terms       bool // have come
	description string
	since       time.Time
}

func (o *planOffer) member(key string) error {
	switch key {
	case "version":
		return o.decode(&o.version)
	case "publicationDate":
		return o.decode(&o.published)
	case "terms":
		o.list.dated(o.version, o.published)
		return o.object(func(kind string) error {
			if kind != "savingsPlan" {
				return o.pass()
			}
			o.terms = true
			return o.array(o.term)
		})
	}
	return o.pass()
}

// term reads one plan: its description comes before its rates.
func (o *planOffer) term() error {
	o.description, o.since = "", time.Time{}
	return o.object(func(key string) error {
		switch key {
		case "description":
			return o.decode(&o.description)
		case "effectiveDate":
			var text string
			err := o.decode(&text)
			o.since = instant(text)
			return err
		case "rates":
			if o.description == "" {
				return o.faultf("the rates of a plan come before its description")
			}
			return o.array(o.rate)
		}
		return o.pass()
	})
}

// rateRow is the price of a usage type under a plan.
type rateRow struct {
	SKU         string `json:"discountedSku"`
	UsageType   string `json:"discountedUsageType"`
	Operation   string `json:"discountedOperation"`
	ServiceCode string `json:"discountedServiceCode"`
	Rate        struct {
		Price    string `json:"price"`
		Currency string `json:"currency"`
	} `json:"discountedRate"`
}

func (o *planOffer) rate() error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	if planName(o.description) != o.plans.plan {
		return o.passRow()
	}
	var row rateRow
	if err := o.decode(&row); err != nil {
		return err
	}
	o.plans.take(&row, planRate{since: o.since, sku: row.SKU, source: planURL(o.list.version)})
	return o.located(o.plans.kept.check())
}

// PlansURL is the official index of the current lists of Compute Savings Plans,
// one of each region.
const PlansURL = plansBase + "current/region_index.json"

const plansBase = "https://pricing.us-east-1.amazonaws.com/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/"

// planURL is the index of the version that was read.
func planURL(version string) string {
	if version == "" {
		return PlansURL
	}
	return plansBase + version + "/region_index.json"
}

// take adds a rate, or counts why not.
func (s *SavingsPlans) take(row *rateRow, r planRate) {
	region, usage := splitUsage(row.UsageType)
	region = cmp.Or(region, unprefixed)
	components := planComponents(row, usage)
	var ok bool
	switch r.price, ok = amount(row.Rate.Price); {
	case components == nil:
		s.skipped.add(unmapped, row.SKU)
	case !s.scope.withService(row.ServiceCode):
		s.skipped.add(otherService, row.SKU)
	case !s.scope.withRegion(region):
		s.skipped.add(otherRegion, row.SKU)
	case !ok, !r.price.IsPositive():
		s.refused.add(badPrice, row.SKU)
	case row.Rate.Currency != "USD":
		s.refused.add(badCurrency, row.SKU)
	default:
		for _, component := range components {
			at := place{row.ServiceCode, region, component}
			s.rates[at] = append(s.rates[at], r)
			s.kept++
		}
	}
}

// planComponents are the components that a rate is for, nil for none. A rate
// has a usage type and an operation, of which RunInstances means Linux.
func planComponents(row *rateRow, usage string) []string {
	p := &product{Attributes: map[string]string{"instanceType": strings.TrimPrefix(usage, "BoxUsage:")}}
	for _, r := range awsRules[row.ServiceCode] {
		operation, wanted := r.where["operation"]
		if globbed(r.usage, usage) && (!wanted || operation == row.Operation) {
			components, _ := r.componentsOf(p)
			return components
		}
	}
	return nil
}

// Result is the plan as discounts from a book: a rate for each component that
// the book has a dearer price of.
func (s *SavingsPlans) Result(book *pricing.Book) ([]pricing.Discount, Report, error) {
	skipped, refused := maps.Clone(s.skipped), maps.Clone(s.refused)
	var discounts []pricing.Discount
	var lowered []pricing.Price
	for _, at := range slices.SortedFunc(maps.Keys(s.rates), comparePlaces) {
		rates := s.rates[at]
		price, err := book.Price(at.service, at.region, at.component)
		switch r := rates[0]; {
		case err != nil:
			skipped.add(noListPrice, r.sku)
		case slices.ContainsFunc(rates, func(other planRate) bool { return !other.price.Equal(r.price) }):
			refused.add(contradiction, r.sku)
		case price.Currency != "USD" || !r.price.LessThan(price.Tiers[0].Price):
			skipped.add(noDiscount, r.sku)
		default:
			lowered = append(lowered, price)
			discounts = append(discounts, s.discount(at, r))
		}
	}
	report := Report{Mapped: mapped(lowered), Skipped: skipped.list(), Refused: refused.list()}
	if len(discounts) == 0 {
		return nil, report, fmt.Errorf("no rate of a %s Compute Savings Plan lowers a price of the book", s.plan)
	}
	return discounts, report, nil
}

func (s *SavingsPlans) discount(at place, r planRate) pricing.Discount {
	return pricing.Discount{
		Name: "Compute Savings Plan " + s.plan, Service: at.service, Region: at.region, Components: []string{at.component},
		Price: new(r.price), Effective: r.since, Source: r.source,
	}
}

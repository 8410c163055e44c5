package offers

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// term is an on-demand price, in force from a day on.
type term struct {
	OfferTermCode   string               `json:"offerTermCode"`
	EffectiveDate   string               `json:"effectiveDate"`
	PriceDimensions map[string]dimension `json:"priceDimensions"`

	effective time.Time
}

// dimension is one tier. The tiers of a term come in any order, and their
// bounds are text, the last of them "Inf".
type dimension struct {
	Unit         string            `json:"unit"`
	BeginRange   string            `json:"beginRange"`
	EndRange     string            `json:"endRange"`
	PricePerUnit map[string]string `json:"pricePerUnit"`
}

// list is what a list says of itself.
type list struct {
	service   string    // AWS's code of the offer
	version   string    // digits; "" when not said
	published time.Time // zero when not said
}

// take adds the price of a row that a rule maps.
func (a *AWS) take(l list, m mapping, terms map[string]term) {
	t, why := current(terms, a.scope.day())
	if why == "" {
		why = a.price(l, m, t)
	}
	if why != "" {
		a.rows.refused.add(why, m.sku)
	}
}

// freeTerm is the code of the terms in which AWS keeps free tiers.
const freeTerm = "A429C66SYZ"

// current is the term in force on a day: that with the latest date up to it.
func current(terms map[string]term, day time.Time) (term, reason) {
	var in []term
	for _, t := range terms {
		var err error
		t.effective, err = time.Parse(time.RFC3339, t.EffectiveDate)
		switch {
		case err != nil:
			return term{}, badDate
		case t.OfferTermCode != freeTerm && !t.effective.After(day):
			in = append(in, t)
		}
	}
	slices.SortFunc(in, func(a, b term) int { return b.effective.Compare(a.effective) })
	switch {
	case len(in) == 0:
		return term{}, noTerm
	case len(in) > 1 && in[0].effective.Equal(in[1].effective):
		return term{}, severalTerms
	}
	return in[0], ""
}

// price adds the price of a term under each of the row's components.
func (a *AWS) price(l list, m mapping, t term) reason {
	bands, unit, currency, why := bandsOf(t.PriceDimensions, m.region)
	if why != "" {
		return why
	}
	tiers, free, why := tiersOf(bands)
	switch {
	case why != "":
		return why
	case !m.rule.gratis && anyZero(tiers):
		return zeroPrice
	}
	if m.rule.perUnit != nil {
		factor, known := m.rule.perUnit[unit]
		if !known {
			return badUnit
		}
		if !scaled(tiers, factor) {
			return badPrice
		}
	}
	p := pricing.Price{
		Provider: "aws", Service: m.service, Region: m.region, Unit: m.rule.unit, Currency: currency, Tiers: tiers,
		Effective: date(t.effective), Source: offerURL(m.service, l.version, m.region),
		Confidence: l.confidence(), SKU: m.sku,
	}
	for _, p.Component = range m.components {
		a.rows.add(p, free, m.rule.common)
	}
	return ""
}

// bandsOf reads the tiers of a term, which have one unit and one currency.
func bandsOf(dimensions map[string]dimension, region string) (bands []band, unit, currency string, why reason) {
	currency = "USD"
	if strings.HasPrefix(region, "cn-") {
		currency = "CNY"
	}
	for _, d := range dimensions {
		text, ok := d.PricePerUnit[currency]
		if !ok {
			return nil, "", "", badCurrency
		}
		if unit != "" && unit != d.Unit {
			return nil, "", "", badUnit
		}
		unit = d.Unit
		b, why := bandOf(d, text)
		if why != "" {
			return nil, "", "", why
		}
		bands = append(bands, b)
	}
	return bands, unit, currency, ""
}

func bandOf(d dimension, price string) (band, reason) {
	var b band
	var ok bool
	if b.price, ok = amount(price); !ok {
		return b, badPrice
	}
	if b.from, ok = amount(d.BeginRange); !ok {
		return b, badRange
	}
	if d.EndRange != "Inf" {
		to, ok := amount(d.EndRange)
		if !ok {
			return b, badRange
		}
		b.to = &to
	}
	return b, ""
}

// highFrom is the year from which a figure of the official list is of high
// confidence; the header of the book's files says the same.
const highFrom = 2025

// confidence is that of a figure read in the official list itself.
func (l list) confidence() pricing.Confidence {
	if l.published.Year() >= highFrom {
		return pricing.High
	}
	return pricing.Medium
}

// versionDigits is a version of an offer file.
var versionDigits = regexp.MustCompile(`^[0-9]{8,20}$`)

// dated takes over what a list says of its version; nonsense is not repeated.
func (l *list) dated(version, published string) {
	if versionDigits.MatchString(version) {
		l.version = version
	}
	if day, err := time.Parse(time.RFC3339, published); err == nil {
		l.published = day
	}
}

// date is the day of a time, as books write it.
func date(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

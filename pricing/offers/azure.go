package offers

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Azure gathers prices from Azure's Retail Prices API. It is not safe for
// concurrent use.
// https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
type Azure struct {
	scope   Scope
	meters  map[meter][]tierRow
	kept    kept // rows of meters
	skipped tally
	refused tally
}

// NewAzure begins an import.
func NewAzure(scope Scope) *Azure {
	return &Azure{scope: scope, meters: map[meter][]tierRow{}, skipped: tally{}, refused: tally{}}
}

// meter is what has one price: the tiers of a meter are rows of their own.
type meter struct {
	at             place
	unit, currency string
	id             string // meterId
}

// tierRow is a row of a meter, in the units of the book.
type tierRow struct {
	from, price decimal.Decimal
	start       time.Time
}

// retailRow is an item of a page. The API writes "Items", a stored copy may
// write "items": the decoder does not mind.
type retailRow struct {
	CurrencyCode         string      `json:"currencyCode"`
	TierMinimumUnits     json.Number `json:"tierMinimumUnits"`
	RetailPrice          json.Number `json:"retailPrice"`
	ArmRegionName        string      `json:"armRegionName"`
	EffectiveStartDate   string      `json:"effectiveStartDate"`
	EffectiveEndDate     string      `json:"effectiveEndDate"`
	MeterID              string      `json:"meterId"`
	MeterName            string      `json:"meterName"`
	ProductName          string      `json:"productName"`
	SkuName              string      `json:"skuName"`
	ServiceName          string      `json:"serviceName"`
	UnitOfMeasure        string      `json:"unitOfMeasure"`
	Type                 string      `json:"type"`
	IsPrimaryMeterRegion *bool       `json:"isPrimaryMeterRegion"`
}

// ReadPages reads pages of the API, one or several JSON objects, and returns
// the address of the page after the last, "" for none. An error names the place
// in bytes.
func (a *Azure) ReadPages(ctx context.Context, r io.Reader) (next string, err error) {
	s := newStream(r)
	pages := 0
	for s.more() {
		pages++
		if next, err = a.readPage(ctx, s); err != nil {
			return "", err
		}
	}
	if err := s.finish(); err != nil {
		return "", err
	}
	if pages == 0 {
		return "", fmt.Errorf("the file is empty")
	}
	return next, nil
}

func (a *Azure) readPage(ctx context.Context, s *stream) (next string, err error) {
	items := 0
	err = s.object(func(key string) error {
		switch strings.ToLower(key) {
		case "items":
			items++
			return s.array(func() error { return a.readRow(ctx, s) })
		case "nextpagelink":
			var link *string
			err := s.decode(&link)
			if link != nil {
				next = *link
			}
			return err
		}
		return s.pass()
	})
	if err == nil && items == 0 {
		err = s.faultf("not a page of Azure's Retail Prices API: it has no Items")
	}
	return next, err
}

func (a *Azure) readRow(ctx context.Context, s *stream) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var row retailRow
	if err := s.decode(&row); err != nil {
		return err
	}
	a.take(&row)
	return s.located(a.kept.check())
}

// take adds a row, or counts why not.
func (a *Azure) take(row *retailRow) {
	id := row.MeterID
	if why := a.unwanted(row); why != "" {
		a.skipped.add(why, id)
		return
	}
	r := azureRule(row)
	if r == nil {
		a.skipped.add(unmapped, id)
		return
	}
	if !a.scope.withService(r.service) {
		a.skipped.add(otherService, id)
		return
	}
	t, why := r.tier(row)
	if why != "" {
		a.refused.add(why, id)
		return
	}
	m := meter{at: place{r.service, row.ArmRegionName, r.component}, unit: r.unit, currency: row.CurrencyCode, id: id}
	a.meters[m] = append(a.meters[m], t)
	a.kept++
}

// unwanted says why a row is no price of the book.
func (a *Azure) unwanted(row *retailRow) reason {
	day := a.scope.day()
	switch start, end := instant(row.EffectiveStartDate), instant(row.EffectiveEndDate); {
	case row.Type != "Consumption":
		return otherType
	case row.IsPrimaryMeterRegion != nil && !*row.IsPrimaryMeterRegion:
		return otherMeter
	case !a.scope.withRegion(row.ArmRegionName):
		return otherRegion
	case start.After(day), !end.IsZero() && !end.After(day):
		return otherDay
	}
	return ""
}

// instant is a time of a row, zero where there is none.
func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Result is what all pages read hold together. On an error, as when no row maps
// to a price, its report still says what became of the rows.
func (a *Azure) Result() (Result, error) {
	rows := newCollector()
	rows.skipped, rows.refused = maps.Clone(a.skipped), maps.Clone(a.refused)
	for _, m := range slices.SortedFunc(maps.Keys(a.meters), compareMeters) {
		p, free, why := m.price(a.meters[m], a.scope.day())
		if why != "" {
			rows.refused.add(why, m.id)
			continue
		}
		rows.add(p, free, false)
	}
	return rows.result()
}

func compareMeters(a, b meter) int {
	return cmp.Or(comparePlaces(a.at, b.at), cmp.Compare(a.currency, b.currency), cmp.Compare(a.id, b.id))
}

// price makes the price of a meter's rows. It is known to hold on the day of the
// import: the API's own date says since when, often years ago.
func (m meter) price(rows []tierRow, day time.Time) (p pricing.Price, free decimal.Decimal, why reason) {
	tiers, free, why := tiersOf(bandsFrom(newest(rows)))
	switch {
	case why != "":
		return p, free, why
	case anyZero(tiers):
		return p, free, zeroPrice
	}
	return pricing.Price{
		Provider: "azure", Service: m.at.service, Region: m.at.region, Component: m.at.component,
		Unit: m.unit, Currency: m.currency, Tiers: tiers, Effective: date(day),
		Source: meterURL(m.id), Confidence: pricing.High, SKU: m.id,
	}, free, ""
}

// newest sorts the tiers by where they begin. Of one that has been priced anew
// the last price stands; rows that say two at once stay, and are refused as
// tiers that overlap.
func newest(rows []tierRow) []tierRow {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b tierRow) int {
		return cmp.Or(a.from.Cmp(b.from), b.start.Compare(a.start), a.price.Cmp(b.price))
	})
	return slices.CompactFunc(rows, func(r, before tierRow) bool {
		return r.from.Equal(before.from) && (r.price.Equal(before.price) || r.start.Before(before.start))
	})
}

// bandsFrom gives each tier its end, where the next begins.
func bandsFrom(rows []tierRow) []band {
	var bands []band
	for i, r := range rows {
		b := band{from: r.from, price: r.price}
		if i+1 < len(rows) {
			b.to = &rows[i+1].from
		}
		bands = append(bands, b)
	}
	return bands
}

// retailAPI is the address of the API; it wants no key.
const retailAPI = "https://prices.azure.com/api/retail/prices"

// meterURL is where the rows of a meter can be looked up.
func meterURL(id string) string {
	return retailAPI + "?$filter=" + url.PathEscape("meterId eq '"+id+"'")
}

// RetailURL is the address of the first page of the prices of the book's Azure
// services in some regions, or all: the pay-as-you-go rows of primary meters.
func RetailURL(regions []string) string {
	filter := "serviceName eq 'Functions' and priceType eq 'Consumption'"
	var in []string
	for _, region := range regions {
		in = append(in, "armRegionName eq '"+region+"'")
	}
	if len(in) > 0 {
		filter += " and (" + strings.Join(in, " or ") + ")"
	}
	query := url.Values{"api-version": {"2023-01-01-preview"}, "meterRegion": {"'primary'"}, "$filter": {filter}}
	return retailAPI + "?" + query.Encode()
}

package usagefile

import (
	"cmp"
	"strings"
	"time"

	"github.com/goccy/go-yaml/token"
	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/internal/yamlfile"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// Result is a priced usage file.
type Result struct {
	Currency string // of all bills, "" where none has a line
	Bills    []Bill // one for each alternative
}

// Bill is what an alternative costs in a month.
type Bill struct {
	Name       string
	Services   []Part
	Total      decimal.Decimal
	NotPriced  []string    // what is billed too but nothing in the file drives, a phrase each
	Doubts     []string    // what is doubtful about the prices, a sentence each
	Difference *Difference // from the first alternative, nil in the first
}

// Part is the share of one service in a bill; the totals of the parts add up
// to the bill's exactly.
type Part struct {
	Name, Kind, Region string
	Bill               pricing.Bill
}

// Difference is how a bill compares with another.
type Difference struct {
	Amount decimal.Decimal  // above zero where it is dearer
	Share  *decimal.Decimal // Amount as a fraction of the other's total, to four decimals; nil where that is nothing
}

// Price bills each alternative as a month of its own, with the file's terms.
// Doubts are told as of now. What the book cannot price is a *yamlfile.Error.
func (f *File) Price(book *pricing.Book, now time.Time) (*Result, error) {
	terms, err := f.terms(book)
	if err != nil {
		return nil, f.file.Locate(err)
	}
	result := &Result{}
	for _, a := range f.Alternatives {
		bill, currency, err := a.price(book, f.Region, terms, now)
		if err != nil {
			return nil, f.file.Locate(err)
		}
		if first := result.Currency; first != "" && currency != "" && currency != first {
			return nil, f.file.Locate(yamlfile.Fault(a.at, "%q is priced in %s, the alternatives before it in %s; they cannot be compared",
				a.Name, currency, first))
		}
		result.Currency = cmp.Or(result.Currency, currency)
		if len(result.Bills) > 0 {
			bill.Difference = difference(bill.Total, result.Bills[0].Total)
		}
		result.Bills = append(result.Bills, bill)
	}
	return result, nil
}

// terms adds to the account's use the units that the file leaves out.
func (f *File) terms(book *pricing.Book) (pricing.Terms, error) {
	terms := pricing.Terms{FreeTier: f.FreeTier}
	for _, u := range f.account {
		u.Region = cmp.Or(u.Region, f.Region)
		price, err := book.Price(u.Service, u.Region, u.Component)
		if err != nil {
			return terms, yamlfile.Fault(u.at, "%v", err)
		}
		if u.Unit == "" {
			u.Unit = price.Unit
		}
		if err := billable(book, u.at, u.Usage); err != nil {
			return terms, err
		}
		terms.Account = append(terms.Account, u.Usage)
	}
	return terms, nil
}

// billable refuses usage that has no place on a bill, with the place of who
// uses it.
func billable(book *pricing.Book, at *token.Token, usage ...pricing.Usage) error {
	if _, err := book.List(usage...); err != nil {
		return yamlfile.Fault(at, "%v", err)
	}
	return nil
}

// price bills an alternative whose services are in a region unless they say
// otherwise.
func (a Alternative) price(book *pricing.Book, region string, terms pricing.Terms, now time.Time) (bill Bill, currency string, err error) {
	parts, notPriced, err := a.meter(book, region)
	if err != nil {
		return Bill{}, "", err
	}
	bills, err := book.MonthParts(parts, terms)
	if err != nil {
		return Bill{}, "", yamlfile.Fault(a.at, "%v", err)
	}
	bill = Bill{Name: a.Name, NotPriced: notPriced}
	var whole pricing.Bill
	for i, s := range a.Services {
		bill.Services = append(bill.Services, Part{s.Name, s.Kind, cmp.Or(s.Region, region), bills[i]})
		whole.Lines = append(whole.Lines, bills[i].Lines...)
		whole.Total = whole.Total.Add(bills[i].Total)
		currency = cmp.Or(currency, bills[i].Currency)
	}
	bill.Total, bill.Doubts = whole.Total, book.Doubts(whole, now)
	return bill, currency, nil
}

// meter is what each service is billed for, and what is not driven.
func (a Alternative) meter(book *pricing.Book, region string) (parts [][]pricing.Usage, notPriced []string, err error) {
	for _, s := range a.Services {
		metered, err := s.Meter.Meter(cmp.Or(s.Region, region))
		if err != nil {
			return nil, nil, yamlfile.Fault(s.at, "%s: %s", s.Name, strings.TrimPrefix(err.Error(), s.Name+": "))
		}
		if err := billable(book, s.at, metered.Usage...); err != nil {
			return nil, nil, err
		}
		parts = append(parts, metered.Usage)
		for _, what := range metered.NotPriced {
			notPriced = append(notPriced, s.Name+": "+what)
		}
	}
	return parts, notPriced, nil
}

func difference(total, from decimal.Decimal) *Difference {
	d := &Difference{Amount: total.Sub(from)}
	if !from.IsZero() {
		d.Share = new(d.Amount.DivRound(from, 4))
	}
	return d
}

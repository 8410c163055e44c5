package pricing

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// lowShare is the share of a bill from which on a price of low confidence is
// worth a warning.
var lowShare = decimal.New(5, -2)

// Doubts says what is doubtful about a bill at the time now, or on the day that
// At gave the book as of, one sentence per component: a price that took effect
// only later, one that is more than a year old or has no known date, one of
// low confidence that makes up more than 5 % of the total, and an amount that is
// too high because the book does not know the cheaper tiers. It is empty for a
// bill that nobody need check.
func (b *Book) Doubts(bill Bill, now time.Time) []string {
	var doubts []string
	seen := map[string]bool{}
	for _, l := range bill.Lines {
		name := l.Service + " " + l.Component + " " + l.Region
		if seen[name] || l.Off || !l.Quantity.IsPositive() {
			continue
		}
		seen[name] = true
		doubts = append(doubts, b.doubts(bill, l, now)...)
	}
	return doubts
}

// doubts is about the component of the line.
func (b *Book) doubts(bill Bill, l Line, now time.Time) []string {
	what := fmt.Sprintf("price book %q: %s %s in %s", b.name, l.Service, l.Component, l.Region)
	var doubts []string
	if !b.day.IsZero() {
		now = b.day
	}
	switch {
	case l.Effective.After(now):
		doubts = append(doubts, fmt.Sprintf("%s has no price of %s in the book: that of %s stands in", what, now.Format(time.DateOnly), l.Effective.Format(time.DateOnly)))
	case l.Effective.IsZero() && l.Source == "": // of a user's own contract
	case l.Effective.IsZero():
		doubts = append(doubts, fmt.Sprintf("%s has a price of no known date; %s", what, l.check()))
	case old(l.Effective, now):
		doubts = append(doubts, fmt.Sprintf("%s has a price of %s, more than a year old; %s",
			what, l.Effective.Format(time.DateOnly), l.check()))
	}
	if share := bill.share(l); l.Confidence == Low && share.GreaterThan(lowShare) {
		doubts = append(doubts, fmt.Sprintf("%s makes up %s %% of the bill and its price is of low confidence; %s",
			what, share.Shift(2).Round(0), l.check()))
	}
	if l.UpperBound {
		doubts = append(doubts, fmt.Sprintf("%s is billed at its first tier throughout, as the book knows no other; the true amount is lower", what))
	}
	return doubts
}

// check says where the price can be checked.
func (l Line) check() string {
	if l.Source == "" {
		return "check it"
	}
	return "check it against " + l.Source
}

// old reports whether a price that took effect on a day is worth a check.
func old(effective, now time.Time) bool { return effective.Before(now.AddDate(-1, 0, 0)) }

// share is the part of the bill that the line's component makes up, both before
// the free tier; zero when the bill is.
func (b Bill) share(of Line) decimal.Decimal {
	part, whole := decimal.Zero, decimal.Zero
	for _, l := range b.Lines {
		if !l.Amount.IsPositive() {
			continue
		}
		whole = whole.Add(l.Amount)
		if l.Service == of.Service && l.Component == of.Component && l.Region == of.Region {
			part = part.Add(l.Amount)
		}
	}
	if whole.IsZero() {
		return whole
	}
	return part.Div(whole)
}

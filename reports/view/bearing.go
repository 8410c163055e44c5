package view

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// bears says what one container of a trial bears, and how many the traffic
// takes; empty for what is no container.
func (t Trial) bears() []Fact {
	if t.Cost == nil || t.Cost.Capacity == nil {
		return nil
	}
	c := t.Cost.Capacity
	out := Fact{Name: "One container bears", Text: format.Rate(c.PerSecond.InexactFloat64()), Note: whole(c.Utilisation) + " of it is planned with"}
	switch c.From {
	case reports.CapacityFromLoad:
		out.Note = "as the load came to; " + out.Note
	case reports.CapacityFromCPU:
		out.Note = "estimated from the CPU that the load took; " + out.Note
	}
	if c.Tasks > 0 {
		out.Note += fmt.Sprintf(", so that the traffic takes %s", plural(int(c.Tasks), "container"))
	}
	return []Fact{out}
}

// bearings are what the costs of containers rest on, of each that Shown shows.
func (v *View) bearings() []Fact {
	var out []Fact
	for _, t := range v.Shown(MostRows) {
		for _, f := range t.bears() {
			out = append(out, Fact{Name: t.Name, Text: "one bears " + f.Text, Note: f.Note})
		}
	}
	return out
}

// byMonth reports whether the variants were compared by the cost of a month, as
// containers are.
func (v *View) byMonth() bool {
	return slices.ContainsFunc(v.Trials, func(t Trial) bool {
		return t.Cost != nil && t.Cost.Capacity != nil && t.Cost.PerMonth != nil
	})
}

// weighed is the cost that a trial was compared by, of a month or of a million
// requests, with its interval where it is shown. The trial has a cost.
func (v *View) weighed(t *Trial) (decimal.Decimal, *[2]decimal.Decimal) {
	if v.byMonth() && t.Cost.PerMonth != nil {
		return *t.Cost.PerMonth, nil
	}
	return t.Cost.PerMillion, t.Cost.CI95
}

// weighedOf is the cost that an alternative was compared by; nil where it has
// none.
func (v *View) weighedOf(a reports.Alternative) *decimal.Decimal {
	if t := v.trial(a.VariantInfo); v.byMonth() && t != nil && t.Cost != nil {
		return t.Cost.PerMonth
	}
	return a.CostPerMillion
}

// per says what weighed is the cost of.
func (v *View) per() string {
	if v.byMonth() {
		return "per month"
	}
	return "per million"
}

// costAxis is the title of an axis of weighed.
func (v *View) costAxis() string {
	if v.byMonth() {
		return "cost of a month"
	}
	return "cost per million requests"
}

package view

import (
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// variantColumn is a column of the table of variants.
type variantColumn struct {
	Column
	detail bool // only in the full table
	cell   func(t Trial) Cell
}

// Variants is the table of all variants; the full one has every figure, the
// other what fits a terminal.
func (v *View) Variants(full bool) Table {
	out := Table{Caption: "All variants measured"}
	columns := v.variantColumns()
	if full { // the words first: the table may be wider than the page
		last := len(columns) - 1
		columns = slices.Insert(columns[:last:last], 1, columns[last])
	}
	var shown []variantColumn
	for _, c := range columns {
		if full || !c.detail {
			shown = append(shown, c)
			out.Columns = append(out.Columns, c.Column)
		}
	}
	for _, t := range v.Trials {
		row := Row{Pick: t.Pick, Muted: t.Muted()}
		for _, c := range shown {
			row.Cells = append(row.Cells, c.cell(t))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (v *View) variantColumns() []variantColumn {
	text := func(f func(t Trial) string) func(Trial) Cell {
		return func(t Trial) Cell { return Cell{Text: f(t)} }
	}
	ms := func(f func(t Trial) *float64) func(Trial) Cell {
		return text(func(t Trial) string { return format.MaybeMillis(f(t)) })
	}
	number := func(name, unit string, rank int, detail bool, cell func(Trial) Cell) variantColumn {
		return variantColumn{Column{Name: name, Unit: unit, Number: true, Rank: rank}, detail, cell}
	}
	return []variantColumn{
		number(v.Noun(), "", 0, false, text(func(t Trial) string { return t.Name })),
		number("vCPU", "", 0, true, text(func(t Trial) string { return strings.TrimSuffix(format.VCPU(t.Variant.VCPU), " vCPU") })),
		number("p50", "ms", 1, false, ms(func(t Trial) *float64 { return t.Latency.P50 })),
		number("p90", "ms", 0, true, ms(func(t Trial) *float64 { return t.Latency.P90 })),
		number("p95", "ms", 2, false, ms(func(t Trial) *float64 { return t.Latency.P95 })),
		number("p99", "ms", 6, false, ms(func(t Trial) *float64 { return t.Latency.P99 })),
		number("max", "ms", 0, true, ms(func(t Trial) *float64 { return t.Latency.Max })),
		number("billed mean", "ms", 0, true, ms(func(t Trial) *float64 { return t.Billed.Mean })),
		number("errors", "", 3, false, errorCell),
		number("n", "", 0, true, text(func(t Trial) string { return format.Count(t.Invocations) })),
		number("cold starts", "", 7, false, text(coldText)),
		number("init p50", "ms", 9, false, ms(func(t Trial) *float64 { return t.ColdStarts.Init.P50 })),
		number("max used", "MB", 8, false, text(memoryText)),
		number(v.perMillion(), "", 0, false, text(costText)),
		number("±", "", 5, false, text(halfWidth)),
		number("per month", v.Currency(), 0, true, text(monthText)),
		number("contended", "", 0, true, text(func(t Trial) string { return format.Share(t.ContendedShare) })),
		{Column{Name: "notes", Rank: 4}, false, v.notes},
	}
}

// perMillion heads the column of costs with their currency.
func (v *View) perMillion() string {
	return strings.TrimSpace(format.Clean(v.Currency()) + " per million")
}

func errorCell(t Trial) Cell {
	c := Cell{Text: format.Share(t.ErrorShare)}
	if t.Errors > 0 {
		c.Tone = Bad
	}
	return c
}

func coldText(t Trial) string { return format.Share(t.ColdStarts.Share) }

func memoryText(t Trial) string {
	if t.MaxMemoryUsedMB == nil {
		return format.None
	}
	return format.Count(*t.MaxMemoryUsedMB)
}

func costText(t Trial) string {
	if t.Cost == nil {
		return format.None
	}
	return format.Amount(t.Cost.PerMillion)
}

func halfWidth(t Trial) string {
	if t.Cost == nil || t.Cost.CI95 == nil {
		return format.None
	}
	return format.HalfWidth(t.Cost.CI95[0], t.Cost.CI95[1])
}

func monthText(t Trial) string {
	if t.Cost == nil || t.Cost.PerMonth == nil {
		return format.None
	}
	return format.Amount(*t.Cost.PerMonth)
}

// notes says in words what a variant is to the reader.
func (v *View) notes(t Trial) Cell {
	c := Cell{Text: strings.Join(t.words(), ", ")}
	if t.Muted() {
		c.Tone = Bad
	}
	return c
}

// words are the roles of a trial, in the order of their weight.
func (t Trial) words() []string {
	var out []string
	for _, role := range t.Roles() {
		out = append(out, role.Word)
	}
	return out
}

// Role is what a variant is to the reader: a word, and a sign that stands for
// it where there is little room.
type Role struct{ Word, Sign string }

// The roles.
var (
	RolePick     = Role{"pick", "★"}
	RoleUnusable = Role{"unusable", "✕"}
	RoleInvalid  = Role{"invalid", "?"}
	RoleTied     = Role{"tied", "="}
	RoleToday    = Role{"today", "●"}
)

// Roles are those of a trial.
func (t Trial) Roles() []Role {
	var out []Role
	for _, r := range []struct {
		is bool
		Role
	}{
		{t.Pick, RolePick}, {!t.Usable, RoleUnusable}, {t.Usable && !t.Valid, RoleInvalid},
		{t.Tied, RoleTied}, {t.Today, RoleToday},
	} {
		if r.is {
			out = append(out, r.Role)
		}
	}
	return out
}

// Doubt says why a trial is unusable or invalid; "" where it is neither.
func (t Trial) Doubt() string {
	var parts []string
	if !t.Usable {
		parts = append(parts, format.Clean(t.UnusableReason))
	}
	if !t.Valid {
		for _, r := range t.InvalidReasons {
			parts = append(parts, format.Clean(r))
		}
	}
	return strings.Join(parts, "; ")
}

// Doubts lists the variants that are out of the question, with the reasons.
func (v *View) Doubts() []Fact {
	var out []Fact
	for _, t := range v.Trials {
		if t.Muted() {
			word := RoleInvalid.Word
			if !t.Usable {
				word = RoleUnusable.Word
			}
			out = append(out, Fact{Name: t.Name, Text: word, Note: t.Doubt()})
		}
	}
	return out
}

// Alternatives is the table of what other objectives would pick.
func (v *View) Alternatives() Table {
	out := Table{Caption: "What other objectives would pick", Columns: []Column{
		{Name: "objective"}, {Name: v.Noun(), Number: true}, {Name: "p50", Number: true}, {Name: "p95", Number: true}, {Name: "per million", Number: true},
	}}
	a := v.Summary.Recommendation.Alternatives
	for _, o := range []struct {
		name string
		alt  *reports.Alternative
	}{{"cheapest", a.Cheapest}, {"fastest", a.Fastest}, {"balanced", a.Balanced}} {
		if o.alt == nil {
			continue
		}
		pick := v.Pick()
		out.Rows = append(out.Rows, Row{
			Pick: pick != nil && same(pick.Variant, o.alt.VariantInfo),
			Cells: cells(o.name, v.Name(o.alt.VariantInfo), format.MaybeDuration(o.alt.P50),
				format.MaybeDuration(o.alt.P95), format.MaybeMoney(o.alt.CostPerMillion, v.Currency())),
		})
	}
	return out
}

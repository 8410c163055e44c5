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
	of     owner
	cell   func(t Trial) Cell
}

// owner says which runs a column is for.
type owner int

const (
	everyRun  owner = iota
	platform        // runs with a target whose platform has sizes and figures of its own
	server          // runs of nothing but HTTP servers
	lambda          // runs with a target whose requests may wait for a cold start
	container       // runs with containers
	priced          // runs in which something may have a price
)

// concerns reports whether a column is for this run. A single server needs no
// notes where there is nothing to note.
func (v *View) concerns(c variantColumn) bool {
	if v.Servers && c.Name == NotesColumn {
		return slices.ContainsFunc(v.Trials, func(t Trial) bool { return len(t.Roles()) > 0 })
	}
	switch c.of {
	case server:
		return v.Servers
	case platform:
		return !v.Servers
	case lambda:
		return !v.Servers && !v.Containers
	case container:
		return slices.ContainsFunc(v.Trials, func(t Trial) bool { return t.Usage != nil })
	case priced:
		return !v.Servers && (!v.Containers || v.Currency() != "")
	}
	return true
}

// NotesColumn heads the words on each variant.
const NotesColumn = "notes"

// Variants is the table of all variants; the full one has every figure, the
// other what fits a terminal.
func (v *View) Variants(full bool) Table {
	out := Table{Caption: "All variants measured"}
	columns := slices.DeleteFunc(v.variantColumns(), func(c variantColumn) bool { return !v.concerns(c) })
	if last := len(columns) - 1; full && columns[last].Name == NotesColumn { // the words first: the table may be wider than the page
		columns = slices.Insert(columns[:last:last], 1, columns[last])
	}
	var shown []variantColumn
	for _, c := range columns {
		if full || !c.detail || v.Servers {
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
	number := func(name, unit string, rank int, detail bool, of owner, cell func(Trial) Cell) variantColumn {
		return variantColumn{Column{Name: name, Unit: unit, Number: true, Rank: rank}, detail, of, cell}
	}
	return []variantColumn{
		{Column{Name: v.Noun(), Number: !v.Servers}, false, everyRun, text(func(t Trial) string { return t.Name })},
		number("vCPU", "", 0, true, platform, text(vcpuText)),
		number("p50", "ms", 1, false, everyRun, ms(func(t Trial) *float64 { return t.Latency.P50 })),
		number("p90", "ms", 10, true, everyRun, ms(func(t Trial) *float64 { return t.Latency.P90 })),
		number("p95", "ms", 2, false, everyRun, ms(func(t Trial) *float64 { return t.Latency.P95 })),
		number("p99", "ms", 6, false, everyRun, ms(func(t Trial) *float64 { return t.Latency.P99 })),
		number("max", "ms", 9, true, everyRun, ms(func(t Trial) *float64 { return t.Latency.Max })),
		number("billed mean", "ms", 0, true, lambda, ms(func(t Trial) *float64 { return t.Billed.Mean })),
		number("errors", "", 3, false, everyRun, errorCell),
		number("n", "", 8, true, everyRun, text(func(t Trial) string { return format.Count(t.Invocations) })),
		number("rate", "/s", 5, false, server, text(rateText)),
		number("in flight, max", "", 11, true, server, text(func(t Trial) string { return format.Count(t.Concurrency.Max) })),
		number("cold starts", "", 7, false, lambda, text(coldText)),
		number(v.initName()+" p50", "ms", 9, false, platform, ms(func(t Trial) *float64 { return t.ColdStarts.Init.P50 })),
		number("max used", "MB", 8, false, platform, text(memoryText)),
		number("CPU used", "", 7, false, container, text(cpuText)),
		number(v.perMillion(), "", 0, false, priced, text(costText)),
		number("±", "", 5, false, priced, text(halfWidth)),
		number("per month", v.Currency(), 0, !v.byMonth(), priced, text(monthText)),
		number("contended", "", 0, true, platform, text(func(t Trial) string { return format.Share(t.ContendedShare) })),
		{Column{Name: NotesColumn, Rank: 4}, false, everyRun, v.notes},
	}
}

func rateText(t Trial) string {
	if t.Rate.Achieved == nil {
		return format.None
	}
	return strings.TrimSuffix(format.Rate(*t.Rate.Achieved), "/s")
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

func vcpuText(t Trial) string {
	if t.Variant.VCPU == 0 {
		return format.None
	}
	return strings.TrimSuffix(format.VCPU(t.Variant.VCPU), " vCPU")
}

func coldText(t Trial) string {
	if t.Variant.MemoryMB == 0 { // a server among functions
		return format.None
	}
	return format.Share(t.ColdStarts.Share)
}

func memoryText(t Trial) string {
	if t.MaxMemoryUsedMB == nil {
		return format.None
	}
	return format.Count(*t.MaxMemoryUsedMB)
}

// initName is what the time before the first answer is called.
func (v *View) initName() string {
	if v.Containers {
		return "start-up"
	}
	return "init"
}

// cpuText is the share of its vCPU that a container used.
func cpuText(t Trial) string {
	if t.Usage == nil {
		return format.None
	}
	return format.Share(t.Usage.CPUShare)
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
	RoleBase     = Role{"base", "○"}
)

// Roles are those of a trial.
func (t Trial) Roles() []Role {
	var out []Role
	for _, r := range []struct {
		is bool
		Role
	}{
		{t.Pick, RolePick}, {!t.Usable, RoleUnusable}, {t.Usable && !t.Valid, RoleInvalid},
		{t.Tied, RoleTied}, {t.Today, RoleToday}, {t.Base, RoleBase},
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
		parts = append(parts, "it "+format.Clean(t.UnusableReason))
	}
	if !t.Valid {
		for _, r := range t.InvalidReasons {
			parts = append(parts, format.Clean(r))
		}
	}
	return strings.Join(parts, "; ")
}

// Doubts lists the variants that are out of the question, with the reasons, and
// those that work and are not recommended all the same.
func (v *View) Doubts() []Fact {
	var out []Fact
	for _, t := range v.Trials {
		if !t.Muted() {
			for _, u := range v.Summary.Recommendation.Unusable {
				if same(u.VariantInfo, t.Variant) {
					out = append(out, Fact{Name: t.Name, Text: "passed over", Note: "it " + format.Clean(u.Reason)})
				}
			}
		}
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

// AlternativesTitle heads Alternatives.
const AlternativesTitle = "What each objective would pick"

// Alternatives is the table of what each objective would pick, with the one that
// was asked for marked.
func (v *View) Alternatives() Table {
	out := Table{Caption: AlternativesTitle, Columns: []Column{
		{Name: "objective"}, {Name: v.Noun(), Number: true}, {Name: "p50", Number: true}, {Name: "p95", Number: true}, {Name: "per million", Number: true},
	}}
	a := v.Summary.Recommendation.Alternatives
	if v.Servers { // only the fastest can be told, and that is the answer
		return out
	}
	for _, o := range []struct {
		name string
		alt  *reports.Alternative
	}{{"cheapest", a.Cheapest}, {"fastest", a.Fastest}, {"balanced", a.Balanced}} {
		if o.alt == nil {
			continue
		}
		asked, tie := v.asked(o.name, o.alt)
		out.Rows = append(out.Rows, Row{
			Pick: asked != "" && tie == "",
			Cells: cells(o.name, v.Name(o.alt.VariantInfo), format.MaybeDuration(o.alt.P50),
				format.MaybeDuration(o.alt.P95), format.MaybeMoney(o.alt.CostPerMillion, v.Currency())),
		})
		last := out.Rows[len(out.Rows)-1]
		last.Cells[0].Note, last.Cells[1].Note = asked, tie
	}
	return out
}

// asked are the notes on the objective that the pick is by, "" for another: that
// it was asked for, and where its best estimate is not the pick, that both tie.
func (v *View) asked(name string, alt *reports.Alternative) (asked, tie string) {
	pick := v.Pick()
	if pick == nil || !strings.HasPrefix(v.Summary.Recommendation.Objective, name) {
		return "", ""
	}
	if t := v.trial(alt.VariantInfo); t != nil && t.Tied && !same(pick.Variant, alt.VariantInfo) {
		estimate := "lowest"
		if name == "balanced" {
			estimate = "best"
		}
		tie = estimate + " estimate; ties with " + pick.Name
	}
	return "asked for", tie
}

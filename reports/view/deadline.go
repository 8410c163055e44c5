package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Deadline is the table of how each variant would meet the deadline; without
// rows where there is none.
func (v *View) Deadline() Table {
	d := v.Summary.Recommendation.Deadline
	if d == nil {
		return Table{}
	}
	within := time.Duration(d.Within * float64(time.Second))
	out := Table{
		Caption: check.FormatCount(d.Items) + " items within " + check.FormatDuration(within),
		Columns: []Column{
			{Name: v.Noun(), Number: true}, {Name: "environments", Number: true}, {Name: "time", Number: true},
			{Name: "cost of all", Number: true}, {Name: NotesColumn},
		},
	}
	for _, t := range v.Trials {
		for _, size := range d.Sizes {
			if !same(size.VariantInfo, t.Variant) {
				continue
			}
			note := strings.Join(t.words(), ", ")
			environments, takes := format.None, format.None
			if size.Environments != nil && size.Seconds != nil {
				environments = strconv.Itoa(*size.Environments)
				takes = clock(*size.Seconds)
			} else if note == "" {
				note = "cannot finish in time"
			}
			out.Rows = append(out.Rows, Row{Pick: t.Pick, Muted: t.Muted(), Cells: cells(t.Name, environments, takes, format.MaybeMoney(size.Cost, v.Currency()), note)})
		}
	}
	return out
}

// clock writes seconds as "9m12s", or "8.4s" below ten.
func clock(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d >= 10*time.Second {
		return check.FormatDuration(d.Round(time.Second))
	}
	return check.FormatDuration(d.Round(10 * time.Millisecond))
}

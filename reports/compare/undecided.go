package compare

import (
	"fmt"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Brief is Table with the rows that decide alone, for a first look.
func (r *Result) Brief() view.Table {
	t := r.Table()
	t.Rows = slices.DeleteFunc(t.Rows, func(row view.Row) bool { return row.Muted })
	return t
}

// TooFew reports whether nothing was decided for want of blocks alone, so that
// more of them would tell.
func (r *Result) TooFew() bool { return r.Verdict == Inconclusive && r.need() > 0 }

// need is how many blocks a side all that decides takes; 0 where something else
// than their number is in the way of any of it.
func (r *Result) need() int {
	most := 0
	for _, s := range r.Decide {
		for _, f := range r.of(s) {
			if f.Verdict == Inconclusive && f.Need == 0 {
				return 0
			}
			most = max(most, f.Need)
		}
	}
	return most
}

// remedy is the command that would decide it; "" where none is known.
func (r *Result) remedy() string {
	if !r.TooFew() {
		return ""
	}
	return fmt.Sprintf("What decides it, for base and head alike: sweetspot run SCENARIO --set repeat=%d. "+
		"Until then the changes are those of the estimates, without an interval: there are not enough blocks to judge them.", r.need())
}

// estimated is the change between the medians of a row that has too few blocks
// to judge it, as Effect is; nil where it cannot be had.
func (f found) estimated() *float64 {
	switch {
	case f.Need == 0 || f.Base == nil || f.Head == nil:
		return nil
	case f.Statistic == Errors:
		return finite(*f.Head - *f.Base)
	}
	return finite(*f.Head / *f.Base - 1)
}

// Caveat says that the machines of the two differed, or their speed: what to
// know before any figure. "" where they were alike.
func (r *Result) Caveat() string {
	for _, w := range r.Warnings {
		if w.Code == otherHost || w.Code == otherSpeed {
			return format.Clean(w.Text)
		}
	}
	return ""
}

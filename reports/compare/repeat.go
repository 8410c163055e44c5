package compare

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// Commands are how to make this comparison again, and its two runs.
func (r *Result) Commands(base, head *reports.Summary) []view.Command {
	words := []string{"sweetspot compare", place(base), place(head)}
	if limits := r.limits(); limits != "" {
		words = append(words, "--limit", limits)
	}
	if !slices.Equal(r.Decide, DefaultDecide) {
		var names []string
		for _, s := range r.Decide {
			names = append(names, string(s))
		}
		words = append(words, "--fail-on", strings.Join(names, ","))
	}
	if r.BaseTarget != "" {
		words = append(words, "--base-target", quoted(r.BaseTarget), "--head-target", quoted(r.HeadTarget))
	}
	if r.AnyHost {
		words = append(words, "--any-host")
	}
	out := []view.Command{{Text: strings.Join(words, " "), Does: "compare the two again, without load"}}
	for _, side := range r.Sides(base, head) {
		for _, c := range side.Commands() {
			out = append(out, view.Command{Text: c.Text, Does: "of the " + side.Role + ": " + c.Does})
		}
	}
	return out
}

// limits are those that are not the usual ones, as --limit takes them.
func (r *Result) limits() string {
	var out []string
	share := func(x float64) string { return strconv.FormatFloat(100*x, 'g', 6, 64) + "%" }
	if r.Limit != DefaultLimit {
		out = append(out, share(r.Limit))
	}
	for _, s := range DefaultStatistics {
		usual := r.Limit
		if s == Errors {
			usual = DefaultErrorsLimit
		}
		if rows := r.of(s); len(rows) > 0 && rows[0].Limit != usual {
			out = append(out, string(s)+"="+share(rows[0].Limit))
		}
	}
	return strings.Join(out, ",")
}

// place is where a run lies, or its id where that is not known.
func place(s *reports.Summary) string {
	return quoted(cmp.Or(s.Run.Directory, s.Run.ID, "RUN"))
}

func quoted(word string) string { return view.Shell(format.Clean(word)) }

package ui

import (
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/compare"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/html"
)

// mostRuns bounds how many runs a page is made of; of a longer history it has the
// latest.
const mostRuns = 100

// compare shows what differs between the runs that were ticked: a comparison of
// two of one scenario, the older being the base, else all beside each other.
func (h *handler) compare(w http.ResponseWriter, r *http.Request) {
	names := slices.Compact(slices.Sorted(slices.Values(r.URL.Query()["run"])))
	if len(names) < 2 || len(names) > mostRuns {
		h.refuse(w, http.StatusBadRequest, fmt.Sprintf("Tick from two to %d runs to compare them.", mostRuns))
		return
	}
	runs, err := h.summaries(names)
	if err != nil {
		h.refuse(w, http.StatusNotFound, "Nothing to compare: "+err.Error()+".")
		return
	}
	slices.SortStableFunc(runs, func(a, b *reports.Summary) int { return a.Run.StartedAt.Compare(b.Run.StartedAt) })
	if len(runs) == 2 && runs[0].Scenario.Name == runs[1].Scenario.Name {
		result := compare.Compare(runs[0], runs[1], compare.Options{Limit: compare.DefaultLimit})
		h.render(w, func(out io.Writer) error { return html.Comparison(out, result, runs[0], runs[1]) })
		return
	}
	h.render(w, func(out io.Writer) error { return html.Several(out, runs, nil) })
}

// trend shows the runs of a scenario over time.
func (h *handler) trend(w http.ResponseWriter, r *http.Request) {
	scenario := r.URL.Query().Get("scenario")
	all, err := h.runs.all()
	if err != nil {
		h.refuse(w, http.StatusInternalServerError, "The folder "+h.Name+" cannot be read: "+plainly(err))
		return
	}
	var names []string
	for _, e := range all { // the latest first
		if e.Scenario == scenario && e.Summary && len(names) < mostRuns {
			names = append(names, e.Name)
		}
	}
	if len(names) < 2 {
		h.refuse(w, http.StatusNotFound, "There are no two runs of "+format.Clean(scenario)+" with figures in "+h.Name+".")
		return
	}
	slices.Reverse(names)
	runs, err := h.summaries(names)
	if err != nil {
		h.refuse(w, http.StatusNotFound, "Nothing to compare: "+err.Error()+".")
		return
	}
	h.render(w, func(out io.Writer) error { return html.Several(out, runs, nil) })
}

// summaries reads those of runs. The error says which has none.
func (h *handler) summaries(names []string) ([]*reports.Summary, error) {
	var out []*reports.Summary
	for _, name := range names {
		if _, err := h.runs.one(name); err != nil {
			return nil, fmt.Errorf("there is no run %s in %s", format.Clean(name), h.Name)
		}
		s, err := h.summaryOf(name)
		if err != nil {
			return nil, fmt.Errorf("the run %s has no summary: %s", format.Clean(name), plainly(err))
		}
		out = append(out, s)
	}
	return out, nil
}

// summaryOf reads the summary of a run.
func (h *handler) summaryOf(name string) (*reports.Summary, error) {
	dir, err := h.Runs.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = dir.Close() }()
	return summaryIn(dir)
}

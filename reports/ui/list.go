package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/format"
	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// onePage is how many runs a page of the list has.
const onePage = 200

// query is what a list is asked for.
type query struct {
	Text     string
	Scenario string
	Verdict  string
	Page     int // from 1
}

// asked reads a query. What is no query asks for everything.
func asked(q url.Values) query {
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	return query{Text: strings.TrimSpace(q.Get("q")), Scenario: q.Get("scenario"), Verdict: q.Get("verdict"), Page: page}
}

// at is the address of the list with the same filter, on another page.
func (q query) at(page int) string {
	v := url.Values{}
	for key, value := range map[string]string{"q": q.Text, "scenario": q.Scenario, "verdict": q.Verdict} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return "/?" + v.Encode()
}

// The verdicts that can be filtered by, beside those of gates.
const (
	withoutGates = "none"
	notComplete  = "not-complete"
)

// finds reports whether a run is asked for.
func (q query) finds(e *entry) bool {
	if q.Scenario != "" && e.Scenario != q.Scenario {
		return false
	}
	switch q.Verdict {
	case "":
	case withoutGates:
		if e.Verdict != "" || !e.Summary {
			return false
		}
	case notComplete:
		if e.State == stateComplete || e.State == stateImported {
			return false
		}
	default:
		if string(e.Verdict) != q.Verdict {
			return false
		}
	}
	for word := range strings.FieldsSeq(strings.ToLower(q.Text)) {
		if !strings.Contains(strings.ToLower(strings.Join([]string{e.Name, e.Scenario, e.Answer, string(e.State), e.Trouble}, " ")), word) {
			return false
		}
	}
	return true
}

// choice is a value to filter by.
type choice struct {
	Value, Text string
	Chosen      bool
}

// row is a run as the list shows it.
type row struct {
	entry
	Shown   string // the name of the folder, for people
	Path    string // of its page; "" where there is none
	When    string
	Size    string
	Verdict view.Cell
	Tone    view.Tone // of its state
}

// list is the first page.
type list struct {
	frame
	Query               query
	Scenarios, Verdicts []choice
	Rows                []row
	Found, All          int
	Previous, Next      string // addresses; "" without
	Trend               string // address, where the runs of one scenario are shown
}

func (h *handler) newList(all []entry, values url.Values) list {
	q := asked(values)
	l := list{frame: h.frame("Runs"), Query: q, All: len(all)}
	var found []entry
	for i := range all {
		if all[i].State == stateRunning {
			l.Refresh = refreshEvery
		}
		if q.finds(&all[i]) {
			found = append(found, all[i])
		}
	}
	l.Found = len(found)
	l.choices(all)
	pages := max(1, (len(found)+onePage-1)/onePage)
	page := min(q.Page, pages)
	for _, e := range found[(page-1)*onePage : min(page*onePage, len(found))] {
		l.Rows = append(l.Rows, newRow(e))
	}
	if page > 1 {
		l.Previous = q.at(page - 1)
	}
	if page < pages {
		l.Next = q.at(page + 1)
	}
	l.Trend = trendOf(found)
	return l
}

// trendOf is the address of the trend over runs, where they are several of one
// scenario.
func trendOf(runs []entry) string {
	n := 0
	for _, e := range runs {
		if e.Scenario != runs[0].Scenario {
			return ""
		}
		if e.Summary {
			n++
		}
	}
	if n < 2 || runs[0].Scenario == "" {
		return ""
	}
	return "/trend?" + url.Values{"scenario": {runs[0].Scenario}}.Encode()
}

// choices are what the list can be filtered by.
func (l *list) choices(all []entry) {
	var names []string
	for _, e := range all {
		if e.Scenario != "" {
			names = append(names, e.Scenario)
		}
	}
	slices.Sort(names)
	l.Scenarios = []choice{{Text: "all"}}
	for _, name := range slices.Compact(names) {
		l.Scenarios = append(l.Scenarios, choice{name, name, name == l.Query.Scenario})
	}
	for _, c := range []choice{
		{Value: "", Text: "any"}, {Value: string(reports.Pass), Text: "pass"}, {Value: string(reports.Fail), Text: "fail"},
		{Value: string(reports.Inconclusive), Text: "inconclusive"}, {Value: withoutGates, Text: "no gates"}, {Value: notComplete, Text: "not complete"},
	} {
		c.Chosen = c.Value == l.Query.Verdict
		l.Verdicts = append(l.Verdicts, c)
	}
}

func newRow(e entry) row {
	r := row{entry: e, Shown: format.Clean(e.Name), When: format.Instant(e.Started), Size: bytesText(e.Size)}
	if e.Summary || e.State == stateRunning {
		r.Path = runPath(e.Name)
	}
	if e.Verdict != "" {
		r.Verdict = view.Verdict(e.Verdict)
		if e.Verdict != reports.Pass {
			r.Verdict.Text += " (" + strconv.Itoa(e.Gates) + ")"
		}
	}
	switch e.State {
	case stateComplete, stateImported:
	case stateRunning:
		r.Tone = view.Good
	case stateUnreadable, stateFailed:
		r.Tone = view.Bad
	default:
		r.Tone = view.Unsure
	}
	return r
}

// bytesText is a size as people read it: "1.2 MB", of 1000 kB.
func bytesText(n int64) string {
	switch {
	case n >= 1e9:
		return format.Number(round(float64(n)/1e9)) + " GB"
	case n >= 1e6:
		return format.Number(round(float64(n)/1e6)) + " MB"
	default:
		return format.Number(float64((n+999)/1000)) + " kB"
	}
}

// round keeps one decimal.
func round(x float64) float64 { return float64(int64(x*10+0.5)) / 10 }

package view

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/chart"
	"github.com/sweetspot-bench/sweetspot/reports/format"
)

// Tradeoff draws latency and cost over the variants in two panels; for HTTP
// servers, which have no cost, latency and rate. Of many variants it draws those
// of Shown.
func (v *View) Tradeoff(id string, width float64) chart.Stacked {
	most := MostColumns
	if width < 600 {
		most = MostRows
	}
	trials := v.Shown(most)
	hint := len(trials) <= 2*MostRows
	out := chart.Stacked{
		ID: id, Width: width,
		Title:     v.Heading(),
		Desc:      v.describe(trials),
		AxisTitle: [2]string{"", v.axisTitle()},
		Upper: chart.Lines{
			Title: "Latency", Note: "log scale; whiskers are 95 % intervals", Scale: format.DurationTick,
			Lines: []chart.Line{
				line(trials, hint, "p50", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P50, d.CI95.P50 }),
				line(trials, hint, "p95", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P95, d.CI95.P95 }),
				line(trials, hint, "p99", func(d reports.Distribution) (*float64, *reports.Interval) { return d.P99, d.CI95.P99 }),
			},
		},
		Lower: v.lower(trials, hint),
	}
	for _, t := range trials {
		out.Columns = append(out.Columns, v.column(t))
	}
	return out
}

func (v *View) lower(trials []Trial, hint bool) chart.Bars {
	if v.Servers {
		return chart.Bars{Title: "Requests a second", Note: "as they were sent", Bars: rateBars(trials), Scale: format.Rate}
	}
	return chart.Bars{
		Title: "Cost per million requests", Note: v.Place(), Bars: bars(trials, hint),
		Scale: func(x float64) string { return format.MoneyTick(x, v.Currency()) },
	}
}

// rateBars are the rates achieved.
func rateBars(trials []Trial) []*chart.Bar {
	out := make([]*chart.Bar, len(trials))
	for i, t := range trials {
		if r := t.Rate.Achieved; r != nil {
			b := &chart.Bar{Text: format.Rate(*r)}
			b.Value, b.Hint = *r, t.Name+", "+b.Text
			out[i] = b
		}
	}
	return out
}

func (v *View) axisTitle() string {
	switch {
	case !v.memoryVaries():
		return ""
	case v.Containers:
		return "vCPU / memory, MB"
	}
	return "memory, MB"
}

// memoryVaries reports whether the columns are told apart by memory, so that it
// can name them.
func (v *View) memoryVaries() bool {
	for _, t := range v.Trials {
		if t.Variant.MemoryMB != v.Trials[0].Variant.MemoryMB {
			return true
		}
	}
	return len(v.Trials) == 1 && v.Trials[0].Variant.MemoryMB > 0
}

func (v *View) column(t Trial) chart.Column {
	c := chart.Column{Labels: [2]string{t.Name, t.Name}, Pick: t.Pick, Muted: t.Muted()}
	if v.memoryVaries() && t.Variant.MemoryMB > 0 {
		c.Group = t.Group
		c.Labels = [2]string{format.Memory(t.Variant.MemoryMB), format.Count(t.Variant.MemoryMB)}
		if v.ofContainer(t.Variant) {
			c.Labels[0] = format.VCPU(t.Variant.VCPU) + " " + c.Labels[0]
			c.Labels[1] = vcpuText(t) + "/" + c.Labels[1]
		}
	}
	for _, r := range t.Roles() {
		c.Tags = append(c.Tags, chart.Tag{Word: r.Word, Sign: r.Sign, Filled: r == RolePick})
	}
	return c
}

func line(trials []Trial, hint bool, name string, of func(reports.Distribution) (*float64, *reports.Interval)) chart.Line {
	out := chart.Line{Name: name, Points: make([]*chart.Point, len(trials))}
	for i, t := range trials {
		value, ci := of(t.Latency)
		if value == nil || !(*value > 0) {
			continue
		}
		p := &chart.Point{Value: *value, Hint: t.Name + ", " + name + " " + format.Duration(*value)}
		if ci != nil && ci[0] > 0 {
			p.Interval = (*[2]float64)(ci)
			p.Hint += " (95 %: " + format.DurationRange(ci[0], ci[1]) + ")"
		}
		if !hint {
			p.Hint = ""
		}
		out.Points[i] = p
	}
	return out
}

func bars(trials []Trial, hint bool) []*chart.Bar {
	out := make([]*chart.Bar, len(trials))
	for i, t := range trials {
		if t.Cost == nil {
			continue
		}
		b := &chart.Bar{Text: format.Money(t.Cost.PerMillion, t.Cost.Currency)}
		b.Value = t.Cost.PerMillion.InexactFloat64()
		b.Hint = t.Name + ", " + b.Text + " per million"
		if ci := t.Cost.CI95; ci != nil {
			b.Interval = &[2]float64{ci[0].InexactFloat64(), ci[1].InexactFloat64()}
			b.Hint += " (95 %: " + format.MoneyRange(ci[0], ci[1], t.Cost.Currency) + ")"
		}
		if !hint {
			b.Hint = ""
		}
		out[i] = b
	}
	return out
}

// describe is the chart in words.
func (v *View) describe(trials []Trial) string {
	var parts []string
	for _, t := range trials {
		text := t.Name
		if words := t.words(); len(words) > 0 {
			text += " (" + strings.Join(words, ", ") + ")"
		}
		text += ": p50 " + format.MaybeDuration(t.Latency.P50) + ", p95 " + format.MaybeDuration(t.Latency.P95)
		if t.Cost != nil {
			text += ", " + format.Money(t.Cost.PerMillion, t.Cost.Currency) + " per million"
		}
		parts = append(parts, text)
	}
	if left := len(parts) - 2*MostRows; left > 0 {
		parts = append(parts[:2*MostRows], fmt.Sprintf("and %d more, which are in the table", left))
	}
	return fmt.Sprintf("Two panels over the same %d measured configurations, nothing between them was measured. %s.",
		len(trials), strings.Join(parts, "; "))
}

package html

import (
	"encoding/json"
	"html/template"

	"github.com/sweetspot-bench/sweetspot/reports/view"
)

// The sections below show what the samples of a run tell beyond its summary.

func cold(v *view.View, e *view.Evidence) any {
	if !v.HasCold() {
		return nil
	}
	out := struct {
		Figure figure
		When   *figure // nil without samples
	}{Figure: omitting(v, drawn(func(id string, width float64) string { return v.ColdChart(id, width).SVG() }, v.Cold(), "cold-chart"))}
	if c := e.Colds; c != nil {
		when := rowed(func(id string, width float64) string { return c.Chart(id, width).SVG() }, c.Table(), "cold-times-chart")
		out.When = &when
	}
	return out
}

func distribution(v *view.View, e *view.Evidence) any {
	d := e.Latency
	if d == nil {
		return nil
	}
	out := struct {
		Figure      figure
		Percentiles *figure // nil where one sample is all there is
		Apart       bool    // warm and cold
	}{
		Figure: drawn(func(id string, width float64) string { return d.Chart(id, width).SVG() }, d.Table(), "distribution-chart"),
		Apart:  !v.Servers,
	}
	if len(d.Percentiles("", wide).Curves) > 0 {
		curves := drawn(func(id string, width float64) string { return d.Percentiles(id, width).SVG() }, d.Table(), "percentiles-chart")
		out.Percentiles = &curves
	}
	return out
}

func timeline(v *view.View, e *view.Evidence) any {
	t := e.Timeline
	if t == nil {
		return nil
	}
	data, err := json.Marshal(t.Data())
	if err != nil { // it holds nothing that JSON cannot
		return nil
	}
	out := struct {
		Notes    []string
		Figure   figure
		InFlight *figure
		Data     template.JS // JSON that encoding/json has made safe to stand in a page
	}{
		Notes:  t.Notes(),
		Figure: drawn(func(id string, width float64) string { return t.Chart(id, width).SVG() }, t.Table(), "timeline-chart").once(), // few see it
		Data:   template.JS(data),
	}
	if behind := v.InFlightTable(); len(behind.Rows) > 0 {
		course := drawn(func(id string, width float64) string { return v.InFlight(id, width).SVG() }, behind, "in-flight-chart")
		out.InFlight = &course
	}
	return out
}

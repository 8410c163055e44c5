// Package prometheus writes a summary in Prometheus' text format, for the
// textfile collector of the node exporter or for a Pushgateway.
//
// Every figure is a gauge: it belongs to a run that is over, and the next run
// may have a smaller one. There are no timestamps, which neither of the two
// takes; sweetspot_summary_finished_timestamp_seconds says of when the figures
// are. What cannot be had is left out. Metrics and labels are only added.
package prometheus

import (
	"fmt"
	"io"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// Render writes the metrics of a summary, sorted by name and labels.
func Render(w io.Writer, s *reports.Summary) error {
	registry := client.NewPedanticRegistry()
	if err := registry.Register(collector{s}); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	families, err := registry.Gather()
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	for _, family := range families {
		if _, err := expfmt.MetricFamilyToText(w, family); err != nil {
			return fmt.Errorf("write metrics: %w", err)
		}
	}
	return nil
}

// collector gives the metrics of a summary.
type collector struct{ summary *reports.Summary }

// Describe implements prometheus.Collector.
func (c collector) Describe(ch chan<- *client.Desc) {
	for _, d := range descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(ch chan<- client.Metric) {
	names := labelsOf(c.summary)
	emit := func(d *client.Desc, value float64, labels ...string) {
		ch <- client.MustNewConstMetric(d, client.GaugeValue, value, append([]string{names.scenario}, labels...)...)
	}
	run(emit, c.summary)
	for i := range c.summary.Trials {
		trial(emit, &c.summary.Trials[i], names.variants[i])
	}
	answer(emit, c.summary, names)
	gates(emit, c.summary, names)
}

// emitter takes a metric's value and its labels but for the scenario.
type emitter func(d *client.Desc, value float64, labels ...string)

// optional emits a value where there is one, divided by the size of its unit.
func (e emitter) optional(d *client.Desc, value *float64, unit float64, labels ...string) {
	if value != nil {
		e(d, *value/unit, labels...)
	}
}

func (e emitter) flag(d *client.Desc, is bool, labels ...string) {
	value := 0.0
	if is {
		value = 1
	}
	e(d, value, labels...)
}

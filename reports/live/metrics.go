package live

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// maxLabel bounds a reason as a label, in bytes.
const maxLabel = 64

// The metrics. Names, labels and units only grow.
var (
	descInfo     = desc("run_info", "The run: always 1.", "run", "scenario")
	descBlocks   = desc("blocks", "Blocks of the plan.")
	descFinished = desc("blocks_finished_total", "Blocks that have ended, well or not.")
	descInFlight = desc("requests_in_flight", "Requests that have gone out and not come back.")
	descIntended = desc("requests_intended_total", "Sends that the schedule wanted up to now; none without a schedule.", "variant", "phase")
	descSent     = desc("requests_sent_total", "Requests that have gone out.", "variant", "phase")
	descSamples  = desc("samples_total", "Samples by outcome. The reason is the platform's or the transport's word for a failure, \"other\" where there are too many.",
		"variant", "phase", "outcome", "reason")
	descCold    = desc("cold_starts_total", "Cold starts that a caller waited for.", "variant", "phase")
	descLatency = desc("latency_seconds", "From the intended send to the end, of the successes, by whether they waited for a cold start.",
		"variant", "phase", "cold")
	descLag    = desc("send_lag_seconds", "How late requests were sent.", "variant", "phase")
	descBilled = desc("billed_seconds_total", "Billed time.", "variant", "phase")
	descSpend  = desc("spend_total", "What the run has cost so far at list price, rounded to a float: for graphs, not for books.", "currency")

	descs = []*prometheus.Desc{
		descInfo, descBlocks, descFinished, descInFlight, descIntended, descSent, descSamples, descCold, descLatency, descLag, descBilled, descSpend,
	}
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("sweetspot_"+name, help, labels, nil)
}

var _ prometheus.Collector = (*Tap)(nil)

// Describe implements prometheus.Collector.
func (t *Tap) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector. What is counted is taken over when
// somebody asks, so that a metric costs the load nothing.
func (t *Tap) Collect(ch chan<- prometheus.Metric) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look()
	gauge(ch, descInfo, 1, t.run.ID, t.run.Scenario)
	gauge(ch, descBlocks, float64(t.run.Blocks))
	counter(ch, descFinished, int64(t.finished))
	gauge(ch, descInFlight, float64(t.run.Traffic.InFlight()))
	for currency, sum := range t.spend() {
		ch <- prometheus.MustNewConstMetric(descSpend, prometheus.CounterValue, sum.InexactFloat64(), currency)
	}
	for section, total := range t.totals {
		total.collect(ch, t.run.Variants[section.variant].Label, string(section.phase))
	}
}

func (t *total) collect(ch chan<- prometheus.Metric, variant, phase string) {
	counter(ch, descIntended, t.due, variant, phase)
	counter(ch, descSent, t.sent, variant, phase)
	counter(ch, descCold, t.coldStarts, variant, phase)
	ch <- prometheus.MustNewConstMetric(descBilled, prometheus.CounterValue, float64(t.billedMS)/1000, variant, phase)
	t.warm.collect(ch, descLatency, variant, phase, "false")
	t.cold.collect(ch, descLatency, variant, phase, "true")
	t.lag.collect(ch, descLag, variant, phase)
	counter(ch, descSamples, t.ok, variant, phase, string(measure.OutcomeOK), "")
	failures := map[measure.Failure]int64{} // labels may coincide once they are cut
	for f, n := range t.failures {
		failures[measure.Failure{Outcome: f.Outcome, Reason: label(f.Reason)}] += n
	}
	for f, n := range failures {
		counter(ch, descSamples, n, variant, phase, string(f.Outcome), f.Reason)
	}
}

func (t *times) collect(ch chan<- prometheus.Metric, d *prometheus.Desc, labels ...string) {
	buckets := make(map[float64]uint64, len(t.bounds))
	for i, bound := range t.bounds {
		buckets[bound.Seconds()] = uint64(t.atMost[i])
	}
	ch <- prometheus.MustNewConstHistogram(d, uint64(t.count), t.seconds, buckets, labels...)
}

func counter(ch chan<- prometheus.Metric, d *prometheus.Desc, n int64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
}

func gauge(ch chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

// label makes a function's own words fit for a label.
func label(reason string) string {
	reason = strings.ToValidUTF8(reason, "?")
	if len(reason) > maxLabel {
		reason = strings.ToValidUTF8(reason[:maxLabel], "")
	}
	return reason
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/interchange/hdrlog"
	"github.com/sweetspot-bench/sweetspot/internal/interchange/vegeta"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports/csv"
)

// samplesOf are the samples of a run directory that are wanted.
type samplesOf struct {
	dir    rundir.Dir
	wanted func(*measure.Sample) bool
}

// each visits the samples one by one, in the order of the file.
func (o samplesOf) each(ctx context.Context, visit func(*measure.Sample) error) error {
	var failed error
	err := o.dir.Samples(rundir.AllFields).Each(func(batch []measure.Sample) error {
		if failed = ctx.Err(); failed != nil {
			failed = errInterrupted
			return failed
		}
		for i := range batch {
			if s := &batch[i]; o.wanted(s) {
				if err := visit(s); err != nil {
					failed = incomplete(err)
					return failed
				}
			}
		}
		return nil
	})
	if failed != nil || err == nil {
		return failed
	}
	return inputError(err)
}

// exportVegeta writes vegeta's results; it goes through the samples twice, as
// their numbers must follow the order of sending.
func exportVegeta(ctx context.Context, w io.Writer, source samplesOf, m *rundir.Manifest, chosen []bool, o exportOptions) (string, error) {
	var numbers vegeta.Numbering
	if err := source.each(ctx, func(s *measure.Sample) error { numbers.Count(s); return nil }); err != nil {
		return "", err
	}
	clock, from := vegeta.Intended, "timestamps and latencies count from the intended send"
	if o.service {
		clock, from = vegeta.Sent, "timestamps and latencies count from the actual send: they are service times"
	}
	origins := originsOf(m, chosen)
	writer := vegeta.NewWriter(w, vegeta.Encoding(strings.TrimPrefix(o.format, "vegeta-")), clock)
	n := 0
	err := source.each(ctx, func(s *measure.Sample) error {
		n++
		return writer.Write(s, origins[s.Variant], numbers.Number(s))
	})
	return plural(n, "result") + "; " + from, err
}

// originsOf names the attack of each variant: the scenario's name, with the
// variant's label where more than one is written.
func originsOf(m *rundir.Manifest, chosen []bool) []vegeta.Origin {
	var scenario struct {
		Name    string
		Targets []struct {
			Name string
			HTTP struct{ Method, URL string }
		}
	}
	// A scenario of a later version may not be read; the samples still are.
	_ = json.Unmarshal(m.Scenario.Resolved, &scenario)
	several := 0
	for _, is := range chosen {
		if is {
			several++
		}
	}
	origins := make([]vegeta.Origin, len(m.Variants))
	for i, v := range m.Variants {
		origins[i].Attack = scenario.Name
		if several > 1 {
			origins[i].Attack += " " + v.Label
		}
		for _, t := range scenario.Targets {
			if t.Name == v.Target {
				origins[i].Method, origins[i].URL = t.HTTP.Method, t.HTTP.URL
			}
		}
	}
	return origins
}

// exportSamplesCSV writes the samples as a table. It has both clocks.
func exportSamplesCSV(ctx context.Context, w io.Writer, source samplesOf, m *rundir.Manifest, _ []bool, o exportOptions) (string, error) {
	if o.service {
		return "", inputError(errors.New("--service: the table has latency_us and service_us side by side; leave it out"))
	}
	out := csv.NewSamples(w, m.Variants)
	n := 0
	err := source.each(ctx, func(s *measure.Sample) error {
		n++
		return out.Write(s)
	})
	if err != nil {
		return "", err
	}
	return plural(n, "sample"), out.Flush()
}

// exportHDR writes the latencies of successes as a log of interval histograms.
func exportHDR(ctx context.Context, w io.Writer, source samplesOf, m *rundir.Manifest, _ []bool, o exportOptions) (string, error) {
	what, of := "latency from the intended send", (*measure.Sample).Latency
	if o.service {
		what, of = "service time, from the actual send", (*measure.Sample).Service
	}
	writer, err := hdrlog.NewWriter(w, m.StartedAt, "Run "+m.ID+": "+what+" of successes, in nanoseconds")
	if err != nil {
		return "", incomplete(err)
	}
	n, failed := 0, 0
	err = source.each(ctx, func(s *measure.Sample) error {
		if !s.OK() {
			failed++
			return nil
		}
		n++
		return writer.Record(tagOf(m.Variants[s.Variant], s.Cold.Waited()), s.End, of(s))
	})
	if err != nil {
		return "", err
	}
	if err := writer.Close(); err != nil {
		return "", incomplete(err)
	}
	told := fmt.Sprintf("%s, %s; %s left out", plural(n-writer.Above(), "value"), what, plural(failed, "failure"))
	if writer.Above() > 0 {
		told += fmt.Sprintf("; %d above an hour have no place in the log", writer.Above())
	}
	return told, nil
}

func tagOf(v rundir.Variant, cold bool) string {
	if cold {
		return hdrlog.Tag(v.Label + " cold")
	}
	return hdrlog.Tag(v.Label + " warm")
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/live"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// standardOutput is the stream's name of it.
const standardOutput = "-"

// views show a run to other programs while it goes on, as the settings ask for.
type views struct {
	metrics *live.Server
	file    io.WriteCloser
	stream  *live.Stream
}

// openViews takes the address of the metrics and opens the stream's file, so that
// one that cannot be had is known before anything starts.
func (r *run) openViews() (err error) {
	if text := r.settings.Metrics; text != "" {
		address, err := live.MetricsAddress(text)
		if err != nil {
			return fmt.Errorf("metrics: %w", err)
		}
		if r.views.metrics, err = live.Listen(address); err != nil {
			return fmt.Errorf("metrics: %w", err)
		}
	}
	switch r.settings.Stream {
	case "":
	case standardOutput:
		r.views.file = keepOpen{r.stdout}
	default:
		if r.views.file, err = openStream(r.settings.Stream, r.series.goesOn()); err != nil {
			return fmt.Errorf("stream: %w", err)
		}
	}
	return nil
}

// keepOpen is an output that is not ours to close.
type keepOpen struct{ io.Writer }

// Close implements io.Closer.
func (keepOpen) Close() error { return nil }

// openStream makes the file, or goes on in it, or opens a named pipe that
// somebody reads.
func openStream(name string, goOn bool) (*os.File, error) {
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if goOn {
		flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	if info, err := os.Stat(name); err == nil && info.Mode().Type() == fs.ModeNamedPipe {
		flags = os.O_WRONLY | syscall.O_NONBLOCK // to open it would otherwise wait for a reader
	}
	file, err := os.OpenFile(name, flags, 0o644)
	if errors.Is(err, syscall.ENXIO) {
		return nil, fmt.Errorf("nobody reads the pipe %s: start its reader first", name)
	}
	return file, err
}

// startViews gives the views what they show. Losing a reader is worth a warning;
// it neither stops nor slows the run.
func (r *run) startViews() *live.Tap {
	r.traffic = &runners.Traffic{}
	tap := live.New(live.Run{
		ID: r.manifest.ID, Scenario: r.scenario.Name, Blocks: len(r.plan.Blocks), Variants: r.watched(), Traffic: r.traffic,
	})
	if r.views.metrics != nil {
		r.views.metrics.Serve(tap)
		if !r.settings.Quiet {
			fmt.Fprintf(r.stderr, "metrics on %s\n", r.views.metrics.URL())
		}
	}
	if r.views.file != nil {
		// A reader of standard output that leaves would otherwise end the process.
		signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
		r.views.stream = tap.Stream(r.views.file, r.settings.StreamInterval, func(err error) {
			fmt.Fprintf(r.stderr, "sweetspot: warning: the stream ends here: %v\n", err)
		})
	}
	return tap
}

// watched are the plan's variants with what they cost.
func (r *run) watched() []live.Variant {
	all := make([]live.Variant, len(r.plan.Variants))
	for i, v := range r.plan.Variants {
		target := r.scenario.Targets[v.Target]
		all[i] = live.Variant{Label: r.scenario.Label(v), Target: target.Name, MemoryMB: v.MemoryMB, Architecture: v.Architecture}
		// That there is a price has been checked before.
		all[i].Rate, _ = rateOf(r.book, r.scenario, v)
		all[i].Fronted = target.Kind == scenarios.KindGateway
	}
	return all
}

// closeViews ends them, the stream with the summary where there is one. It may
// be called twice.
func (r *run) closeViews(s *reports.Summary) {
	if r.views.metrics != nil {
		_ = r.views.metrics.Close() // it has nothing to lose
	}
	if r.views.stream != nil && s != nil {
		r.views.stream.Close(s)
	} else if r.views.stream != nil {
		r.views.stream.Close(nil)
	}
	if r.views.file != nil {
		if err := r.views.file.Close(); err != nil {
			fmt.Fprintln(r.stderr, "sweetspot: warning: stream:", err)
		}
	}
	r.views = views{}
}

// present hands the result over: as the last line of the stream, and on standard
// output. Where the stream is on standard output, the table goes to standard
// error.
func (r *run) present(s *reports.Summary) error {
	onStdout := r.settings.Stream == standardOutput
	r.closeViews(s)
	switch {
	case r.series != nil && r.settings.Format == "json":
		return nil // the series prints all of them as one
	case !onStdout:
		return r.print(s, r.dir)
	case r.settings.Format == "json":
		return nil // the stream's last line has it
	}
	return (&app{stdout: resultsOn(r.stderr), stderr: r.stderr, settings: r.settings}).print(s, r.dir)
}

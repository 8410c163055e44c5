// Package hdrlog writes latencies as a log of interval histograms in the
// format of HdrHistogram, version 1.3
// (https://github.com/HdrHistogram/HdrHistogram), which its plotters and log
// processors read.
//
// It does not read such logs: they hold counts of rounded values, and a run
// stands on single samples.
package hdrlog

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The histograms hold nanoseconds, which the format's tools take for granted,
// from a microsecond to Longest with three significant digits.
const (
	shortest = time.Microsecond
	Longest  = time.Hour
	digits   = 3
)

// Interval is the length of an interval.
const Interval = time.Second

// Writer writes a log, one histogram for every tag and interval that has
// values. It holds one histogram for each tag in use.
type Writer struct {
	log   *hdrhistogram.HistogramLogWriter
	base  time.Time
	at    int // the interval that is open, counted from base
	tags  []string
	open  map[string]*hdrhistogram.Histogram
	above int
}

// NewWriter writes the head of a log that begins at start. Comments are for
// people who read the file.
func NewWriter(w io.Writer, start time.Time, comments ...string) (*Writer, error) {
	base := start.Truncate(time.Second) // as the head states it
	log := hdrhistogram.NewHistogramLogWriter(w)
	log.SetBaseTime(base.UnixMilli())
	for _, comment := range comments {
		if err := log.OutputComment("[" + comment + "]"); err != nil {
			return nil, err
		}
	}
	for _, head := range []func() error{
		log.OutputLogFormatVersion,
		func() error { return log.OutputBaseTime(base.UnixMilli()) },
		func() error { return log.OutputStartTime(base.UnixMilli()) },
		log.OutputLegend,
	} {
		if err := head(); err != nil {
			return nil, err
		}
	}
	return &Writer{log: log, base: base, open: map[string]*hdrhistogram.Histogram{}}, nil
}

// Record adds a latency to the interval in which its answer came. Answers are
// to come in nearly the order of time: one from before the open interval is
// counted in that one.
func (w *Writer) Record(tag string, end time.Time, latency time.Duration) error {
	if latency > Longest {
		w.above++
		return nil
	}
	if at := int(end.Sub(w.base) / Interval); at > w.at {
		if err := w.flush(); err != nil {
			return err
		}
		w.at = at
	}
	h := w.open[tag]
	if h == nil {
		h = hdrhistogram.New(int64(shortest), int64(Longest), digits)
		w.open[tag] = h
		w.tags = append(w.tags, tag)
	}
	return h.RecordValue(int64(max(0, latency)))
}

// Above is how many latencies had no place in the log, because they were
// longer than Longest.
func (w *Writer) Above() int { return w.above }

// Close writes the last interval, and what had no place as a comment.
func (w *Writer) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	if w.above == 0 {
		return nil
	}
	return w.log.OutputComment(fmt.Sprintf("[Not in this log: %d values above an hour]", w.above))
}

// flush writes the open interval. A tag without values in it is given up, so
// that only those in use take memory.
func (w *Writer) flush() error {
	used := w.tags[:0]
	start := w.base.Add(time.Duration(w.at) * Interval)
	for _, tag := range w.tags {
		h := w.open[tag]
		if h.TotalCount() == 0 {
			delete(w.open, tag)
			continue
		}
		used = append(used, tag)
		h.SetTag(tag)
		h.SetStartTimeMs(start.UnixMilli())
		h.SetEndTimeMs(start.Add(Interval).UnixMilli())
		if err := w.log.OutputIntervalHistogram(h); err != nil {
			return err
		}
		h.Reset()
	}
	w.tags = used
	return nil
}

// Tag makes a tag of words: the format has no commas, spaces and line breaks
// in it.
func Tag(words string) string {
	return strings.Join(strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }), "_")
}

// logStart is how a log begins: with a comment, the legend, or an interval of a
// tag or of none.
var logStart = regexp.MustCompile(`^(#\[|"StartTimestamp"|(Tag=[^,]*,)?[0-9.]+,[0-9.]+,[0-9.]+,HIST)`)

// Detect reports whether a file that begins so is such a log.
func Detect(start []byte) bool { return logStart.Match(start) }

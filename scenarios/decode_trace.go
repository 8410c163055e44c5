package scenarios

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/scenarios/traces"
)

// Bounds of a replay: how much faster than recorded it is, and how much it
// sends.
const (
	minSpeed    = 0.01
	maxSpeed    = 1000
	maxArrivals = 1_000_000_000
)

// trace reads which part of which file is replayed, and that part of the file.
func (d *decoder) trace(n *node) *Trace {
	t := &Trace{Speed: 1}
	mistakes := len(d.errs)
	ok := d.object(n, "load.trace",
		field{name: "file", read: func(n *node) { t.File, _ = d.str(n, "load.trace.file") }},
		field{name: "format", read: func(n *node) {
			word, _ := d.word(n, "load.trace.format", formats(), nil)
			t.Format = traces.Format(word)
		}},
		field{name: "function", read: func(n *node) { t.Function, _ = d.str(n, "load.trace.function") }},
		field{name: "from", read: func(n *node) { t.From, _ = d.duration(n, "load.trace.from", 0, maxFrom) }},
		field{name: "for", read: func(n *node) { t.For, _ = d.duration(n, "load.trace.for", time.Millisecond, maxFrom) }},
		field{name: "speed", read: func(n *node) { t.Speed = d.speed(n) }},
	)
	if !ok || len(n.entries) == 0 {
		return t
	}
	d.traceKeys(n, t)
	if len(d.errs) == mistakes {
		d.replay(n, t)
	}
	return t
}

// maxFrom bounds where in a file a replay begins and how much of it it takes:
// as much as the units of a duration can say.
const maxFrom = 30 * 24 * time.Hour

func formats() []string {
	var words []string
	for _, format := range traces.Formats() {
		words = append(words, string(format))
	}
	return words
}

// speed reads how many times as fast as recorded the replay goes.
func (d *decoder) speed(n *node) float64 {
	value, err := strconv.ParseFloat(n.text, 64)
	switch {
	case n.shape != scalar || err != nil || n.tag() != tagInt && n.tag() != tagFloat:
		d.fail(n, "write a number, such as 2 for half the time", "load.trace.speed must be a number, not "+n.describe())
	case !(minSpeed <= value && value <= maxSpeed):
		d.fail(n, "write a number from 0.01 to 1000", "load.trace.speed is "+brief(n.text)+", outside what is possible")
	default:
		return value
	}
	return 1
}

// traceKeys checks that the keys of a trace are there and go together.
func (d *decoder) traceKeys(n *node, t *Trace) {
	function := n.get("function")
	switch {
	case n.get("file") == nil:
		d.missing(n, "the trace names no file", "add file: arrivals.csv")
	case n.get("format") == nil:
		d.missing(n, "the trace does not say its format", "add format: timestamps, minute-buckets or azure-2019")
	case t.Format == traces.Azure2019 && function == nil:
		d.missing(n, "the trace does not say which function", "add function: HASH, a HashFunction of the file")
	case t.Format != traces.Azure2019 && function != nil:
		d.fail(function, "remove it", "function belongs to format: azure-2019")
	}
	for _, key := range []string{"from", "for"} {
		value := map[string]time.Duration{"from": t.From, "for": t.For}[key]
		if at := n.get(key); at != nil && t.Format != traces.Timestamps && value%time.Minute != 0 {
			d.fail(at, "write whole minutes, such as 10m", "load.trace."+key+" cuts a minute of the trace in two")
		}
	}
}

// replay reads the file and takes the part that was chosen.
func (d *decoder) replay(n *node, t *Trace) {
	file := n.get("file")
	read, err := traces.ReadFile(d.path(t.File), t.File, t.Format, t.Function)
	mistake, inFile := errors.AsType[*traces.Error](err)
	switch {
	case inFile:
		d.fail(file, mistake.Hint, mistake.Error())
		return
	case os.IsNotExist(err):
		d.fail(file, "paths start from the scenario file's folder", "there is no trace file "+t.File)
		return
	case err != nil:
		d.fail(file, "", "the trace file "+t.File+" cannot be read: "+reason(err))
		return
	}
	t.Digest = read.Digest
	if t.Format == traces.Timestamps {
		t.takeTimes(read.Times)
	} else {
		t.takeMinutes(read.Minutes)
	}
	switch {
	case t.Arrivals == 0 && (t.From > 0 || t.For > 0):
		d.fail(n, "choose another part with from and for", "the trace has no arrivals in this part")
	case t.Arrivals == 0:
		d.fail(file, "name a trace with arrivals", "the trace "+t.File+" has no arrivals")
	case t.Arrivals > maxArrivals:
		d.fail(n, "take a part of it with from and for", "the replay has more than "+check.FormatCount(maxArrivals)+" arrivals")
	case t.Length > maxLength:
		d.fail(n, "take a part of it with from and for, or a higher speed", "the replay takes "+check.FormatDuration(t.Length.Round(time.Second))+", more than "+check.FormatDuration(maxLength))
	}
}

// takeTimes keeps the arrivals of the part that is replayed. Without a length
// the replay ends one mean gap after the last of them.
func (t *Trace) takeTimes(times []time.Duration) {
	first, _ := slices.BinarySearch(times, t.From)
	last := len(times)
	if t.For > 0 {
		last, _ = slices.BinarySearch(times, t.From+t.For)
	}
	t.Times = make([]time.Duration, last-first)
	for i, at := range times[first:last] {
		t.Times[i] = time.Duration(float64(at-t.From) / t.Speed)
	}
	t.Arrivals = len(t.Times)
	switch {
	case t.For > 0:
		t.Length = time.Duration(float64(t.For) / t.Speed)
	case t.Arrivals > 0:
		end := t.Times[t.Arrivals-1]
		t.Length = end + max(time.Millisecond, end/time.Duration(max(1, t.Arrivals-1)))
	}
}

// takeMinutes keeps the minutes of the part that is replayed.
func (t *Trace) takeMinutes(minutes []int) {
	first := min(int(t.From/time.Minute), len(minutes))
	last := len(minutes)
	if t.For > 0 {
		last = min(last, first+int(t.For/time.Minute))
	}
	t.Minutes = minutes[first:last]
	for _, n := range t.Minutes {
		t.Arrivals += n
	}
	t.Length = t.Minute() * time.Duration(len(t.Minutes))
}

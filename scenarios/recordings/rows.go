package recordings

import (
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of the figures.
const (
	maxMS = 3_600_000 // an hour: the longest latency that is told apart
	maxMB = 1_000_000
)

// read reads the rows after the header.
func (t *table) read() (*Recording, error) {
	for _, ours := range []string{Cold, Failure, Environment} {
		if found, ok := t.terms[ours]; ok && found.scales() {
			return nil, &Error{File: t.name, Columns: ours, Msg: "the column " + ours + " holds words, which cannot be scaled", Hint: "name a column alone"}
		}
	}
	r := &Recording{Rows: map[int][]Row{}}
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if !t.kept() {
			continue
		}
		if t.untimed() {
			r.LeftOut++
			continue
		}
		if err := t.add(r); err != nil {
			return nil, err
		}
	}
	if r.Count == 0 && r.LeftOut > 0 {
		return nil, t.mistake("name the column that holds the time of an invocation", Duration+" is 0 in every row")
	}
	if r.Count == 0 {
		return nil, t.none()
	}
	r.Sizes = slices.Sorted(maps.Keys(r.Rows))
	return r, nil
}

// untimed reports whether the platform gave no time for an invocation, which
// measurements of many hold here and there: 0, in place of a report that was
// lost.
func (t *table) untimed() bool {
	if t.profile {
		return false
	}
	ms, err := strconv.ParseFloat(t.cell(Duration), 64)
	return err == nil && ms == 0
}

// add reads one row into the recording.
func (t *table) add(r *Recording) error {
	size, row, err := t.figures()
	switch {
	case err != nil:
		return err
	case r.Count == MaxRows:
		return t.mistake("keep a part of it with where, or cut the file down", "there are more than 2 million rows")
	case t.profile && len(r.Rows[size]) > 0:
		return t.mistake("choose one profile with where: {COLUMN: TEXT}", strconv.Itoa(size)+" MB stands twice")
	}
	r.Rows[size] = append(r.Rows[size], row)
	r.Count++
	return nil
}

// figures are what one row says.
func (t *table) figures() (size int, row Row, err error) {
	var ms, mb float64
	read := func(ours string, low, high float64, into *float64) {
		if err == nil {
			*into, err = t.number(ours, low, high)
		}
	}
	read(Memory, 1, maxMB, &mb)
	if size = int(mb); err == nil && float64(size) != mb {
		return 0, row, t.mistake("write a whole number of MB", Memory+" is "+quote(t.cell(Memory)))
	}
	duration := Duration
	if t.profile {
		duration = MeanDuration
	}
	read(duration, math.SmallestNonzeroFloat64, maxMS, &ms)
	row.Duration = max(1, milliseconds(ms))
	read(Init, 0, maxMS, &ms)
	row.Init = milliseconds(ms)
	read(Billed, 0, maxMS, &ms)
	row.Billed = milliseconds(ms)
	read(MaxMemory, 0, maxMB, &mb)
	row.MaxMemoryMB = int(math.Ceil(mb))
	if err == nil {
		row.Cold, err = t.cold(row.Init)
	}
	row.Error, row.Reason = failure(t.cell(Failure))
	row.Environment = strings.Clone(t.cell(Environment))
	return size, row, err
}

func milliseconds(ms float64) time.Duration {
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}

// number reads a figure. An empty one that may be 0 is.
func (t *table) number(ours string, low, high float64) (float64, error) {
	text := t.cell(ours)
	if text == "" && low == 0 {
		return 0, nil
	}
	figure, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(figure) || math.IsInf(figure, 0) {
		return 0, t.mistake("write a number such as 12.5", ours+" is not a number: "+quote(text))
	}
	figure = t.terms[ours].of(figure)
	switch {
	case figure < low && low != 1:
		return 0, t.mistake("leave out rows that did not run", ours+" must be above 0, not "+quote(text))
	case figure < low || figure > high:
		return 0, t.mistake("is the unit right? columns: {"+ours+": COLUMN / 1000} divides", ours+" is "+quote(text)+", outside what is possible")
	}
	return figure, nil
}

// coldWords are what a file may call a cold start, and what it is.
var coldWords = map[string]string{
	"": "none", "0": "none", "false": "none", "no": "none", "none": "none", "warm": "none",
	"1": "waited", "true": "waited", "yes": "waited", "cold": "waited", "waited": "waited",
	"proactive": "proactive", "provisioned": "provisioned", "restored": "restored", "reinit": "reinit",
}

// cold tells what kind of cold start it was. Without a column for it, who had
// an init waited for it; with one, an init of who was not cold came before.
func (t *table) cold(init time.Duration) (string, error) {
	if _, told := t.terms[Cold]; !told {
		if init > 0 {
			return "waited", nil
		}
		return "none", nil
	}
	text := t.cell(Cold)
	word, known := coldWords[strings.ToLower(text)]
	switch {
	case !known:
		return "", t.mistake("write true or false, or waited, proactive, provisioned, restored or reinit", Cold+" is "+quote(text))
	case word == "none" && init > 0:
		return "proactive", nil
	}
	return word, nil
}

// failure tells how an invocation failed from the file's word for it: a word
// that is not ours is an error of the function.
func failure(text string) (kind, reason string) {
	switch word := strings.ToLower(text); word {
	case "", "0", "false", "no", "none", "ok", "success":
		return "", ""
	case "1", "true", "yes", "error":
		return "function", ""
	case "function", "oom", "timeout", "throttle", "transport":
		return word, ""
	}
	return "function", strings.Clone(text)
}

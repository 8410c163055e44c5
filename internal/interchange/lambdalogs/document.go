package lambdalogs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// guard ends the reading of a piece that is longer than an event may be.
type guard struct {
	r    io.Reader
	left int
}

const maxPiece = 8 * maxMessage // a message of JSON in JSON, escaped, with what is around it

var errPiece = fmt.Errorf("a piece of it is larger than %d MB", maxPiece>>20)

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errPiece
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

func (g *guard) next() { g.left = maxPiece }

// documents reads values of JSON, one after the other.
func (f *file) documents(in io.Reader) error {
	g := &guard{r: in, left: maxPiece}
	d := &document{file: f, guard: g, in: json.NewDecoder(g)}
	for {
		switch err := d.read(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("byte %d: %w", d.in.InputOffset(), err)
		}
	}
}

// value takes in one value of JSON that is all there.
func (f *file) value(text []byte) error {
	g := &guard{r: bytes.NewReader(text), left: maxPiece}
	err := (&document{file: f, guard: g, in: json.NewDecoder(g)}).read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// document is JSON that is being read.
type document struct {
	*file
	guard *guard
	in    *json.Decoder
}

// read takes in the next value: an object that is or holds events, or a list of
// such.
func (d *document) read() error {
	d.guard.next()
	token, err := d.in.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		err = d.object()
	case json.Delim('['):
		err = d.list(Event{})
	default:
		d.unread++
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// lists are the keys under which events are listed.
var lists = map[string]bool{"events": true, "logEvents": true, "results": true}

// object reads an object: what names the log, and either a list of events or an
// event's own fields.
func (d *document) object() error {
	fields := map[string]json.RawMessage{}
	listed := false
	for d.in.More() {
		key, err := d.key()
		if err != nil {
			return err
		}
		if lists[key] {
			list, err := d.in.Token()
			if err != nil {
				return err
			}
			if list == json.Delim('[') {
				listed = true
				if err := d.list(Event{Group: textOf(fields["logGroup"]), Stream: textOf(fields["logStream"])}); err != nil {
					return err
				}
				continue
			}
			if _, opens := list.(json.Delim); opens {
				return fmt.Errorf("%q is no list", key)
			}
			continue
		}
		d.guard.next()
		var raw json.RawMessage
		if err := d.in.Decode(&raw); err != nil {
			return err
		}
		fields[key] = raw
	}
	if _, err := d.in.Token(); err != nil {
		return err
	}
	if listed {
		return nil
	}
	return d.event(fields, Event{})
}

func (d *document) key() (string, error) {
	token, err := d.in.Token()
	key, _ := token.(string)
	return key, err
}

// list reads the items of a list; about is what is told of all of them.
func (d *document) list(about Event) error {
	for d.in.More() {
		d.guard.next()
		var raw json.RawMessage
		if err := d.in.Decode(&raw); err != nil {
			return err
		}
		if err := d.item(raw, about); err != nil {
			return err
		}
	}
	_, err := d.in.Token()
	return err
}

// item reads an event of a list: an object, a list of fields and their values
// (Logs Insights), or a message alone.
func (d *document) item(raw json.RawMessage, about Event) error {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil && fields != nil {
		return d.event(fields, about)
	}
	var pairs []struct {
		Field string          `json:"field"`
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal(raw, &pairs) == nil && len(pairs) > 0 {
		fields = map[string]json.RawMessage{}
		for _, p := range pairs {
			fields[p.Field] = p.Value
		}
		return d.event(fields, about)
	}
	var message string
	if json.Unmarshal(raw, &message) == nil {
		e := splitLine(message)
		return d.send(e)
	}
	d.unread++
	return nil
}

// event reads an event by its fields. An object that is none of them is what a
// function logged, or an event of the platform.
func (d *document) event(fields map[string]json.RawMessage, e Event) error {
	named := map[string]string{}
	for key, raw := range fields {
		named[key] = textOf(raw)
	}
	if platform(named["type"]) && fields["record"] != nil {
		whole, err := json.Marshal(fields)
		e.Message = string(whole)
		return errors.Join(err, d.send(e))
	}
	if named["message"] == "" && named["@message"] == "" && !hasFigures(named) {
		return d.send(e) // nothing of the platform's
	}
	return d.send(eventOf(named, e))
}

func platform(kind string) bool { return strings.HasPrefix(kind, "platform.") }

// textOf is a value as text: that of a string, or the value as it is written.
func textOf(raw json.RawMessage) string {
	var text string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		return text
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// parseStamp reads the time of an event: milliseconds since 1970, or text.
func parseStamp(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	if ms, err := strconv.ParseFloat(text, 64); err == nil {
		if math.IsNaN(ms) || ms < 0 || ms > 1e14 {
			return time.Time{}
		}
		return legal(time.UnixMilli(int64(ms)))
	}
	return parseInstant(text)
}

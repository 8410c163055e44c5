package lambdalogs

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// text takes in a line of a file of text: JSON, or an event with what the tool
// that wrote it put before it.
func (f *file) text(line []byte) error {
	line = bytes.TrimPrefix(line, []byte("\ufeff"))
	if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 && trimmed[0] == '{' && json.Valid(trimmed) {
		return f.value(trimmed)
	}
	e := splitLine(string(line))
	if strings.HasPrefix(e.Message, "{") && strings.Contains(e.Message, `"platform.`) && !json.Valid([]byte(e.Message)) {
		f.unread++
		return nil
	}
	return f.send(e)
}

var (
	instant    = regexp.MustCompile(`^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)(?:[ \t,]+|$)`)
	streamName = regexp.MustCompile(`^\s*([0-9]{4}/[0-9]{2}/[0-9]{2}/\S*\[[^\]\s]*\][0-9a-f]{8,64})(?:[ \t]+|$)`)
	colour     = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// splitLine parts the time and the log stream, in either order, from the event.
func splitLine(line string) Event {
	if strings.Contains(line, "\x1b") {
		line = colour.ReplaceAllString(line, "")
	}
	var e Event
	rest := line
	for range 2 {
		if m := instant.FindStringSubmatch(rest); m != nil && e.Time.IsZero() {
			e.Time = parseInstant(m[1])
			rest = rest[len(m[0]):]
		}
		if m := streamName.FindStringSubmatch(rest); m != nil && e.Stream == "" {
			e.Stream = m[1]
			rest = rest[len(m[0]):]
		}
	}
	if e.Message = rest; nodeErr.MatchString(line) { // its own time is part of it
		e.Message = line
	}
	return e
}

var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
}

// parseInstant reads a time as the tools write it, zero where it cannot; UTC
// where it names no zone, as Logs Insights has it.
func parseInstant(text string) time.Time {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return legal(at)
		}
	}
	return time.Time{}
}

// legal is a time that a log can be of, zero for others.
func legal(at time.Time) time.Time {
	if at.Year() < 2014 || at.Year() > 2200 { // Lambda began in 2014
		return time.Time{}
	}
	return at.UTC()
}

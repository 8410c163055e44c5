package check

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// dimensionWords says each dimension in a sentence, with an example.
var dimensionWords = map[Dimension]struct{ is, example string }{
	Time:   {"a time", "800ms"},
	Share:  {"a share", "0.1%"},
	Count:  {"a count", "0"},
	Cost:   {"an amount of money", "5 USD"},
	Memory: {"a memory size", "512 MB"},
	PerSec: {"a rate", "10/s"},
}

// ParseValue reads a literal to compare m with: "800ms" for a time, "0.1%" for
// a share, "5 USD" for a cost, and so on. Where the metric's name carries the
// unit (max_memory_used_mb, recommendation.timeout_s) a bare number in that
// unit will do. The error is a *SyntaxError.
func (m Metric) ParseValue(s string) (Value, error) {
	text := strings.TrimSpace(s)
	if bare, ok := bareValue(m, text); ok {
		return bare, nil
	}
	v, err := parseAs(m.Dimension, text)
	if err == nil {
		return v, nil
	}
	word := dimensionWords[m.Dimension]
	if other, ok := otherDimension(m.Dimension, text); ok {
		return Value{}, &SyntaxError{leading(s) + 1, m.Name + " is " + word.is + ", but " + quoted(text) + " is " + dimensionWords[other].is, "compare it with " + m.example()}
	}
	return Value{}, err.shifted(leading(s))
}

// example is a literal that the metric may be compared with.
func (m Metric) example() string {
	switch m.Name {
	case "recommendation.memory_mb":
		return "1024"
	case "recommendation.timeout_s":
		return "15s"
	}
	return dimensionWords[m.Dimension].example
}

// bareValue reads a number without a unit for a metric whose name has one.
func bareValue(m Metric, text string) (Value, bool) {
	n, err := scanNumber(text, "", "")
	if err != nil || n.rest != "" {
		return Value{}, false
	}
	figure := n.value.InexactFloat64()
	switch {
	case strings.HasSuffix(m.Name, "_mb"):
		return Value{Dimension: Memory, Number: figure, Text: text}, true
	case strings.HasSuffix(m.Name, "_s") && figure < 1e6:
		return Value{Dimension: Time, Number: math.Round(figure*1e9) / 1e6, Text: text}, true
	}
	return Value{}, false
}

// parseAs reads text as a literal of one dimension.
func parseAs(d Dimension, text string) (Value, *SyntaxError) {
	v := Value{Dimension: d, Text: text}
	var err error
	switch d {
	case Time:
		var t time.Duration
		t, err = ParseDuration(text)
		v.Number = Milliseconds(t)
	case Share:
		v.Number, err = ParseShare(text)
	case Count:
		var n int64
		n, err = ParseCount(text)
		v.Number = float64(n)
	case Cost:
		v.Money, err = ParseMoney(text)
	case Memory:
		var b Bytes
		b, err = ParseBytes(text)
		v.Number = float64(b) / (1 << 20)
	case PerSec:
		var r Rate
		r, err = ParseRate(text)
		v.Number = float64(r)
	}
	if err != nil {
		return Value{}, asSyntax(err)
	}
	return v, nil
}

func asSyntax(err error) *SyntaxError {
	if syntax, ok := errors.AsType[*SyntaxError](err); ok {
		return syntax
	}
	return &SyntaxError{Column: 1, Msg: err.Error()}
}

// otherDimension finds which other kind of quantity text is. A bare number is
// left out: it is more likely a literal without its unit than a count.
func otherDimension(not Dimension, text string) (Dimension, bool) {
	for _, d := range []Dimension{Time, Share, Cost, Memory, PerSec} {
		if d == not {
			continue
		}
		if _, err := parseAs(d, text); err == nil {
			return d, true
		}
	}
	return "", false
}

// String writes the value as ParseValue reads it.
func (v Value) String() string {
	switch v.Dimension {
	case Time:
		return FormatDuration(time.Duration(math.Round(v.Number * float64(time.Millisecond))))
	case Share:
		return FormatShare(v.Number)
	case Cost:
		return v.Money.String()
	case Memory:
		return strconv.FormatFloat(v.Number, 'f', -1, 64) + " MB"
	case PerSec:
		return Rate(v.Number).String()
	}
	return FormatCount(int64(v.Number))
}

// isZero reports whether the value is nothing of its kind.
func (v Value) isZero() bool { return v.Number == 0 && v.Money.Amount.IsZero() }

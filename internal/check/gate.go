package check

import (
	"slices"
	"strings"
)

// The grammar of a gate; white space may stand between any two parts.
//
//	gate    ::= metric [ "regression" ] op literal
//	metric  ::= a name of Metrics, such as p95, errors, cost.per_million
//	op      ::= "<" | "<=" | ">" | ">=" | "==" | "!="
//	literal ::= duration | percent | count | size | money | rate
//
// The literal must be of the metric's dimension; with "regression" it is a
// percentage, op is "<" or "<=", and the metric is one of Comparables.

// ops are the comparisons.
var ops = []Op{Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual}

// opWords are spellings that people try, and what to write for them.
var opWords = map[string]Op{
	"≤": LessEqual, "≥": GreaterEqual, "≠": NotEqual, "=<": LessEqual, "=>": GreaterEqual, "<>": NotEqual, "===": Equal, "=": Equal, "!": NotEqual,
}

const gateExample = "write a gate such as p95 < 800ms"

// ParseGate reads a gate such as "p95 < 800ms", "cost.per_million < 5 USD" or
// "p95 regression < 5%". The error is a *SyntaxError.
func ParseGate(s string) (Gate, error) {
	p := &gateParser{text: s}
	g, err := p.gate()
	if err != nil {
		return Gate{}, err
	}
	g.Text = strings.TrimSpace(s)
	return g, nil
}

// gateParser reads text from left to right.
type gateParser struct {
	text string
	at   int // byte offset
}

func (p *gateParser) gate() (Gate, error) {
	var g Gate
	var err error
	metricAt := p.at + leading(p.text)
	if g.Metric, err = p.metric(); err != nil {
		return g, err
	}
	if g.Regression, err = p.regression(); err != nil {
		return g, err
	}
	if g.Regression && !g.Metric.Comparable() {
		return g, p.errorAt(metricAt, g.Metric.Name+" cannot be compared with a baseline: it is not known for each block", "compare p50, p95, p99, duration.p95, billed.mean, cost.per_million or errors")
	}
	opAt := p.at
	if g.Op, err = p.op(); err != nil {
		return g, err
	}
	if g.Limit, err = p.limit(g); err != nil {
		return g, err
	}
	return g, p.meaning(g, opAt)
}

func (p *gateParser) metric() (Metric, error) {
	p.space()
	start := p.at
	name := p.word()
	if name == "" {
		if p.at == len(p.text) {
			return Metric{}, p.errorAt(start, "the gate is empty", gateExample)
		}
		return Metric{}, p.errorAt(start, "a gate starts with the name of a metric", gateExample)
	}
	m, err := LookupMetric(name)
	if err != nil {
		return m, asSyntax(err).shifted(column(p.text, start) - 1)
	}
	return m, nil
}

// regression reads the optional word between metric and comparison.
func (p *gateParser) regression() (bool, error) {
	p.space()
	start := p.at
	word := p.word()
	p.space()
	switch word {
	case "":
		return false, nil
	case "regression":
		return true, nil
	}
	return false, p.errorAt(start, quoted(word)+" cannot stand here: a comparison such as < comes next", gateExample)
}

// op reads the run of comparison signs, so that a misspelt one such as "=<"
// is seen whole.
func (p *gateParser) op() (Op, error) {
	rest := p.text[p.at:]
	if rest == "" {
		return "", p.errorAt(p.at, "the comparison is missing", gateExample)
	}
	signs := rest[:len(rest)-len(strings.TrimLeft(rest, "<>=!≤≥≠"))]
	if slices.Contains(ops, Op(signs)) {
		p.at += len(signs)
		return Op(signs), nil
	}
	if right, ok := opWords[signs]; ok {
		return "", p.errorAt(p.at, quoted(signs)+" is not a comparison", "write "+string(right))
	}
	return "", p.errorAt(p.at, quoted(rest)+" does not start with a comparison", "comparisons are <, <=, >, >=, == and !=")
}

func (p *gateParser) limit(g Gate) (Value, error) {
	p.space()
	literal := strings.TrimRight(p.text[p.at:], " \t")
	if literal == "" {
		return Value{}, p.errorAt(p.at, "the limit is missing", gateExample)
	}
	var v Value
	var err error
	if g.Regression {
		v, err = parseGrowth(literal)
	} else {
		v, err = g.Metric.ParseValue(literal)
	}
	if err != nil {
		return v, asSyntax(err).shifted(column(p.text, p.at) - 1)
	}
	return v, nil
}

func parseGrowth(literal string) (Value, error) {
	share, err := parsePercent(literal)
	if err != nil {
		return Value{}, err
	}
	return Value{Dimension: Share, Number: share, Text: literal}, nil
}

// meaning refuses gates that say nothing.
func (p *gateParser) meaning(g Gate, opAt int) error {
	switch {
	case g.Regression && g.Op != Less && g.Op != LessEqual:
		return p.errorAt(opAt, "a regression is limited from above", "write "+g.Metric.Name+" regression < 5%")
	case g.Regression:
		return nil
	case g.Op == Less && g.Limit.isZero():
		return p.errorAt(opAt, "nothing is less than "+g.Limit.Text+": the gate could never hold", "write "+g.Metric.Name+" == 0"+zeroUnit(g.Limit))
	case g.Op == GreaterEqual && g.Limit.isZero():
		return p.errorAt(opAt, "everything is at least "+g.Limit.Text+": the gate would always hold", "")
	}
	return nil
}

// zeroUnit is the unit to write behind a zero like v.
func zeroUnit(v Value) string { return strings.TrimLeft(v.Text, "0123456789._") }

func (p *gateParser) space() { p.at += leading(p.text[p.at:]) }

// word reads letters, digits, dots and underscores.
func (p *gateParser) word() string {
	start := p.at
	for p.at < len(p.text) && isWord(p.text[p.at]) {
		p.at++
	}
	return p.text[start:p.at]
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isDigit(c) || c == '.' || c == '_' || c == '-'
}

func (p *gateParser) errorAt(at int, msg, hint string) error {
	return &SyntaxError{column(p.text, at), msg, hint}
}

// String writes the gate in its canonical form: one space around the
// comparison, the limit in its plainest unit.
func (g Gate) String() string {
	middle := " "
	if g.Regression {
		middle = " regression "
	}
	return g.Metric.Name + middle + string(g.Op) + " " + g.Limit.String()
}

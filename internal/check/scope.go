package check

import (
	"slices"
	"strconv"
	"strings"
)

// The grammar of what a gate is for:
//
//	scope     ::= variants [ "," payload ] | payload
//	variants  ::= "recommended" | "all" | condition { "," condition }
//	payload   ::= "payload" "==" name of a payload
//	condition ::= name op value
//	name      ::= "memory_mb" | "architecture" | "target" | the name of a param
//	op        ::= "==" | "!=" and, for memory_mb, "<" | "<=" | ">" | ">="
//
// All conditions of a list must hold; the payload may stand anywhere among
// them. A payload alone is that of the recommended variant.

// Scope says to which variants a gate applies: the recommended one, all, or
// those that meet every condition; and to which class of payloads.
type Scope struct {
	Recommended bool
	All         bool
	Conditions  []Condition
	Payload     string // name of the payload whose invocations alone are judged; "" for all
}

// payloadName is what the condition on the payload is written with.
const payloadName = "payload"

// Condition is a comparison of one of a variant's properties with a value.
type Condition struct {
	Name  string // "memory_mb", "architecture", "target", or a param
	Op    Op
	Value string // for memory_mb a whole number of MB
}

const scopeExample = "write recommended, all, or a condition such as memory_mb==512"

// ParseScope reads "recommended", "all", or conditions such as
// "memory_mb>=512, architecture==arm64, payload==large". The error is a
// *SyntaxError.
func ParseScope(s string) (Scope, error) {
	var scope Scope
	at := 0
	for part := range strings.SplitSeq(s, ",") {
		if err := scope.add(part); err != nil {
			return Scope{}, err.shifted(column(s, at) - 1)
		}
		at += len(part) + 1
	}
	if len(scope.Conditions) == 0 && !scope.All {
		scope.Recommended = true
	}
	return scope, nil
}

// add takes in one part of a scope.
func (s *Scope) add(part string) *SyntaxError {
	word := strings.TrimSpace(part)
	if word == "recommended" || word == "all" {
		if s.Recommended || s.All || len(s.Conditions) > 0 {
			return &SyntaxError{1 + leading(part), quoted(word) + " cannot stand beside other variants", scopeExample}
		}
		s.Recommended, s.All = word == "recommended", word == "all"
		return nil
	}
	c, err := parseCondition(part)
	switch {
	case err != nil:
		return err
	case c.Name != payloadName && (s.Recommended || s.All):
		return &SyntaxError{1 + leading(part), quoted(word) + " cannot stand beside recommended or all", scopeExample}
	case c.Name != payloadName:
		s.Conditions = append(s.Conditions, c)
	case c.Op != Equal:
		return &SyntaxError{1 + leading(part), "a payload can only be chosen with ==", "write payload==" + c.Value}
	case s.Payload != "":
		return &SyntaxError{1 + leading(part), "there is a second payload", "write a gate for each"}
	default:
		s.Payload = c.Value
	}
	return nil
}

func parseCondition(s string) (Condition, *SyntaxError) {
	p := &gateParser{text: s}
	p.space()
	start := p.at
	name := p.word()
	p.space()
	if name == "" || p.at == len(s) {
		hint := scopeExample
		if near, ok := Nearest(name, []string{"recommended", "all"}); ok && near != name {
			hint = "did you mean " + near + "?"
		}
		return Condition{}, &SyntaxError{column(s, start), quoted(strings.TrimSpace(s)) + " does not say which variants", hint}
	}
	opAt := p.at
	op, err := p.op()
	if err != nil {
		return Condition{}, asSyntax(err)
	}
	p.space()
	c := Condition{name, op, strings.TrimRight(s[p.at:], " \t")}
	return c, c.check(s, opAt, p.at)
}

// check refuses conditions that cannot be evaluated; opAt and valueAt are
// byte offsets in s.
func (c Condition) check(s string, opAt, valueAt int) *SyntaxError {
	if c.Value == "" {
		return &SyntaxError{column(s, valueAt), "the condition has no value", scopeExample}
	}
	if strings.ContainsAny(c.Value[:1], "<>=!") {
		return &SyntaxError{column(s, valueAt), quoted(c.Value) + " begins as a comparison does", scopeExample}
	}
	if c.Name == "memory_mb" {
		if _, err := strconv.Atoi(c.Value); err != nil {
			return &SyntaxError{column(s, valueAt), quoted(c.Value) + " is not a whole number of MB", "write memory_mb" + string(c.Op) + "512"}
		}
		return nil
	}
	if c.Op != Equal && c.Op != NotEqual {
		return &SyntaxError{column(s, opAt), c.Name + " can only be compared with == and !=", "write " + c.Name + "==" + c.Value}
	}
	return nil
}

// Holds reports whether a property with this value meets the condition; ok is
// false where the variant has no such property.
func (c Condition) Holds(value string, ok bool) bool {
	if !ok {
		return false
	}
	if c.Name != "memory_mb" {
		return (value == c.Value) == (c.Op == Equal)
	}
	have, _ := strconv.Atoi(value)
	want, _ := strconv.Atoi(c.Value)
	return Compare(float64(have), c.Op, float64(want))
}

// Compare reports whether a op b.
func Compare(a float64, op Op, b float64) bool {
	switch op {
	case Less:
		return a < b
	case LessEqual:
		return a <= b
	case Greater:
		return a > b
	case GreaterEqual:
		return a >= b
	case NotEqual:
		return a != b
	}
	return a == b
}

// Names lists the properties that the conditions speak of, each once.
func (s Scope) Names() []string {
	var names []string
	for _, c := range s.Conditions {
		if !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// String writes the scope as ParseScope reads it.
func (s Scope) String() string {
	var parts []string
	switch {
	case s.All:
		parts = append(parts, "all")
	case s.Recommended && s.Payload == "":
		parts = append(parts, "recommended")
	}
	for _, c := range s.Conditions {
		parts = append(parts, c.Name+string(c.Op)+c.Value)
	}
	if s.Payload != "" {
		parts = append(parts, payloadName+string(Equal)+s.Payload)
	}
	return strings.Join(parts, ", ")
}

package scenarios

import (
	"fmt"
	"regexp"
)

// shape is what a node holds.
type shape int

const (
	scalar shape = iota
	sequence
	mapping
)

// node is a YAML value with its place: all of YAML that a scenario uses.
// Anchors are resolved, tags and merge keys refused.
type node struct {
	shape   shape
	text    string // of a scalar
	quoted  bool   // the scalar is a string whatever it looks like
	yamlTag string // "!Ref"; of templates, scenarios have none
	items   []*node
	entries []entry

	place
	inset int  // runes between the place and the first rune of text
	exact bool // text stands in the source as it is, so that columns in it can be told
}

type entry struct{ key, value *node }

// place is where a node stands: in the file, or in a --set.
type place struct {
	line, col int
	set       string // "path=value" of the --set, else ""
}

// get finds the value of a key, nil without one.
func (n *node) get(key string) *node {
	for _, e := range n.entries {
		if e.key.text == key {
			return e.value
		}
	}
	return nil
}

// copy makes an independent copy.
func (n *node) copy() *node {
	c := *n
	c.items, c.entries = make([]*node, len(n.items)), make([]entry, len(n.entries))
	for i, item := range n.items {
		c.items[i] = item.copy()
	}
	for i, e := range n.entries {
		c.entries[i] = entry{e.key.copy(), e.value.copy()}
	}
	return &c
}

// size is the number of nodes in the tree.
func (n *node) size() int {
	total := 1
	for _, item := range n.items {
		total += item.size()
	}
	for _, e := range n.entries {
		total += 1 + e.value.size()
	}
	return total
}

// tag is the type that a plain scalar has by the core schema of YAML 1.2.
// https://yaml.org/spec/1.2.2/#103-core-schema
type tag string

const (
	tagNull   tag = "null"
	tagBool   tag = "bool"
	tagInt    tag = "int"
	tagFloat  tag = "float"
	tagString tag = "string"
)

var (
	coreNull  = regexp.MustCompile(`^(null|Null|NULL|~|)$`)
	coreBool  = regexp.MustCompile(`^(true|True|TRUE|false|False|FALSE)$`)
	coreInt   = regexp.MustCompile(`^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$`)
	coreFloat = regexp.MustCompile(`^[-+]?((\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$`)
)

func (n *node) tag() tag {
	switch {
	case n.quoted:
		return tagString
	case coreNull.MatchString(n.text):
		return tagNull
	case coreBool.MatchString(n.text):
		return tagBool
	case coreInt.MatchString(n.text):
		return tagInt
	case coreFloat.MatchString(n.text):
		return tagFloat
	}
	return tagString
}

// isNull reports whether the value was left out or is null.
func (n *node) isNull() bool { return n.shape == scalar && n.tag() == tagNull }

// describe says in a message what a node is.
func (n *node) describe() string {
	switch n.shape {
	case sequence:
		return "a list"
	case mapping:
		return "a mapping"
	}
	switch n.tag() {
	case tagNull:
		return "empty"
	case tagBool:
		return "the boolean " + n.text
	case tagInt, tagFloat:
		return "the number " + brief(n.text)
	}
	return "the text " + fmt.Sprintf("%q", brief(n.text))
}

// brief cuts a user's text to what fits in a message.
func brief(s string) string {
	const longest = 40
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

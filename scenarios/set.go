package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The grammar of --set; the value is YAML on one line:
//
//	set   ::= path "=" value
//	path  ::= key { "." key | "[" index "]" }
//	key   ::= letters, digits, "_" and "-"
//	index ::= digits, counted from 0

var setStep = regexp.MustCompile(`^(?:([A-Za-z0-9_-]+)|\[([0-9]{1,6})\])`)

// step is one part of a path: a key, or an index where key is "".
type step struct {
	key   string
	index int
}

// apply overrides one value of the tree; null takes the key out. Mappings on the
// way that the file lacks are made.
func apply(root *node, set string) *Error {
	path, literal, found := strings.Cut(set, "=")
	if !found {
		return setError(set, 0, "it has no =", "write --set path=value, as in --set repeat=1")
	}
	steps, err := setPath(set, path)
	if err != nil {
		return err
	}
	value, err := setValue(set, literal, len([]rune(path))+2)
	if err != nil {
		return err
	}
	at := root
	for i, s := range steps {
		last := i == len(steps)-1
		if last && value.isNull() && at.shape == mapping {
			at.entries = slices.DeleteFunc(at.entries, func(e entry) bool { return e.key.text == s.key })
			return nil
		}
		next, err := at.child(s, set, steps[:i])
		if err != nil {
			return err
		}
		if last {
			*next = *value
			return nil
		}
		if next.isNull() {
			*next = node{shape: mapping, place: place{set: set}}
		}
		at = next
	}
	return nil
}

func setError(set string, col int, message, hint string) *Error {
	return &Error{File: "--set " + shownSet(set), Column: col, Message: message, Hint: hint}
}

// setPath reads the steps of a path.
func setPath(set, path string) ([]step, *Error) {
	var steps []step
	rest := path
	for {
		m := setStep.FindStringSubmatch(rest)
		if m == nil || m[2] != "" && len(steps) == 0 {
			return nil, setError(set, len(path)-len(rest)+1, "the path "+quote(path)+" cannot be read", "write keys with dots and indices in brackets, as in load.stages[0].rate")
		}
		index, _ := strconv.Atoi("0" + m[2])
		steps = append(steps, step{m[1], index})
		rest = rest[len(m[0]):]
		if rest == "" {
			return steps, nil
		}
		if next, ok := strings.CutPrefix(rest, "."); ok && !strings.HasPrefix(next, "[") {
			rest = next
		} else if !strings.HasPrefix(rest, "[") {
			return nil, setError(set, len(path)-len(rest)+1, "the path "+quote(path)+" cannot be read", "write keys with dots and indices in brackets, as in load.stages[0].rate")
		}
	}
}

// setValue parses the value; nothing at all is the empty text.
func setValue(set, literal string, col int) (*node, *Error) {
	clean, bad := text("--set "+shownSet(set), []byte(literal))
	if bad != nil {
		bad.Line, bad.Column = 0, 0
		bad.Message = strings.Replace(bad.Message, "the file", "the value", 1)
		bad.Hint = "write text in UTF-8"
		return nil, bad
	}
	root, errs := parseTree("", clean, strings.Split(clean, "\n"))
	if len(errs) > 0 {
		e := setError(set, col+errs[0].Column-1, strings.Replace(errs[0].Message, "this is not YAML: ", "", 1), errs[0].Hint)
		return nil, e
	}
	if root == nil {
		root = &node{quoted: true}
	}
	root.mark(set)
	return root, nil
}

// mark says of a whole tree that a --set made it.
func (n *node) mark(set string) {
	n.place, n.exact = place{set: set}, false
	for _, item := range n.items {
		item.mark(set)
	}
	for _, e := range n.entries {
		e.key.mark(set)
		e.value.mark(set)
	}
}

// child finds where a step leads from n; a key that n lacks is added. before
// are the steps that led to n, for messages.
func (n *node) child(s step, set string, before []step) (*node, *Error) {
	here := "the scenario"
	if len(before) > 0 {
		here = pathText(before)
	}
	if s.key == "" {
		if n.shape != sequence {
			return nil, setError(set, 0, here+" is not a list in the file", "leave out the index")
		}
		if s.index >= len(n.items) {
			return nil, setError(set, 0, fmt.Sprintf("%s has no item [%d]: the last is [%d]", here, s.index, len(n.items)-1), "indices count from 0; to add items set the whole list")
		}
		return n.items[s.index], nil
	}
	if n.shape == sequence {
		return nil, setError(set, 0, here+" is a list in the file", "say which item, as in "+here+"[0]."+s.key)
	}
	if n.shape != mapping {
		return nil, setError(set, 0, here+" is not a mapping in the file", "set "+here+" as a whole, as in --set '"+pathText(before)+"={"+s.key+": …}'")
	}
	if value := n.get(s.key); value != nil {
		return value, nil
	}
	value := &node{place: place{set: set}}
	n.entries = append(n.entries, entry{&node{text: s.key, place: place{set: set}}, value})
	return value, nil
}

func pathText(steps []step) string {
	var b strings.Builder
	for i, s := range steps {
		switch {
		case s.key == "":
			fmt.Fprintf(&b, "[%d]", s.index)
		case i > 0:
			b.WriteString("." + s.key)
		default:
			b.WriteString(s.key)
		}
	}
	return b.String()
}

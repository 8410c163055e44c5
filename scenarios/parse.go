package scenarios

import (
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// Parse reads a scenario. name is what mistakes call the file, dir the folder
// that relative paths in it start from. Each of sets overrides one value, as
// in "load.stages[0].rate=5/s". Mistakes are Errors.
func Parse(name, dir string, src []byte, sets ...string) (*Scenario, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, Errors{{File: name, Message: "the folder " + dir + " cannot be found: " + reason(err)}}
	}
	clean, bad := text(name, src)
	if bad != nil {
		start := strings.ToValidUTF8(string(src[:min(len(src), 4096)]), "?")
		return nil, Errors{bad.in(name, strings.Split(start, "\n"))}
	}
	d := &decoder{file: name, dir: abs, lines: strings.Split(clean, "\n")}
	root, errs := parseTree(name, clean, d.lines)
	if len(errs) > 0 {
		return nil, errs.inOrder(name)
	}
	if root == nil || root.isNull() {
		return nil, Errors{{File: name, Message: "the file is empty", Hint: "sweetspot init writes a scenario to start from"}}
	}
	for _, set := range sets {
		if err := apply(root, set); err != nil {
			return nil, Errors{err}
		}
	}
	s := d.scenario(root)
	refs, literals := d.secretsOf(root)
	if len(d.errs) > 0 {
		return nil, d.errs.inOrder(name)
	}
	s.refs, s.literals = refs, literals
	s.File, s.Dir, s.Source, s.Sets, s.Files = name, abs, src, sets, d.files
	return s, nil
}

// decoder turns a tree into a scenario and collects every mistake on the way.
type decoder struct {
	file, dir string
	lines     []string
	files     []string // that the scenario names, absolute
	errs      Errors
}

// fail notes a mistake at n.
func (d *decoder) fail(n *node, hint, message string) { d.failIn(n, 0, hint, message) }

// failIn notes a mistake at rune at (from 0) of a scalar's text.
func (d *decoder) failIn(n *node, at int, hint, message string) {
	e := &Error{Line: n.line, Column: n.col, Message: message, Hint: hint}
	if n.exact && at > 0 {
		e.Column = n.col + n.inset + min(at, utf8.RuneCountInString(n.text))
	}
	if n.set != "" {
		e.Line = 0
		e.File = "--set " + shownSet(n.set)
		d.errs = append(d.errs, e)
		return
	}
	d.errs = append(d.errs, e.in(d.file, d.lines))
}

// field is one key of a mapping. read gets its value, never null. A field with
// later set belongs to the grammar, but this version cannot execute it.
type field struct {
	name  string
	read  func(*node)
	later bool
}

// notYet makes fields that are recognised and refused.
func notYet(names ...string) []field {
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = field{name: name, later: true}
	}
	return fields
}

// notYetText is the message about a part of the grammar that cannot be
// executed yet.
func notYetText(what string) string { return what + " is not in this version of sweetspot yet" }

// object reads a mapping. what is its path for messages, "" for the whole file.
// It reports whether n is a mapping at all.
func (d *decoder) object(n *node, what string, fields ...field) bool {
	if n.shape != mapping {
		d.fail(n, "write it as key: value lines, or {key: value}; keys are "+keyList(fields), named(what)+" must be a mapping, not "+n.describe())
		return false
	}
	if len(n.entries) == 0 {
		d.fail(n, "remove it, or fill in one of "+keyList(fields), named(what)+" is empty")
	}
	seen := map[string]*node{}
	for _, e := range n.entries {
		if first, twice := seen[e.key.text]; twice {
			d.fail(e.key, "remove one; the first is at line "+itoa(first.line), "the key "+e.key.text+" stands twice")
			continue
		}
		seen[e.key.text] = e.key
		d.entry(e, what, fields)
	}
	return true
}

// later is the key that comes second of two that both stand in n.
func later(n *node, a, b string) *node {
	var at *node
	for _, e := range n.entries {
		if e.key.text == a || e.key.text == b {
			at = e.key
		}
	}
	return at
}

// entry reads one key of a mapping.
func (d *decoder) entry(e entry, what string, fields []field) {
	for _, f := range fields {
		switch {
		case f.name != e.key.text:
			continue
		case f.later:
			d.fail(e.key, "", notYetText(dotted(what, f.name)))
		case e.value.isNull():
			d.fail(e.key, "give it a value, or remove the line", dotted(what, f.name)+" has no value")
		default:
			f.read(e.value)
		}
		return
	}
	in := ""
	if what != "" {
		in = " in " + what
	}
	d.fail(e.key, unknownHint(e.key.text, fields), "unknown key "+quote(e.key.text)+in)
}

package scenarios

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// allHTTP reports whether nothing but HTTP servers is driven: then nothing has
// a size or a cold start.
func (s *Scenario) allHTTP() bool {
	return !slices.ContainsFunc(s.Targets, func(t Target) bool { return t.Kind != KindHTTP })
}

// allRequests reports whether every target is sent requests rather than events.
func (s *Scenario) allRequests() bool {
	return !slices.ContainsFunc(s.Targets, func(t Target) bool { return t.Kind == KindFunction })
}

// httpSections finds what does not go with HTTP targets.
func (d *decoder) httpSections(s *draft) {
	for _, t := range s.Targets {
		if t.HTTP == nil {
			continue
		}
		if t.Matrix != nil && !t.HTTP.Changes() {
			d.noSizes(s.matrices[t.Matrix])
		}
		if s.ColdStarts != nil {
			d.fail(keyNode(s.root, "cold_starts"), "remove it", "no cold start can be forced on the HTTP target "+t.Name)
		}
		if s.root.get("payloads") != nil && !t.HTTP.CarriesBody() {
			d.fail(keyNode(s.root, "payloads"), "write method: POST in the target, or remove payloads", "a "+t.HTTP.Method+" request carries no payload")
		}
	}
	if s.allHTTP() && s.matrix != nil && !slices.ContainsFunc(s.Targets, func(t Target) bool { return t.HTTP.Changes() }) {
		d.noSizes(s.matrix)
	}
	if s.allHTTP() && s.root.get("current") != nil {
		d.fail(keyNode(s.root, "current"), "remove it", "an HTTP target has no size to compare with")
	}
}

// noSizes refuses the dimensions of a matrix that an HTTP server does not have.
func (d *decoder) noSizes(matrix *node) {
	for _, key := range []string{"memory_mb", "architecture"} {
		if matrix.get(key) != nil {
			d.fail(keyNode(matrix, key), "remove it, or add http.apply, a command that changes it; params are what can vary without: {params: {SIZE: [10, 100]}} with ${SIZE} in the URL", key+" cannot be chosen for an HTTP target")
		}
	}
}

// hookSizes gives an HTTP target whose variants a command makes live the sizes
// and architectures that the matrix states; without any it has none.
func (s *draft) hookSizes(t *Target) {
	if t.HTTP == nil || !t.HTTP.Changes() {
		return
	}
	own, at := s.Matrix, s.matrix
	if t.Matrix != nil {
		own, at = *t.Matrix, s.matrices[t.Matrix]
	}
	if at == nil || at.get("memory_mb") == nil {
		own.MemoryMB = []int{0}
	}
	if at == nil || at.get("architecture") == nil {
		own.Architecture = []string{""}
	}
	if at != nil {
		s.matrices[&own] = at
	}
	t.Matrix = &own
}

// placeholders checks what stands for params in an HTTP target, and what it
// becomes with their values.
func (d *decoder) placeholders(s *draft, t Target) {
	section := s.http[t.HTTP]
	texts := []*node{section.get("url")}
	if headers := section.get("headers"); headers != nil {
		for _, e := range headers.entries {
			texts = append(texts, e.value)
		}
	}
	params := slices.DeleteFunc(slices.Clone(s.matrixOf(t).Params), func(p Param) bool { return p.Setting })
	var names []string
	for _, p := range params {
		names = append(names, p.Name)
	}
	used, known := d.paramsIn(texts, names)
	for _, name := range names {
		if t.HTTP.Changes() && toldToCommands(name) {
			d.fail(d.paramNode(s, t, name), "give it another name", "http.apply is given the param "+name+" as a variable of its environment, where "+name+" means something else")
		}
		if !slices.Contains(used, name) && !t.HTTP.Changes() {
			d.fail(d.paramNode(s, t, name), "write ${"+name+"} in its URL or in a header, or add apply, a command that is given it", "the param "+name+" changes nothing in the HTTP target "+t.Name)
		}
	}
	if !known {
		return
	}
	for _, v := range combinations(params) {
		if len(secret.Refs(texts[0].text)) == 0 { // else once they are known
			d.checkURL(texts[0], "the URL"+withParams(v), fill(texts[0].text, v))
		}
		for _, n := range texts[1:] {
			d.checkHeader(n, "the header"+withParams(v), fill(n.text, v))
		}
	}
}

// toldToCommands reports whether a variable has its own meaning to http.apply:
// how the system finds its program, and what is measured. Windows tells no
// capitals apart.
func toldToCommands(name string) bool {
	upper := strings.ToUpper(name)
	return upper == "PATH" || strings.HasPrefix(upper, "SWEETSPOT_")
}

// paramsIn lists the params that stand in texts; known is false where one is
// not among names.
func (d *decoder) paramsIn(texts []*node, names []string) (used []string, known bool) {
	known = true
	for _, n := range texts {
		for _, m := range placeholder.FindAllStringSubmatchIndex(n.text, -1) {
			name := n.text[m[2]:m[3]]
			used = append(used, name)
			if !slices.Contains(names, name) {
				known = false
				hint := "add matrix: {params: {" + name + ": [a, b]}}"
				if near, ok := check.Nearest(name, names); ok {
					hint = "did you mean " + near + "?"
				}
				d.failIn(n, utf8.RuneCountInString(n.text[:m[0]]), hint, "there is no param "+quote(name)+" in the matrix")
			}
		}
	}
	return used, known
}

// paramNode finds where a target's param is given.
func (d *decoder) paramNode(s *draft, t Target, name string) *node {
	matrix := s.matrix
	if t.Matrix != nil {
		matrix = s.matrices[t.Matrix]
	}
	return keyNode(matrix.get("params"), name)
}

// withParams is " with SIZE=10", for messages.
func withParams(params []ParamValue) string {
	text := ""
	for _, p := range params {
		text += " with " + p.Name + "=" + labelValue(brief(p.Value))
	}
	return text
}

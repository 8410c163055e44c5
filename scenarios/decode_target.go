package scenarios

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// Limits of Lambda's configuration.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	minMemoryMB    = 128
	maxMemoryMB    = 10240
	maxTimeout     = 900 * time.Second
	defaultTimeout = 3 * time.Second // https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
	minEphemeralMB = 512
	maxEphemeralMB = 10240
	maxVariants    = 500
)

var regionPattern = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)

// targets reads the list of several targets; each needs a name of its own.
func (d *decoder) targets(s *draft, n *node) {
	var names []*node
	for _, item := range d.list(n, "targets", "[{name: a, function: {…}}, {name: b, function: {…}}]") {
		t := d.target(s, item, "targets")
		s.Targets = append(s.Targets, t)
		if name := item.get("name"); name != nil {
			names = append(names, name)
		} else if item.shape == mapping && len(item.entries) > 0 {
			d.missing(item, "a target of several needs a name", "add name: followed by a short word")
		}
	}
	d.unique(names, "the names of targets")
	d.oneBase(s, n)
}

// oneBase checks that at most one target is what the others are compared with,
// and that there are others.
func (d *decoder) oneBase(s *draft, n *node) {
	var marked []*node
	for i, t := range s.Targets {
		if t.Base {
			marked = append(marked, n.items[i].get("base"))
		}
	}
	switch {
	case len(marked) > 1:
		d.fail(marked[1], "remove it from all but one", "there can be only one base that the other targets are compared with")
	case len(marked) == 1 && len(s.Targets) == 1:
		d.fail(marked[0], "add the target that is to be compared with it", "there is nothing but the base")
	}
}

// target reads one target.
func (d *decoder) target(s *draft, n *node, what string) Target {
	t := Target{Kind: kindOf(n)}
	later := []string{"workflow", "queue"}
	known := len(d.errs)
	fields := []field{
		{name: "name", read: func(n *node) { t.Name = d.name(n, what+".name") }},
		{name: "kind", read: func(n *node) {
			d.word(n, what+".kind", kinds(), later)
		}},
		{name: "provider", read: func(n *node) {
			d.word(n, what+".provider", []string{string(ProviderLocal), string(ProviderAWS), string(ProviderReplay)}, []string{"azure"})
		}},
		{name: "region", read: func(n *node) { t.Region = d.region(n, what+".region") }},
		{name: "function", read: func(n *node) { t.Function = d.function(s, n, what+".function") }},
		{name: "price_as", read: func(n *node) { t.PriceAs = d.priceAs(n, what+".price_as", t.Kind) }},
		{name: "http", read: func(n *node) { t.HTTP = d.http(s, n, what+".http") }},
		{name: "gateway", read: func(n *node) { t.Gateway = d.gateway(s, n, what+".gateway") }},
		{name: "container", read: func(n *node) { t.Container = d.container(s, n, what+".container") }},
		{name: "replay", read: func(n *node) { t.Replay = d.replayed(s, n, what+".replay") }},
		{name: "matrix", read: func(n *node) {
			t.Matrix = &Matrix{}
			*t.Matrix = d.matrix(s, t.Matrix, n, what+".matrix", t.Kind)
		}},
		{name: "base", read: func(n *node) { t.Base = d.boolean(n, what+".base") }},
	}
	fields = append(fields, d.awsFields(&t, what)...)
	fields = append(fields, notYet("workflow", "queue")...)
	if d.object(n, what, fields...) && len(n.entries) > 0 && len(d.errs) == known {
		d.oneKind(n, what, &t)
	}
	return t
}

// kindRule says which sections and keys a kind of target has.
type kindRule struct {
	section   string     // that says what is driven
	also      []string   // that may stand beside it
	lacks     string     // what a target without the section does not say
	hint      string     // how to write it
	providers []Provider // who may run it, the default first; none where it runs already
}

// kindRules are the kinds of target that there are, in the order in which a
// section without a kind is understood.
var kindRules = []struct {
	kind Kind
	kindRule
}{
	{KindFunction, kindRule{
		section: "function", lacks: "what to run", hint: "add function: {handler: builtin:hello}",
		providers: []Provider{ProviderLocal, ProviderAWS},
	}},
	{KindGateway, kindRule{
		section: "gateway", also: []string{"function"}, lacks: "how requests come in", hint: "add gateway: {api: rest}",
		providers: []Provider{ProviderLocal, ProviderAWS},
	}},
	{KindHTTP, kindRule{
		section: "http", lacks: "where to send", hint: `add http: {url: "http://127.0.0.1:8080/"}`,
	}},
	{KindContainer, kindRule{
		section: "container", lacks: "what to run", hint: "add container: {image: my-server:latest}, or {handler: builtin:primes}",
		providers: []Provider{ProviderLocal, ProviderAWS},
	}},
}

// kindSections are the keys of a target that say what is driven.
func kindSections() []string {
	sections := []string{"replay"}
	for _, k := range kindRules {
		sections = append(sections, k.section)
	}
	return sections
}

// kinds are the kinds of target that there are.
func kinds() (names []string) {
	for _, k := range kindRules {
		names = append(names, string(k.kind))
	}
	return names
}

func ruleOf(kind Kind) kindRule {
	for _, k := range kindRules {
		if k.kind == kind {
			return k.kindRule
		}
	}
	return kindRule{}
}

// kindOf is the kind that a target says it is, or else the one of its section:
// of several the one that may have the others beside it.
func kindOf(n *node) Kind {
	if k := n.get("kind"); k != nil {
		return Kind(k.text)
	}
	found := KindFunction
	for _, k := range kindRules {
		if n.get(k.section) != nil && (n.get("function") == nil || slices.Contains(k.also, "function")) {
			found = k.kind
		}
	}
	return found
}

// kindsIn are the kinds of a scenario's targets.
func kindsIn(root *node) (all []Kind) {
	if one := root.get("target"); one != nil {
		all = append(all, kindOf(one))
	}
	if several := root.get("targets"); several != nil {
		for _, n := range several.items {
			all = append(all, kindOf(n))
		}
	}
	return all
}

// oneKind checks that a target has the section of its kind and no other, and
// fills in who runs it.
func (d *decoder) oneKind(n *node, what string, t *Target) {
	if t.Kind == KindFunction && (n.get("replay") != nil || provider(n) == ProviderReplay) {
		d.oneRecording(n, what, t)
		return
	}
	rule := ruleOf(t.Kind)
	foreign := slices.DeleteFunc(kindSections(), func(key string) bool {
		return n.get(key) == nil || key == rule.section || slices.Contains(rule.also, key)
	})
	switch {
	case slices.Contains(foreign, "replay"):
		d.fail(keyNode(n, "replay"), "remove it", what+".replay belongs to a function alone")
	case len(foreign) > 0:
		d.fail(n.get(foreign[0]), "keep "+rule.section+", or write kind: "+foreign[0], what+" is of kind "+string(t.Kind)+" and has a section "+foreign[0])
	case n.get(rule.section) == nil:
		d.missing(n, what+" does not say "+rule.lacks, rule.hint)
	}
	if len(rule.providers) == 0 {
		for _, key := range []string{"provider", "region", "profile", "role", "mode"} {
			if n.get(key) != nil {
				d.fail(n.get(key), "remove it", what+"."+key+" does not belong to an HTTP target: the server runs already, and has no price")
			}
		}
		return
	}
	d.providedBy(n, what, t, rule)
}

// providedBy fills in who runs a target, and where.
func (d *decoder) providedBy(n *node, what string, t *Target, rule kindRule) {
	t.Provider = rule.providers[0]
	if t.Gateway != nil && t.Gateway.Deployed() {
		t.Provider = ProviderAWS
	}
	if asked := provider(n); asked != "" {
		t.Provider = asked
	}
	if !slices.Contains(rule.providers, t.Provider) {
		d.fail(n.get("provider"), "leave it out", what+" of kind "+string(t.Kind)+" cannot have provider "+string(t.Provider)+" in this version")
	}
	t.Region = cmp.Or(t.Region, DefaultRegion)
	d.onAWS(n, what, t)
	if c := n.get("container"); c != nil && t.Container != nil {
		d.containerBy(c, what+".container", t)
	}
}

func (d *decoder) region(n *node, what string) string {
	text, ok := d.scalarText(n, what, "region: us-east-1")
	if ok && !regionPattern.MatchString(text) {
		d.fail(n, "write a region such as us-east-1 or eu-central-1", quote(text)+" is not a region")
	}
	return text
}

// memory reads a size in MB.
func (d *decoder) memory(n *node, what string) int {
	return d.memoryWithin(n, what, minMemoryMB, maxMemoryMB)
}

// memoryWithin reads a size in MB from lo to hi.
func (d *decoder) memoryWithin(n *node, what string, lo, hi int) int {
	if n.shape == scalar && n.tag() == tagString {
		if b, err := check.ParseBytes(n.text); err == nil {
			d.fail(n, "write "+itoa(b.MB()), what+" is a plain number of MB, not "+n.describe())
			return 0
		}
	}
	return d.integer(n, what, lo, hi)
}

// timeout reads a time-out: whole seconds, as Lambda keeps it.
func (d *decoder) timeout(n *node, what string) time.Duration {
	t, ok := d.duration(n, what, time.Second, maxTimeout)
	if ok && t%time.Second != 0 {
		d.fail(n, "write "+check.FormatDuration(t.Truncate(time.Second)+time.Second), what+" must be whole seconds, as Lambda keeps it")
	}
	return t
}

// architectureWords are other names of the architectures.
var architectureWords = map[string]string{"x86": "x86_64", "x86-64": "x86_64", "amd64": "x86_64", "x64": "x86_64", "arm": "arm64", "aarch64": "arm64", "graviton": "arm64"}

func (d *decoder) architecture(n *node, what string) string {
	if right, ok := architectureWords[n.text]; ok && n.shape == scalar {
		d.fail(n, "write "+right, quote(n.text)+" is not a value of "+what)
		return ""
	}
	arch, _ := d.word(n, what, Architectures(), nil)
	return arch
}

// matrix reads the dimensions for targets of some kinds. of is where the matrix
// will live: the key under which its node is remembered.
func (d *decoder) matrix(s *draft, of *Matrix, n *node, what string, kinds ...Kind) Matrix {
	s.matrices[of] = n
	lo, hi := memoryOf(kinds)
	m := Matrix{MemoryMB: DefaultMemoryMB(), Architecture: []string{DefaultArchitecture}}
	var params []Param
	fields := []field{
		{name: "memory_mb", read: func(n *node) {
			m.MemoryMB = nil
			for _, item := range d.list(n, what+".memory_mb", "[128, 512, 1024]") {
				m.MemoryMB = append(m.MemoryMB, d.memoryWithin(item, what+".memory_mb", lo, hi))
			}
			d.unique(n.items, what+".memory_mb")
		}},
		{name: "architecture", read: func(n *node) {
			m.Architecture = nil
			for _, item := range d.list(n, what+".architecture", "[x86_64]") {
				m.Architecture = append(m.Architecture, d.architecture(item, what+".architecture"))
			}
			d.unique(n.items, what+".architecture")
		}},
		{name: "sizes", read: func(n *node) { m.Sizes = d.sizes(n, what+".sizes") }},
		{name: "params", read: func(n *node) { params = d.params(n, what+".params") }},
	}
	d.object(n, what, append(fields, d.settings(&m, what)...)...)
	m.Params = append(m.Params, params...)
	return m
}

// memoryOf is what targets of some kinds may have of memory, in MB.
func memoryOf(kinds []Kind) (lo, hi int) {
	if slices.Contains(kinds, KindContainer) {
		return minContainerMB, fargate.LargestMB
	}
	return minMemoryMB, maxMemoryMB
}

// params reads the further dimensions: names with lists of values.
func (d *decoder) params(n *node, what string) []Param {
	if n.shape != mapping || len(n.entries) == 0 {
		d.fail(n, "write {QUALITY: [\"70\", \"85\"]}", what+" must be a mapping of names to lists, not "+n.describe())
		return nil
	}
	var params []Param
	for i, e := range n.entries {
		p := Param{Name: e.key.text}
		d.variable(e.key, what)
		if isSetting(p.Name) {
			d.fail(e.key, "write it beside params, or give the variable another name", p.Name+" is a setting of the platform")
		}
		if n.get(p.Name) != n.entries[i].value {
			d.fail(e.key, "put all its values into one list", "the param "+p.Name+" stands twice")
		}
		for _, item := range d.list(e.value, dotted(what, p.Name), "["+`"1", "2"`+"]") {
			text, _ := d.scalarText(item, dotted(what, p.Name), `"85"`)
			p.Values = append(p.Values, text)
		}
		d.unique(e.value.items, dotted(what, p.Name))
		params = append(params, p)
	}
	return params
}

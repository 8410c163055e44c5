package scenarios

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Version is the version of the scenario grammar.
const Version = 1

// Defaults of what a scenario leaves out.
const (
	DefaultRepeat = 3
	DefaultSeed   = 1
	DefaultRegion = "us-east-1"
	DefaultBook   = "aws"

	DefaultArchitecture = "x86_64" // https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
)

// CurrencyOf is the currency in which AWS prices a region.
// https://www.amazonaws.cn/en/pricing/
func CurrencyOf(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "CNY"
	}
	return "USD"
}

// DefaultMemoryMB is the matrix of a scenario without one, in MB: the sizes at
// which Lambda's CPU doubles, the one with a whole vCPU, and what most
// accounts may use.
func DefaultMemoryMB() []int { return []int{128, 256, 512, 1024, 1769, 3008} }

const (
	maxRepeat = 1000
	maxName   = 63
)

var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// draft is a scenario on its way, with the nodes that checks across sections
// point at.
type draft struct {
	*Scenario
	root, load, matrix *node
	stop               *node   // stop_when
	gates              []*node // the `for` of each gate, nil where there is none
	checks             []*node // the `check` of each gate, likewise
	monthly            []*node // what needs the monthly traffic
	amounts            []amount
	traces             []*node // the headers of tracing
	payloads           []*node
	matrices           map[*Matrix]*node
	env                map[*Function]*node
	http               map[*HTTP]*node
	gateways           map[*Gateway]*node
	containers         map[*Container]*node
	replays            map[*Replay]*node
}

// scenario reads the whole document and then checks what concerns several
// sections.
func (d *decoder) scenario(root *node) *Scenario {
	s := &draft{
		Scenario: &Scenario{Order: Interleaved, Repeat: DefaultRepeat, Seed: DefaultSeed, Pricing: Pricing{Book: DefaultBook}},
		root:     root, matrices: map[*Matrix]*node{}, env: map[*Function]*node{}, http: map[*HTTP]*node{}, gateways: map[*Gateway]*node{}, containers: map[*Container]*node{}, replays: map[*Replay]*node{},
	}
	s.Objective, _ = check.NewObjective(string(check.Cheapest))
	s.Matrix = Matrix{MemoryMB: DefaultMemoryMB(), Architecture: []string{DefaultArchitecture}}
	if !d.object(root, "", d.sections(s)...) {
		return nil
	}
	d.required(s)
	if s.Load.Search != nil && root.get("repeat") == nil {
		s.Repeat = 1 // each is a whole search
	}
	if len(d.errs) > 0 {
		return nil
	}
	s.fillIn()
	d.across(s)
	return s.Scenario
}

// sections are the keys at the top of a scenario.
func (d *decoder) sections(s *draft) []field {
	return []field{
		{name: "version", read: d.version(s)},
		{name: "name", read: func(n *node) { s.Name = d.name(n, "name") }},
		{name: "description", read: func(n *node) { s.Description, _ = d.str(n, "description") }},
		{name: "target", read: func(n *node) {
			s.Targets = append(s.Targets, d.target(s, n, "target"))
			if s.Targets[0].Base {
				d.fail(n.get("base"), "write targets, with the one that is to be compared with it", "there is nothing but the base")
			}
		}},
		{name: "targets", read: func(n *node) { d.targets(s, n) }},
		{name: "current", read: func(n *node) { s.Current = d.current(n) }},
		{name: "limits", read: func(n *node) { s.Limits = d.limits(n) }},
		{name: "source", read: func(n *node) { s.EventSource = d.source(n) }},
		{name: "account", read: func(n *node) { s.Account = d.account(n) }},
		{name: "matrix", read: func(n *node) { s.matrix = n; s.Matrix = d.matrix(s, &s.Matrix, n, "matrix", kindsIn(s.root)...) }},
		{name: "order", read: func(n *node) {
			if word, ok := d.word(n, "order", []string{string(Interleaved), string(Sequential)}, nil); ok {
				s.Order = Order(word)
			}
		}},
		{name: "repeat", read: func(n *node) { s.Repeat = d.integer(n, "repeat", 1, maxRepeat) }},
		{name: "seed", read: func(n *node) { s.Seed = uint64(d.integer(n, "seed", 0, 1<<31-1)) }},
		{name: "load", read: func(n *node) { s.load = n; s.Load = d.load(n) }},
		{name: "payloads", read: func(n *node) { s.Payloads, s.payloads = d.payloads(n), n.items }},
		{name: "cold_starts", read: func(n *node) { s.ColdStarts = d.coldStarts(n) }},
		{name: "tracing", read: func(n *node) { s.Tracing = d.tracing(s, n) }},
		{name: "pricing", read: func(n *node) { s.Pricing = d.pricing(n) }},
		{name: "objective", read: func(n *node) { s.Objective = d.objective(s, n) }},
		{name: "gates", read: func(n *node) { s.Gates = d.gates(s, n) }},
		{name: "confirm", read: func(n *node) { s.Confirm = d.boolean(n, "confirm") }},
		{name: "paths", read: func(n *node) { s.Paths = d.paths(n) }},
		{name: "stop_when", read: func(n *node) { s.StopWhen = d.stopWhen(s, n) }},
	}
}

func (d *decoder) version(s *draft) func(*node) {
	return func(n *node) {
		if n.shape != scalar || n.text != itoa(Version) || n.quoted {
			d.fail(n, "write version: 1", "version must be 1, not "+n.describe())
			return
		}
		s.Version = Version
	}
}

// name reads a name that may stand in a folder's name and on a command line.
func (d *decoder) name(n *node, what string) string {
	text, ok := d.str(n, what)
	if !ok {
		return ""
	}
	if !namePattern.MatchString(text) || len(text) > maxName {
		hint := "use at most 63 small letters, digits and hyphens"
		if slug := slugOf(text); slug != "" {
			hint += ", such as " + slug
		}
		d.fail(n, hint, what+" cannot be "+quote(text))
		return ""
	}
	return text
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slugOf is the nearest name to text, "" where nothing is left of it.
func slugOf(text string) string {
	slug := notSlug.ReplaceAllString(strings.ToLower(text), "-")
	return strings.Trim(slug[:min(len(slug), maxName)], "-")
}

// required notes the sections that a scenario cannot do without.
func (d *decoder) required(s *draft) {
	for _, section := range []struct{ key, example string }{
		{"version", "version: 1"},
		{"name", "name: my-function"},
		{"load", "load: {stages: [{rate: 10/s, for: 10s}]}"},
	} {
		if s.root.get(section.key) == nil {
			d.missing(s.root, "the scenario has no "+section.key, "add "+section.example)
		}
	}
	one, several := s.root.get("target"), s.root.get("targets")
	switch {
	case one == nil && several == nil:
		d.missing(s.root, "the scenario has no target", "add target: {function: {handler: builtin:hello}}")
	case one != nil && several != nil:
		d.fail(several, "keep target for one, targets for several", "target and targets cannot stand together")
	}
}

// missing notes that a mapping lacks a key, at the mapping's first key.
func (d *decoder) missing(n *node, message, hint string) {
	at := n
	if len(n.entries) > 0 {
		at = n.entries[0].key
	}
	d.fail(at, hint, message)
}

// fillIn sets the defaults that depend on other sections.
func (s *draft) fillIn() {
	for i, t := range s.Targets {
		switch {
		case t.Provider == ProviderAWS && t.Gateway != nil: // nothing there tells what the function is billed
			if t.Function != nil {
				s.Targets[i].Mode = ModeVersions // the gateway invokes no copy
			}
		case t.Gateway != nil:
			s.Targets[i].PriceAs = cmp.Or(t.PriceAs, t.Gateway.API)
		case t.OnLambda():
			s.Targets[i].PriceAs = cmp.Or(t.PriceAs, PriceLambda)
		}
		if t.Kind == KindContainer {
			s.Targets[i].PriceAs = cmp.Or(t.PriceAs, PriceFargate)
		}
	}
	if len(s.Payloads) == 0 {
		s.Payloads = []Payload{{Weight: 1, Body: []byte("{}")}}
		if s.allRequests() {
			s.Payloads[0].Body = nil
		}
	}
	for i := range s.Targets {
		s.hookSizes(&s.Targets[i])
	}
	if !slices.ContainsFunc(s.Targets, func(t Target) bool { return !t.sizeless() && t.Kind != KindHTTP }) {
		s.Matrix.MemoryMB, s.Matrix.Architecture = nil, nil
	}
	if s.nonePriced() && s.root.get("objective") == nil {
		s.Objective, _ = check.NewObjective(string(check.Fastest))
	}
	for i := range s.Targets {
		s.Targets[i].Name = cmp.Or(s.Targets[i].Name, s.Name)
		s.takeSizes(&s.Targets[i])
		s.pairUp(&s.Targets[i])
	}
	s.fillInCurrent()
}

// unique notes items of a list that stand twice.
func (d *decoder) unique(items []*node, what string) {
	var seen []string
	for _, n := range items {
		if n.shape == scalar && slices.Contains(seen, n.text) {
			d.fail(n, "remove one", brief(n.text)+" stands twice in "+what)
		}
		seen = append(seen, n.text)
	}
}

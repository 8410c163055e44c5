package scenarios

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// Plan expands the matrix and orders the blocks. Variants go target by target,
// then by params, architecture and memory, each in the order of the file; what
// runs today and is not among them comes last.
// Interleaved blocks follow in rounds, each in an order drawn from the seed:
// the same scenario always gives the same plan. That of a capacity search has no
// blocks yet: each probe becomes one.
func (s *Scenario) Plan() *Plan {
	p := &Plan{Rounds: max(1, s.Repeat)}
	if s.Load.Search != nil {
		p.Rounds = 1
	}
	for t := range s.Targets {
		p.Variants = append(p.Variants, s.variants(t)...)
	}
	for t := range s.Targets {
		p.Variants = append(p.Variants, s.beside(t)...)
	}
	for i := range p.Variants {
		p.Variants[i].Index = i
	}
	if s.Load.Search != nil {
		return p
	}
	if s.Order == Sequential {
		for v := range p.Variants {
			for round := range p.Rounds {
				p.Add(round, v)
			}
		}
		return p
	}
	rng := rand.New(rand.NewPCG(s.Seed, 0))
	for round := range p.Rounds {
		for _, v := range rng.Perm(len(p.Variants)) {
			p.Add(round, v)
		}
	}
	return p
}

// Add puts a block at the plan's end.
func (p *Plan) Add(round, variant int) Block {
	return p.Put(Block{Round: round, Variant: variant})
}

// Probe puts a probe at the plan's end: a rate, and how long it counts.
func (p *Plan) Probe(round, variant int, rate check.Rate, counts time.Duration) Block {
	return p.Put(Block{Round: round, Variant: variant, Rate: rate, For: counts})
}

// Put puts a block at the plan's end, where it gets its index.
func (p *Plan) Put(b Block) Block {
	b.Index = len(p.Blocks)
	p.Blocks = append(p.Blocks, b)
	return b
}

// NextRound is the round after all that the plan has.
func (p *Plan) NextRound() int {
	next := p.Rounds
	for _, b := range p.Blocks {
		next = max(next, b.Round+1)
	}
	return next
}

// matrixOf is the matrix that holds for a target. An HTTP server that nothing
// changes has neither a size nor an architecture that could be chosen.
func (s *Scenario) matrixOf(t Target) Matrix {
	m := s.Matrix
	if t.Matrix != nil {
		m = *t.Matrix
	}
	if t.sizeless() {
		m.MemoryMB, m.Architecture = []int{0}, []string{""}
	}
	return m
}

// sizeless reports whether a target has no size that could be chosen: a server
// that nothing changes, and a gateway without a word about what is behind it.
func (t Target) sizeless() bool {
	switch t.Kind {
	case KindHTTP:
		return t.HTTP == nil || !t.HTTP.Changes()
	case KindGateway:
		return t.Function == nil
	}
	return false
}

// variants are the combinations of the matrix of one target.
func (s *Scenario) variants(target int) []Variant {
	m := s.matrixOf(s.Targets[target])
	var all []Variant
	for _, params := range combinations(m.Params) {
		for _, architecture := range m.Architecture {
			for _, size := range m.Sizes {
				own := append([]ParamValue{{SettingVCPU, size.VCPU, true}}, params...)
				all = append(all, Variant{Target: target, MemoryMB: size.MemoryMB, Architecture: architecture, Params: own})
			}
			for _, mb := range m.MemoryMB {
				all = append(all, Variant{Target: target, MemoryMB: mb, Architecture: architecture, Params: params})
			}
		}
	}
	return all
}

// combinations of the params' values; one empty combination without params.
func combinations(params []Param) [][]ParamValue {
	all := [][]ParamValue{nil}
	for _, p := range params {
		var longer [][]ParamValue
		for _, head := range all {
			for _, value := range p.Values {
				longer = append(longer, append(slices.Clone(head), ParamValue{p.Name, value, p.Setting}))
			}
		}
		all = longer
	}
	return all
}

// variantCount is how many variants the plan will have; where they are more than
// maxVariants, some number above it.
func (s *Scenario) variantCount() int {
	total := 0
	for _, t := range s.Targets {
		m := s.matrixOf(t)
		n := 1
		sizes := []int{len(m.MemoryMB) + len(m.Sizes), len(m.Architecture)}
		for _, p := range m.Params {
			sizes = append(sizes, len(p.Values))
		}
		for _, size := range sizes {
			n = min(n*min(size, maxVariants+1), maxVariants+1)
		}
		total = min(total+n, maxVariants+1)
	}
	if total > maxVariants {
		return total
	}
	for t := range s.Targets {
		total += len(s.beside(t))
	}
	return total
}

// Label names a variant in tables and messages: "512 MB", with architecture,
// params and target only where these vary, so that it is short and unique. What
// has no memory to be chosen goes by its target; a container has its vCPU
// before the memory.
func (s *Scenario) Label(v Variant) string {
	var parts []string
	if vcpu := v.Setting(SettingVCPU); vcpu != "" {
		parts = append(parts, vcpu+" vCPU")
	}
	if v.MemoryMB > 0 {
		parts = append(parts, strconv.Itoa(v.MemoryMB)+" MB")
	}
	if v.Architecture != "" && s.architecturesVary() {
		parts = append(parts, v.Architecture)
	}
	if v.Target < len(s.Targets) {
		for _, p := range v.Params {
			if s.paramVaries(v.Target, p.Name) {
				parts = append(parts, p.Name+"="+labelValue(p.Value))
			}
		}
		if c := s.Targets[v.Target].Container; c != nil && len(c.Services) > 0 {
			parts = append([]string{strconv.Itoa(len(c.Services)), "services of"}, parts...)
		}
		switch name := s.Targets[v.Target].Name; {
		case v.MemoryMB == 0:
			parts = append([]string{name}, parts...)
		case len(s.Targets) > 1:
			parts = append([]string{name + ":"}, parts...)
		}
	}
	return strings.Join(parts, " ")
}

// labelValue quotes a value that would not read as one word.
func labelValue(s string) string {
	if s == "" || strings.ContainsAny(s, " \"=\t\n") {
		return strconv.Quote(s)
	}
	return s
}

func (s *Scenario) architecturesVary() bool {
	var seen []string
	for _, t := range s.Targets {
		seen = append(seen, s.matrixOf(t).Architecture...)
		if s.Current != nil && t.OnLambda() {
			seen = append(seen, s.Current.Architecture)
		}
	}
	seen = slices.DeleteFunc(seen, func(a string) bool { return a == "" })
	return len(slices.Compact(slices.Sorted(slices.Values(seen)))) > 1
}

func (s *Scenario) paramVaries(target int, name string) bool {
	beside := s.beside(target)
	return slices.ContainsFunc(s.matrixOf(s.Targets[target]).Params, func(p Param) bool {
		added := len(beside) > 0 && !slices.ContainsFunc(p.Values, func(value string) bool {
			return slices.Contains(beside[0].Params, ParamValue{name, value, p.Setting})
		})
		return p.Name == name && (len(p.Values) > 1 || added)
	})
}

// InScope reports whether a gate applies to v, which it never does to the base; recommended says whether v is
// the recommended variant.
func (s *Scenario) InScope(g Gate, v Variant, recommended bool) bool {
	switch {
	case s.Targets[v.Target].Base:
		return false
	case g.Scope.All:
		return true
	case g.Scope.Recommended:
		return recommended
	}
	return s.meets(g.Scope, v)
}

// PayloadShare is the share of the invocations that a payload gets by its
// weight, 0 for a payload that the scenario does not have.
func (s *Scenario) PayloadShare(name string) float64 {
	own, all := 0, 0
	for _, p := range s.Payloads {
		all += p.Weight
		if p.Name == name {
			own += p.Weight
		}
	}
	return float64(own) / float64(max(1, all))
}

// meets reports whether v meets every condition of a scope.
func (s *Scenario) meets(scope check.Scope, v Variant) bool {
	for _, c := range scope.Conditions {
		if value, ok := s.property(v, c.Name); !c.Holds(value, ok) {
			return false
		}
	}
	return true
}

// property is the value of one of a variant's properties as text.
func (s *Scenario) property(v Variant, name string) (value string, ok bool) {
	switch name {
	case "memory_mb":
		return strconv.Itoa(v.MemoryMB), v.MemoryMB > 0
	case "architecture":
		return v.Architecture, v.Architecture != ""
	case "target":
		return s.Targets[v.Target].Name, true
	}
	for _, p := range v.Params {
		if p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// HandlerText names what a target runs, for people: "builtin:thumbnail",
// "app.py:handler", "GET http://127.0.0.1:8080/", "samples.csv". Folders and
// secrets are left out.
func (t Target) HandlerText() string {
	f := t.Function
	switch {
	case t.Gateway != nil && t.Function == nil:
		return t.Gateway.Named() + " " + cmp.Or(secret.RedactURL(t.Gateway.URL), t.Gateway.APIID)
	case t.Gateway != nil:
		behind := t
		behind.Gateway = nil
		return t.Gateway.Named() + " before " + behind.HandlerText()
	case t.HTTP != nil:
		return t.HTTP.Method + " " + t.HTTP.ShownURL()
	case t.Replay != nil:
		return base(t.Replay.Name())
	case t.Container != nil:
		return t.Container.shown()
	case f == nil:
		return string(t.Kind)
	case f.Handler != "":
		return f.Handler
	case f.Python != "":
		return base(f.Python)
	case f.Node != "":
		return base(f.Node)
	case f.Name != "":
		return "function " + f.Name
	case len(f.Command) == 0:
		return string(t.Kind)
	}
	return shownCommand(f.Command)
}

// shownCommand is a command without the folder of its program.
func shownCommand(command []string) string {
	words := slices.Clone(command)
	words[0] = base(words[0])
	return strings.Join(words, " ")
}

// base is the last part of a path with either kind of slash.
func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

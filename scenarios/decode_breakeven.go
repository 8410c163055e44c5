package scenarios

import (
	"cmp"
	"regexp"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/fargate"
)

// What an alternative is planned with unless it says otherwise: two, so that
// one may fail, at a utilisation that leaves room for peaks.
const (
	defaultAtLeast     = 2
	defaultUtilisation = 0.6
	maxAtLeast         = 10_000
)

var instancePattern = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z0-9-]+$`)

// breakEven reads what the function is compared with.
func (d *decoder) breakEven(n *node) []Alternative {
	var all []Alternative
	seen := map[string]bool{}
	for _, item := range d.list(n, "pricing.break_even", "[{vcpu: 0.5, memory_mb: 1024, capacity: 120/s}]") {
		a := d.alternative(item)
		if seen[a.Name] {
			d.fail(item, "give each a name", "two alternatives are called "+quote(a.Name))
		}
		seen[a.Name] = true
		all = append(all, a)
	}
	return all
}

func (d *decoder) alternative(n *node) Alternative {
	var a Alternative
	ok := d.object(n, "break_even",
		field{name: "name", read: func(n *node) { a.Name, _ = d.str(n, "name") }},
		field{name: "vcpu", read: func(n *node) { a.VCPU, _ = d.word(n, "vcpu", fargate.VCPUs(), nil) }},
		field{name: "memory_mb", read: func(n *node) { a.MemoryMB = d.integer(n, "memory_mb", 512, fargate.LargestMB) }},
		field{name: "architecture", read: func(n *node) { a.Architecture = d.architecture(n, "architecture") }},
		field{name: "instance", read: func(n *node) { a.Instance = d.instance(n) }},
		field{name: "capacity", read: func(n *node) { a.Capacity = d.rate(n, "capacity", false) }},
		field{name: "at_least", read: func(n *node) { a.AtLeast = d.integer(n, "at_least", 1, maxAtLeast) }},
		field{name: "utilisation", read: func(n *node) { a.Utilisation = d.utilisation(n) }},
	)
	if ok && len(n.entries) > 0 {
		d.oneAlternative(n)
	}
	if a.Instance == "" {
		a.Architecture = cmp.Or(a.Architecture, "x86_64")
	}
	a.Name = cmp.Or(a.Name, a.plainName())
	return a
}

// oneAlternative wants either a container's size or an instance's type, and
// what it sustains.
func (d *decoder) oneAlternative(n *node) {
	task := n.get("vcpu") != nil || n.get("memory_mb") != nil
	switch {
	case n.get("instance") != nil && n.get("architecture") != nil:
		d.fail(n.get("architecture"), "remove it", "the type of an instance says which architecture it has")
	case task && n.get("instance") != nil:
		d.fail(n.get("instance"), "make two entries of it", "an alternative is either a container with vcpu and memory_mb, or an instance")
	case !task && n.get("instance") == nil:
		d.missing(n, "the alternative does not say what runs", "add vcpu: 0.5 and memory_mb: 1024, or instance: c7g.large")
	case task && (n.get("vcpu") == nil || n.get("memory_mb") == nil):
		d.missing(n, "a container needs both vcpu and memory_mb", "such as vcpu: 0.5, memory_mb: 1024")
	}
	if n.get("capacity") == nil {
		d.missing(n, "the alternative does not say how much it sustains", "measure it and add capacity: 120/s")
	}
}

func (d *decoder) instance(n *node) string {
	text, ok := d.str(n, "instance")
	if ok && !instancePattern.MatchString(text) {
		d.fail(n, "write a type such as c7g.large", quote(text)+" is not a type of instance")
	}
	return text
}

func (d *decoder) utilisation(n *node) float64 {
	share, ok := d.share(n, "utilisation")
	if ok && share == 0 {
		d.fail(n, "write a share such as 60%", "utilisation must be above zero")
	}
	return share
}

// plainName names an alternative by what it is.
func (a Alternative) plainName() string {
	if a.Instance != "" {
		return a.Instance
	}
	name := "Fargate " + a.VCPU + " vCPU, " + check.Bytes(int64(a.MemoryMB)<<20).String()
	if a.Architecture == "arm64" {
		name += ", arm64"
	}
	return name
}

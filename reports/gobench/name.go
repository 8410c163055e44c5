package gobench

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/reports"
)

// nameOf is a benchmark's name without its prefix, such as
// Thumbnail/target=api/memory=512MB/arch=arm64. Different variants have
// different names.
func nameOf(s *reports.Summary, v reports.VariantInfo) string {
	var b strings.Builder
	b.WriteString(title(s.Scenario.Name))
	b.WriteString("/target=" + safe(v.Target))
	if v.MemoryMB != 0 {
		fmt.Fprintf(&b, "/memory=%dMB", v.MemoryMB)
	}
	if v.Architecture != "" {
		b.WriteString("/arch=" + safe(v.Architecture))
	}
	for _, param := range slices.Sorted(maps.Keys(v.Params)) {
		fmt.Fprintf(&b, "/%s=%s", safe(param), safe(v.Params[param]))
	}
	return procs.ReplaceAllString(b.String(), "%2D$1")
}

// procs is an end that readers would take for the number of processors.
var procs = regexp.MustCompile(`-([0-9]+)$`)

// title makes the scenario's name one that a benchmark may have: with an upper
// case letter, or an underscore before what has none.
func title(name string) string {
	name = safe(name)
	if name == "" {
		return "Scenario"
	}
	if first := name[0]; first >= 'a' && first <= 'z' {
		return string(first-'a'+'A') + name[1:]
	} else if first >= 'A' && first <= 'Z' {
		return name
	}
	return "_" + name
}

// safe leaves letters, digits and a few marks as they are and writes any other
// byte as %XX: spaces end a name, slashes and equals signs part it, and what is
// escaped stays distinct.
func safe(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("._-+:,", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

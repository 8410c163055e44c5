package scenarios

import (
	"slices"

	"github.com/sweetspot-bench/sweetspot/internal/secret"
)

// Elsewhere is a target that is not on this machine.
type Elsewhere struct {
	Target string // its name
	Where  string // "AWS in eu-central-1", "https://api.example.com/", without secrets
}

// Elsewhere are the targets that are not on this machine, by what the scenario
// says: AWS, and servers of which a variant's URL names another host than
// localhost, 127.0.0.0/8 or ::1. Names are not looked up: where they lead can
// change between a look and a request. Private networks are not this machine.
func (s *Scenario) Elsewhere(plan *Plan) []Elsewhere {
	var found []Elsewhere
	for _, v := range plan.Variants {
		t := s.Targets[v.Target]
		where := t.elsewhere(v)
		if where == "" || slices.ContainsFunc(found, func(e Elsewhere) bool { return e.Target == t.Name }) {
			continue
		}
		found = append(found, Elsewhere{t.Name, where})
	}
	return found
}

// Changes reports whether a run may change what is not this machine's.
func (t Target) Changes() bool {
	if t.Gateway != nil && t.Provider == ProviderAWS {
		return t.Function != nil || t.Gateway.APIID != ""
	}
	return t.Provider == ProviderAWS || t.HTTP != nil && t.HTTP.Changes()
}

// elsewhere says where a variant of the target is, "" for this machine.
func (t Target) elsewhere(v Variant) string {
	switch {
	case t.Gateway != nil && t.Gateway.Loopback():
		return ""
	case t.Gateway != nil && t.Gateway.URL != "":
		return secret.RedactURL(t.Gateway.URL)
	case t.Provider == ProviderAWS:
		return "AWS in " + t.Region
	}
	if t.HTTP == nil {
		return ""
	}
	if h := t.HTTP.Filled(v.Params); !h.Loopback() {
		return h.ShownURL()
	}
	return ""
}

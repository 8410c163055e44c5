package doctor

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/runners"
)

// policy is an IAM policy document.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
type policy struct {
	Version   string
	Statement []statement
}

type statement struct {
	Effect   string
	Action   []string
	Resource []string
}

// Policy is the smallest IAM policy that allows all of this, as JSON: one
// statement for each set of resources, in the order in which they come up.
func Policy(permissions []runners.Permission) []byte {
	p := policy{Version: "2012-10-17", Statement: []statement{}}
	for _, need := range permissions {
		resources := slices.Sorted(slices.Values(need.Resources))
		resources = slices.Compact(resources)
		i := slices.IndexFunc(p.Statement, func(s statement) bool { return slices.Equal(s.Resource, resources) })
		if i < 0 {
			i = len(p.Statement)
			p.Statement = append(p.Statement, statement{Effect: "Allow", Resource: resources})
		}
		if at, there := slices.BinarySearch(p.Statement[i].Action, need.Action); !there {
			p.Statement[i].Action = slices.Insert(p.Statement[i].Action, at, need.Action)
		}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(p) // texts alone cannot fail
	return []byte(b.String())
}

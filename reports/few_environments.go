package reports

import (
	"fmt"
	"strings"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// environmentsAsked is how many environments are to have served a size on AWS,
// whose hosts differ: with fewer a size cannot be told from a host.
const environmentsAsked = 5

// environmentWarnings tell of sizes that too few environments served. How many
// did is known where the logs could be read.
func environmentWarnings(in Input, trials []*evaluated) []Warning {
	var few []string
	for _, e := range trials {
		t := e.observed.target
		if t.Provider != scenarios.ProviderAWS || !t.OnLambda() || e.Environments == 0 || e.Environments >= environmentsAsked {
			continue
		}
		few = append(few, fmt.Sprintf("%s by %d", e.Label, e.Environments))
	}
	if len(few) == 0 || in.Log != nil || in.ImportedFrom != "" {
		return nil
	}
	return []Warning{{"few-environments", fmt.Sprintf(
		"The hosts of AWS differ, and fewer than %d environments served a size: %s. More come with more requests at once, or with repeat: %d and cold_starts: {samples: %d}, which begins each block with a new one.",
		environmentsAsked, strings.Join(few, ", "), environmentsAsked, environmentsAsked)}}
}

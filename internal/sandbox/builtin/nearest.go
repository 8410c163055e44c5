package builtin

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/spelling"
)

// nearest returns the candidate that needs the fewest single-letter edits to
// become name, or "" when even that one differs in more than half of its letters.
func nearest(name string, candidates []string) string {
	best, fewest := "", len(name)+1
	for _, c := range candidates {
		if d := spelling.Edits(strings.ToLower(name), c); d < fewest && 2*d <= len(c) {
			best, fewest = c, d
		}
	}
	return best
}

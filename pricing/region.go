package pricing

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/spelling"
)

// nearestRegion picks, of the regions that there are, the one whose name is
// nearest: the same area ("eu-") before any other, then the fewest edits, which
// also catches misspellings. Names of different areas say nothing about
// distance, so there the first region stands in. Regions in China have their
// own price lists and stand in for nothing elsewhere.
func nearestRegion(region string, have []string) string {
	const misspelt, elsewhere = 2, 1000
	best, bestScore := "", 0
	for _, r := range have {
		score := spelling.Edits(region, r)
		if area(r) != area(region) && score > misspelt {
			if area(r) == "cn" {
				continue
			}
			score = elsewhere
		}
		if best == "" || score < bestScore {
			best, bestScore = r, score
		}
	}
	return best
}

// area is the first part of a region's name: "eu" of "eu-west-1".
func area(region string) string {
	first, _, _ := strings.Cut(region, "-")
	return first
}

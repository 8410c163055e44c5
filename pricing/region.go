package pricing

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/spelling"
)

// nearestRegion picks, of the regions that there are, the one whose name is
// nearest: the same area ("eu-") before any other, then the fewest edits, which
// also catches misspellings. Names of different areas say nothing about
// distance, so there a misspelling comes first, and then the first region.
// Regions in China have their own price lists and stand in for nothing
// elsewhere: eu-north-1 is no misspelling of cn-north-1.
func nearestRegion(region string, have []string) string {
	const misspelt, otherArea = 2, 1000
	best, bestScore := "", 0
	for _, r := range have {
		score := spelling.Edits(region, r)
		if area(r) != area(region) {
			if area(r) == "cn" {
				continue
			}
			score = otherArea + min(score, misspelt+1)
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

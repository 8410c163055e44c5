package pricing

import "strings"

// nearestRegion picks, of the regions that there are, the one whose name is
// nearest: the same area ("eu-") before any other, then the fewest edits, which
// also catches misspellings. Names of different areas say nothing about
// distance, so there the first region stands in. Regions in China have their
// own price lists and stand in for nothing elsewhere.
func nearestRegion(region string, have []string) string {
	const misspelt, elsewhere = 2, 1000
	best, bestScore := "", 0
	for _, r := range have {
		score := edits(region, r)
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

// edits is the Levenshtein distance between two short ASCII names.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

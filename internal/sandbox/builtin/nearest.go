package builtin

import "strings"

// nearest returns the candidate that needs the fewest single-letter edits to
// become name, or "" when even that one differs in more than half of its letters.
func nearest(name string, candidates []string) string {
	best, fewest := "", len(name)+1
	for _, c := range candidates {
		if d := edits(strings.ToLower(name), c); d < fewest && 2*d <= len(c) {
			best, fewest = c, d
		}
	}
	return best
}

// edits is the Levenshtein distance between a and b, in bytes.
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

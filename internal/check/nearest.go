package check

import (
	"slices"
	"strings"
)

// Nearest finds the candidate that word is most likely a misspelling of, and
// false when none is near: at most a third of the letters may differ (at least
// one may), case aside. Of equally near ones the first wins.
func Nearest(word string, candidates []string) (string, bool) {
	const longest = 64 // no name is longer, and the distance costs len²
	if word == "" || len(word) > longest {
		return "", false
	}
	best, bestDistance := "", 0
	for _, c := range candidates {
		d := distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(c)))
		if d <= step*max(1, min(len(word), len(c))/3) && (best == "" || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best, best != ""
}

// Costs of distance. A swap of neighbours is the likeliest slip, so that p59 is
// nearer to p95 than to p50.
const (
	step = 2 // insertion, deletion, substitution
	swap = 1
)

// distance is the optimal string alignment distance with these costs.
// https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j * step
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i * step
		for j := 1; j <= len(b); j++ {
			cost := step
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+step, row[j-1]+step, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+swap)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// DidYouMean is a hint for a word that is not among the candidates: the
// nearest of them, or all of them where none is near and they are few.
func DidYouMean(word string, candidates []string) string {
	if near, ok := Nearest(word, candidates); ok {
		return "did you mean " + near + "?"
	}
	const few = 12
	if len(candidates) > few || len(candidates) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(candidates))
	return "known: " + strings.Join(sorted, ", ")
}

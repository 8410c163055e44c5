// Package spelling measures how far apart two words are.
package spelling

// Edits is the number of bytes to insert, delete or replace that makes b of a.
// It costs len(a)·len(b) steps, so that both should be short.
// https://en.wikipedia.org/wiki/Levenshtein_distance
func Edits(a, b string) int {
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

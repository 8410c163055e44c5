package spelling

import (
	"testing"

	"pgregory.net/rapid"
)

func TestEditsIsADistance(t *testing.T) {
	word := rapid.StringMatching(`[a-c]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		ab, ba := Edits(a, b), Edits(b, a)
		switch {
		case ab != ba:
			t.Fatalf("Edits(a, b) = %d, Edits(b, a) = %d", ab, ba)
		case (ab == 0) != (a == b):
			t.Fatalf("Edits = %d for %q and %q", ab, a, b)
		case ab > max(len(a), len(b)), ab < max(len(a), len(b))-min(len(a), len(b)):
			t.Fatalf("Edits = %d is out of range", ab)
		case ab > Edits(a, c)+Edits(c, b):
			t.Fatalf("Edits breaks the triangle inequality by way of %q", c)
		}
	})
}

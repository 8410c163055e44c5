package terminal_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/terminal"
)

func TestCut(t *testing.T) {
	for _, test := range []struct {
		in          string
		width       int
		end, middle string
	}{
		{"plain", 5, "plain", "plain"},
		{"orders: 512 MB", 9, "orders: …", "orde…2 MB"},
		{"orders: 512 MB", 2, "o…", "o…"},
		{"orders", 1, "…", "…"},
		{"orders", 0, "", ""},
		{"日本語の名前", 7, "日本語…", "日…前"},
		{"🚀🚀🚀🚀", 5, "🚀🚀…", "🚀…🚀"},
		{"naïve", 6, "naïve", "naïve"},
	} {
		if got := terminal.Cut(test.in, test.width); got != test.end {
			t.Errorf("Cut(%q, %d) = %q, want %q", test.in, test.width, got, test.end)
		}
		if got := terminal.CutMiddle(test.in, test.width); got != test.middle {
			t.Errorf("CutMiddle(%q, %d) = %q, want %q", test.in, test.width, got, test.middle)
		}
	}
}

// What is cut fits, whatever it was.
func TestWhatIsCutFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, width := rapid.String().Draw(t, "text"), rapid.IntRange(0, 30).Draw(t, "width")
		for _, got := range []string{terminal.Cut(s, width), terminal.CutMiddle(s, width)} {
			if terminal.Width(got) > width {
				t.Fatalf("%q in %d columns: %q takes %d", s, width, got, terminal.Width(got))
			}
		}
	})
}

// Arrows and dashes take one column in every locale.
func TestAmbiguousIsNarrow(t *testing.T) {
	if got := terminal.Width("→✕●–±…"); got != 6 {
		t.Errorf("six characters take %d columns", got)
	}
}

func TestColumnsOfWhatIsNoTerminal(t *testing.T) {
	for value, want := range map[string]int{"": 0, "72": 72, "-3": 0, "wide": 0} {
		t.Setenv("COLUMNS", value)
		if got := terminal.Of(&bytes.Buffer{}); got != (terminal.Terminal{Width: want}) {
			t.Errorf("COLUMNS=%q: %+v", value, got)
		}
	}
}

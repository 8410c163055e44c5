package scenarios

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever another tool's names hold, the scenario made of them is valid, and
// its targets keep their order.
func TestObservedProfileIsAlwaysValid(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		names := LegalNames("function", rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "names")...)
		rows := "function,memory_mb,mean_duration_ms\n"
		for _, name := range names {
			rows += name + ",128,5\n" + name + ",512,2\n"
		}
		if len(names) == 0 {
			rows += ",128,5\n"
		}
		if err := os.WriteFile(filepath.Join(dir, "profile.csv"), []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		o := ObservedProfile{
			Name: rapid.String().Draw(t, "name"), Description: rapid.String().Draw(t, "description"), Comment: rapid.String().Draw(t, "comment"),
			File: "profile.csv", Functions: names,
			Region:       rapid.SampledFrom([]string{"", "eu-central-1", "x: {y"}).Draw(t, "region"),
			Architecture: rapid.SampledFrom([]string{"", "arm64", "] mips"}).Draw(t, "architecture"),
		}
		s, err := Parse("scenario.yaml", dir, o.YAML())
		if err != nil {
			t.Fatalf("%v\n%s", err, o.YAML())
		}
		var targets []string
		for _, target := range s.Targets {
			targets = append(targets, target.Name)
		}
		if len(names) > 0 && !slices.Equal(targets, names) {
			t.Fatalf("the targets are %v, want %v", targets, names)
		}
	})
}

func TestLegalNames(t *testing.T) {
	got := LegalNames("function", "Before it", "before-it", "", "日本", strings.Repeat("x", 200))
	want := []string{"before-it", "before-it-2", "function", "function-2"}
	if !slices.Equal(got[:4], want) || len(got[4]) > maxName {
		t.Errorf("got %v, want %v", got, want)
	}
}

package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
)

// badFiles lists the files that Parse must refuse.
func badFiles(t testing.TB) []string {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d bad files, %v", len(files), err)
	}
	return files
}

func TestMistakes(t *testing.T) {
	var all strings.Builder
	for _, file := range badFiles(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(filepath.Base(file), "testdata/bad", src)
		var errs Errors
		if s != nil || !errors.As(err, &errs) || len(errs) == 0 {
			t.Errorf("%s: %v, %v, want Errors", file, s, err)
			continue
		}
		all.WriteString(err.Error() + "\n\n")
		for _, e := range errs {
			if e.Message == "" || strings.ToLower(e.Message[:1]) != e.Message[:1] || strings.HasSuffix(e.Message, ".") {
				t.Errorf("%s: %q is not a lower-case line without a full stop", file, e.Message)
			}
		}
	}
	golden.Check(t, "testdata/bad/messages.golden", all.String())
}

func TestMistakesOfSets(t *testing.T) {
	const src = "version: 1\nname: demo\ntarget: {function: {handler: builtin:hello}}\nload: {stages: [{rate: 10/s, for: 10s}]}\nobjective: cheapest\n"
	var all strings.Builder
	for _, set := range []string{
		"repeat", "repeat=many", "repeat=0", "=1", "a..b=1", "matrix.memory_mb=[512,", "matrix.memory_mb=[64]", "load.stages[1].rate=5/s",
		"load.stages.rate=5/s", "load[0]=1", "objective.balanced=0.5", "gates=[{check: p59 < 1s}]", "target.function.handler=builtin:helo",
		"matirx.memory_mb=[512]", "repeat=\x00", "repeat=",
	} {
		_, err := Parse("demo.yaml", ".", []byte(src), set)
		if err == nil {
			t.Errorf("%q is accepted", set)
			continue
		}
		all.WriteString(err.Error() + "\n\n")
	}
	golden.Check(t, "testdata/sets.golden", all.String())
}

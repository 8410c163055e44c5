// Package golden compares what tests render with files that hold it. A test
// binary that imports it has the flag -update, which writes the files anew.
package golden

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Check fails the test where got is not the content of file, and names the
// first line that differs. With -update it writes the file instead.
func Check(t testing.TB, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		line, is, was := difference(got, string(want))
		t.Errorf("%s differs at line %d (go test -update writes it anew)\n got: %.400q\nwant: %.400q", file, line, is, was)
	}
}

// difference is the first line, from 1, in which two texts differ; "" stands
// for the line of a text that has ended.
func difference(a, b string) (line int, inA, inB string) {
	as, bs := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	for line < min(len(as), len(bs)) && as[line] == bs[line] {
		line++
	}
	return line + 1, at(as, line), at(bs, line)
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

package main

import (
	"os"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Every scenario of the library is run by a script, and has a page that says
// what it teaches, which the index names.
func TestLibraryIsWhole(t *testing.T) {
	const docs = "../../docs/library/"
	script := readText(t, "testdata/script/library.txt")
	index := readText(t, docs+"README.md")
	for _, name := range scenarios.LibraryNames() {
		if !strings.Contains(script, "$LIBRARY/"+name+".yaml") {
			t.Errorf("library.txt does not run %s", name)
		}
		if !strings.Contains(index, "| ["+name+"]("+name+".md) |") {
			t.Errorf("the index does not name %s", name)
		}
		page := readText(t, docs+name+".md")
		for _, part := range []string{"# " + name + "\n", "sweetspot run scenarios/library/" + name + ".yaml", "**It teaches** ", "**Look at** ", "**Change** "} {
			if !strings.Contains(page, part) {
				t.Errorf("the page of %s has no %q", name, part)
			}
		}
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

package scenarios

import (
	"embed"
	"strings"
)

// Library holds the scenarios that ship with sweetspot, as library/NAME.yaml,
// and the recordings that they replay.
//
//go:embed library/*.yaml library/*.csv
var Library embed.FS

// LibraryNames lists the shipped scenarios by name, in alphabetical order.
func LibraryNames() []string {
	entries, err := Library.ReadDir("library")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, is := strings.CutSuffix(e.Name(), ".yaml"); is {
			names = append(names, name)
		}
	}
	return names
}

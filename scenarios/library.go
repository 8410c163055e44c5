package scenarios

import (
	"embed"
	"strings"
)

// Library holds the scenarios that ship with sweetspot, as library/NAME.yaml.
//
//go:embed library/*.yaml
var Library embed.FS

// LibraryNames lists the shipped scenarios by name, in alphabetical order.
func LibraryNames() []string {
	entries, err := Library.ReadDir("library")
	if err != nil {
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

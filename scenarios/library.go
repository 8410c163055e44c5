package scenarios

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Library holds the scenarios that ship with sweetspot, as library/NAME.yaml,
// and the recordings that they replay.
//
//go:embed library/*.yaml library/*.csv
var Library embed.FS

// LibraryNames lists the shipped scenarios by name, in alphabetical order.
func LibraryNames() []string {
	var names []string
	for _, file := range libraryFiles() {
		if name, is := strings.CutSuffix(file, ".yaml"); is {
			names = append(names, name)
		}
	}
	return names
}

// libraryFiles are the names of all that the library holds.
func libraryFiles() (names []string) {
	entries, err := Library.ReadDir("library")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// LibraryFile is a file of the library.
type LibraryFile struct {
	Name    string // without a folder
	Content []byte
}

// FromLibrary is a shipped scenario as it stands in a folder of its own, and
// after it the recordings that it names. The error names what there is.
func FromLibrary(name string) ([]LibraryFile, error) {
	if !slices.Contains(LibraryNames(), name) {
		return nil, fmt.Errorf("the library has no scenario %s; %s", quote(name), check.DidYouMean(name, LibraryNames()))
	}
	text, err := Library.ReadFile(path.Join("library", name+".yaml"))
	if err != nil {
		return nil, err
	}
	files := []LibraryFile{{name + ".yaml", withoutSchema(text)}}
	for _, other := range libraryFiles() {
		if path.Ext(other) == ".yaml" || !bytes.Contains(text, []byte(other)) {
			continue
		}
		content, err := Library.ReadFile(path.Join("library", other))
		if err != nil {
			return nil, err
		}
		files = append(files, LibraryFile{other, content})
	}
	return files, nil
}

// withoutSchema leaves out the line that names the schema for editors: it is
// right in the library's own folder alone.
func withoutSchema(text []byte) []byte {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	if bytes.HasPrefix(first, []byte("# yaml-language-server:")) {
		return bytes.TrimPrefix(rest, []byte("#\n"))
	}
	return text
}

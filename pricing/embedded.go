package pricing

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed books/*.yaml
var books embed.FS

// shipped reads every book that is part of the program, once.
var shipped = sync.OnceValues(func() (map[string]*Book, error) {
	read := map[string]*Book{}
	for _, name := range bookNames() {
		f, err := books.Open(path.Join("books", name+".yaml"))
		if err != nil {
			return nil, err
		}
		read[name], err = ReadBook(name, f)
		if err != nil {
			return nil, err
		}
	}
	return read, nil
})

// Embedded is a price book that is part of the program, by name: "aws". The
// error for an unknown name lists the names that there are.
func Embedded(name string) (*Book, error) {
	read, err := shipped()
	if err != nil {
		return nil, err
	}
	if book, ok := read[name]; ok {
		return book, nil
	}
	return nil, fmt.Errorf("no price book is called %q; there is %s", name, strings.Join(bookNames(), ", "))
}

// bookNames lists the names of the embedded books, sorted.
func bookNames() []string {
	entries, err := books.ReadDir("books")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

package pricing

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

// A book is a file, NAME.yaml, or a folder of files, NAME/*.yaml.
//
//go:embed books/*.yaml books/*/*.yaml
var embedded embed.FS

// shipped reads every book that is part of the program, once.
var shipped = sync.OnceValues(func() (map[string]*Book, error) {
	read := map[string]*Book{}
	for _, name := range EmbeddedNames() {
		book, err := readEmbedded(name)
		if err != nil {
			return nil, err
		}
		read[name] = book
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
	return nil, fmt.Errorf("no price book is called %q; there is %s", name, strings.Join(EmbeddedNames(), ", "))
}

// EmbeddedNames lists the names of the embedded books, sorted.
func EmbeddedNames() []string {
	entries, err := embedded.ReadDir("books")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

func readEmbedded(name string) (*Book, error) {
	var parts []*Book
	for _, pattern := range []string{"books/" + name + ".yaml", "books/" + name + "/*.yaml"} {
		files, err := fs.Glob(embedded, pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			data, err := embedded.ReadFile(file)
			if err != nil {
				return nil, err
			}
			part, err := ReadBook(strings.TrimPrefix(file, "books/"), bytes.NewReader(data))
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
	}
	return join(name, parts)
}

// join makes one book of several files. A service has all its prices and free
// tiers in one of them, so that what was checked of the file holds for the book.
func join(name string, parts []*Book) (*Book, error) {
	whole := &Book{name: name, index: map[key]int{}}
	home := map[string]string{} // the file of each service
	for _, part := range parts {
		for _, p := range append(part.Prices(), part.past...) {
			if other, ok := home[p.Service]; ok && other != part.name {
				return nil, fmt.Errorf("price book %s: %s has prices in both %s and %s; they belong into one file", name, p.Service, other, part.name)
			}
			home[p.Service] = part.name
			whole.add(p)
		}
		whole.free = append(whole.free, part.free...)
		whole.discounts = append(whole.discounts, part.discounts...)
	}
	return whole, nil
}

package pricing

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// Open reads the price book base, the embedded one of that name or else a file,
// with the user's file overlay laid over it, "" for none, as it was on a day;
// the zero time is the present. An embedded name wins: a file of that name is
// ./aws. Faults of a file are a *BookError with the path as it was given.
func Open(base, overlay string, day time.Time) (*Book, error) {
	book, err := openBase(base)
	if err == nil && overlay != "" {
		book, err = openFile(overlay, book.Overlay)
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%s: there is no such file", overlay)
		}
	}
	if err != nil || day.IsZero() {
		return book, err
	}
	return book.At(day), nil
}

func openBase(name string) (*Book, error) {
	if slices.Contains(EmbeddedNames(), name) {
		return Embedded(name)
	}
	book, err := openFile(name, ReadBook)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%s: there is no such file, nor an embedded price book of that name; those are %s", name, strings.Join(EmbeddedNames(), ", "))
	}
	return book, err
}

func openFile(path string, read func(name string, r io.Reader) (*Book, error)) (*Book, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	book, err := read(path, file)
	return book, errors.Join(err, file.Close())
}

package vegeta

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

var errEmpty = errors.New("the file is empty")

// detect tells the encoding from the beginning of a file. What is neither gob
// nor JSON can only be CSV, if it is anything.
func detect(r *bufio.Reader) (Encoding, error) {
	start, err := r.Peek(512)
	switch {
	case len(start) == 0 && errors.Is(err, io.EOF):
		return "", errEmpty
	case len(start) == 0:
		return "", err
	case startsGob(start):
		return Gob, nil
	case bytes.HasPrefix(bytes.TrimSpace(start), []byte("{")):
		return JSON, nil
	}
	return CSV, nil
}

// startsGob reports whether a file begins as every gob stream of structs does:
// with a length, and a type id below -64. The length takes a first byte from
// 0xF8 on where it is 128 or more, and the id one of 0xFF; text has neither.
func startsGob(start []byte) bool {
	return start[0] >= 0xF8 || len(start) > 1 && start[1] == 0xFF
}

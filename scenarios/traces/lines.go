package traces

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// lines reads a file line by line. encoding/csv would not do: a stray quote
// makes it take in the rest of the file.
type lines struct {
	scanner *bufio.Scanner
	name    string
	number  int    // of text, from 1
	text    []byte // without spaces around it; valid until the next line
	err     error  // the first mistake, after which there are no more lines
}

func newLines(r io.Reader, name string) *lines {
	l := &lines{scanner: bufio.NewScanner(r), name: name}
	l.scanner.Buffer(nil, MaxLine)
	return l
}

// next goes to the next line that is neither blank nor a comment (#).
func (l *lines) next() bool {
	for l.err == nil && l.scanner.Scan() {
		l.number++
		l.text = l.scanner.Bytes()
		if l.number == 1 {
			l.text = bytes.TrimPrefix(l.text, []byte("\xef\xbb\xbf"))
		}
		l.text = bytes.TrimSpace(l.text)
		if len(l.text) > 0 && l.text[0] != '#' {
			return true
		}
	}
	if err := l.scanner.Err(); err != nil && l.err == nil {
		l.err = &Error{l.name, l.number + 1, "cannot be read: " + err.Error(), ""}
		if errors.Is(err, bufio.ErrTooLong) {
			l.err = &Error{l.name, l.number + 1, "the line is longer than 64 kB", "is this the right file, and the right format?"}
		}
	}
	return false
}

// fail notes a mistake in the line.
func (l *lines) fail(hint, format string, args ...any) { l.failAt(l.number, hint, format, args...) }

func (l *lines) failAt(line int, hint, format string, args ...any) {
	if l.err == nil {
		l.err = &Error{l.name, line, fmt.Sprintf(format, args...), hint}
	}
}

// empty notes that the file holds no data.
func (l *lines) empty() { l.failAt(0, "name a file that holds a trace", "the file is empty") }

// separators stand between the columns of a line.
const separators = ",;\t"

// fields splits a line into its columns.
func fields(line []byte) [][]byte {
	var all [][]byte
	for {
		all = append(all, firstField(line))
		i := bytes.IndexAny(line, separators)
		if i < 0 {
			return all
		}
		line = line[i+1:]
	}
}

// firstField is the first column of a line, without spaces and quotes.
func firstField(line []byte) []byte {
	if i := bytes.IndexAny(line, separators); i >= 0 {
		line = line[:i]
	}
	return bytes.Trim(line, "\" ")
}

// isWord tells a header from a figure that is wrong.
func isWord(field []byte) bool {
	return len(field) == 0 || bytes.IndexByte([]byte("0123456789+-."), field[0]) < 0
}

// count reads a number of arrivals.
func (l *lines) count(field []byte) int {
	n, err := strconv.Atoi(string(field[:min(len(field), 20)]))
	if err != nil || n < 0 || n > maxAMinute {
		l.fail("write the arrivals of a minute as a whole number from 0 to 60 million", "%s is not a count", quote(field))
	}
	return n
}

// quote shows a piece of the file in a message, cut where it is long.
func quote(field []byte) string {
	const longest = 40
	if utf8.RuneCount(field) > longest {
		return strconv.Quote(string([]rune(string(field))[:longest])) + "…"
	}
	return strconv.Quote(string(field))
}

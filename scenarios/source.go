package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// MaxFileBytes is the size of the largest scenario file that is read.
const MaxFileBytes = 1 << 20

// Read reads a scenario file. Each of sets overrides one value, as in
// "matrix.memory_mb=[512,1024]". Mistakes are Errors.
func Read(path string, sets ...string) (*Scenario, error) {
	src, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, filepath.Dir(path), src, sets...)
}

// readFile reads a file of at most MaxFileBytes.
func readFile(path string) ([]byte, error) {
	// To open a pipe that nobody writes to would otherwise wait for ever.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, Errors{openError(path, err)}
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, Errors{{File: path, Message: "this is a folder, not a scenario file", Hint: "name a file in it, such as " + filepath.Join(path, "scenario.yaml")}}
	}
	src, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	if err != nil {
		return nil, Errors{{File: path, Message: "cannot be read: " + reason(err)}}
	}
	return src, nil
}

// openError says why a file could not be opened, with a file of nearly the
// same name where there is one.
func openError(path string, err error) *Error {
	if !os.IsNotExist(err) {
		return &Error{File: path, Message: "cannot be opened: " + reason(err)}
	}
	hint := "sweetspot init writes a scenario to start from"
	var names []string
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext == ".yaml" || ext == ".yml" {
			names = append(names, e.Name())
		}
	}
	if near, ok := check.Nearest(filepath.Base(path), names); ok {
		hint = "did you mean " + filepath.Join(filepath.Dir(path), near) + "?"
	}
	return &Error{File: path, Message: "there is no such file", Hint: hint}
}

// reason is an error's last part: what the system says, without the path.
func reason(err error) string {
	if i := strings.LastIndex(err.Error(), ": "); i >= 0 {
		return err.Error()[i+2:]
	}
	return err.Error()
}

// Digest names a scenario by the content of its file and by what --set changed
// of it: "sha256:" and 64 hex digits. Without changes it is the file's own.
func (s *Scenario) Digest() string {
	sum := sha256.New()
	sum.Write(s.Source)
	for _, set := range s.Sets {
		sum.Write([]byte("\x00" + set))
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// text makes src what the YAML parser expects: UTF-8, no byte order mark, line
// feeds only. What is no text at all is refused.
func text(file string, src []byte) (string, *Error) {
	if len(src) > MaxFileBytes {
		return "", &Error{File: file, Message: "the file is larger than 1 MB", Hint: "put large payloads into files of their own: {file: payload.json}"}
	}
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		return "", &Error{File: file, Message: "the file is UTF-16", Hint: "save it as UTF-8"}
	}
	s := strings.ReplaceAll(string(bytes.TrimPrefix(src, byteOrderMark)), "\r\n", "\n")
	if at := strings.IndexByte(s, 0); at >= 0 {
		return "", &Error{File: file, Message: "the file is not text (it holds a zero byte)", Hint: "a scenario is a YAML file in UTF-8"}
	}
	line, col := 1, 0
	for _, r := range s {
		col++
		switch {
		case r == '\n':
			line, col = line+1, 0
		case r == utf8.RuneError, r < ' ' && r != '\t', r == 0x7f:
			return "", notText(file, line, col, r)
		}
	}
	return s, nil
}

func notText(file string, line, col int, r rune) *Error {
	e := &Error{File: file, Line: line, Column: col, Message: fmt.Sprintf("the control character %U is not allowed in YAML", r), Hint: "remove it; in a double-quoted string write it as an escape"}
	switch r {
	case utf8.RuneError:
		e.Message, e.Hint = "the file is not UTF-8", "save it as UTF-8"
	case '\r':
		e.Message, e.Hint = "a carriage return stands without a line feed", "end lines with a line feed"
	}
	return e
}

package sandbox

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestCheckHandler(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	python, node := write("app.py", 0o600), write("app.js", 0o600)
	run, data := write("bootstrap", 0o700), write("data", 0o600)
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		handler Handler
		want    string // part of the error; "" for none
		path    string // PATH; "" leaves it
	}{
		{"nothing", Handler{}, "no handler", ""},
		{"two", Handler{Builtin: "a", Command: []string{"b"}}, "more than one handler", ""},
		{"builtin", Handler{Builtin: "hello"}, "", ""},
		{"python without function", Handler{Python: python}, "want FILE.py:FUNCTION", ""},
		{"python of another kind", Handler{Python: node + ":h"}, "want FILE.py:FUNCTION", ""},
		{"python missing", Handler{Python: dir + "/no.py:h"}, "no.py does not exist", ""},
		{"python directory", Handler{Python: mkdir(t, dir, "d.py") + ":h"}, "is a directory", ""},
		{"no python", Handler{Python: python + ":h"}, "python3 is not on PATH", bin},
		{"node without function", Handler{Node: node}, "want FILE.js.FUNCTION", ""},
		{"node missing", Handler{Node: dir + "/no.mjs.h"}, "no.mjs does not exist", ""},
		{"no node", Handler{Node: node + ".h"}, "node is not on PATH", bin},
		{"command", Handler{Command: []string{run}}, "", ""},
		{"command in dir", Handler{Command: []string{"./bootstrap"}, Dir: dir}, "", ""},
		{"bare command in dir", Handler{Command: []string{"bootstrap"}, Dir: dir}, "", bin},
		{"command empty", Handler{Command: []string{""}}, "the command is empty", ""},
		{"command missing", Handler{Command: []string{"./no"}, Dir: dir}, "does not exist", ""},
		{"command not executable", Handler{Command: []string{data}}, "cannot be run", ""},
		{"command's dir missing", Handler{Command: []string{run}, Dir: dir + "/none"}, "directory " + dir + "/none does not exist", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.Contains(c.name, "command") {
				t.Skip("the test's commands are shell scripts")
			}
			if c.path != "" {
				t.Setenv("PATH", c.path)
			}
			err := CheckHandler(c.handler)
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want %q", err, c.want)
			case err != nil && strings.Contains(err.Error(), "\n"):
				t.Errorf("more than one line: %v", err)
			}
		})
	}
}

func mkdir(t *testing.T, parent, name string) string {
	t.Helper()
	path := filepath.Join(parent, name)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHandlerName(t *testing.T) {
	for _, c := range []struct {
		handler Handler
		want    string
	}{
		{Handler{Python: "/a/b/app.py:main"}, "app.main"},
		{Handler{Node: "/a/b/app.test.mjs.main"}, "app.test.main"},
		{Handler{Builtin: "hello"}, "hello"},
		{Handler{Command: []string{"./bin/bootstrap", "-x"}}, "bootstrap"},
	} {
		if got := c.handler.name(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.handler, got, c.want)
		}
	}
}

// FuzzSplit: what is cut from a handler's text gives the text again.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"/a/app.py:h", "/a/app.js.h", "/a/b.c/app.mjs.h", ":", ".", "a.py:", ".js.", "C:\\x\\app.py:h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if file, function, err := splitPython(s); err == nil && (file+":"+function != s || function == "") {
			t.Errorf("python %q gave %q and %q", s, file, function)
		}
		if file, function, err := splitNode(s); err == nil && (file+"."+function != s || function == "") {
			t.Errorf("node %q gave %q and %q", s, file, function)
		}
	})
}

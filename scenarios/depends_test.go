package scenarios

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestDependsOn(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"app.py", "event.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const head = "version: 1\nname: demo\nload: {concurrency: 1, invocations: 9}\n"
	const python = head + "target: {function: {python: app.py:handler}}\n"
	const built = head + "target: {function: {command: [./bootstrap], build: [go, build]}}\n"
	const builtin = head + "target: {function: {handler: builtin:hello}}\n"
	for _, tt := range []struct {
		name, prefix, src string
		covers, not       []string
	}{
		{"code without paths", "svc/", python, []string{"svc/demo.yaml", "svc/app.py", "svc/lib/deep/a.py"}, []string{"demo.yaml", "other/app.py", "svcs/app.py"}},
		{"code with paths", "svc/", python + "paths: [lib/*.py, /go.mod, ../shared]\n", []string{"svc/demo.yaml", "svc/app.py", "svc/lib/a.py", "go.mod", "shared/x/y"},
			[]string{"svc/README.md", "svc/lib/deep/a.py", "svc/go.mod", "sharedness/x"}},
		{"at the top", "", python, []string{"demo.yaml", "any/file"}, nil},
		{"at the top with paths", "", python + "paths: ['src/**/*.{py,txt}', 'docs']\n", []string{"src/a.py", "src/a/b/c.txt", "docs/a"}, []string{"src/a.md", "other"}},
		{"built", "svc/", built, []string{"svc/main.go", "svc/internal/a.go"}, []string{"main.go"}},
		{"builtin", "svc/", builtin, []string{"svc/demo.yaml"}, []string{"svc/app.py"}},
		{"payload file", "svc/", builtin + "payloads: [{file: event.json}]\n", []string{"svc/event.json"}, []string{"svc/app.py"}},
		{"a folder with signs", "a[b]{c}*/", builtin + "paths: [x/**]\n", []string{"a[b]{c}*/demo.yaml", "a[b]{c}*/x/y"}, []string{"ab/demo.yaml", "a[b]{c}d/x/y"}},
		{"beyond the top", "svc/", builtin + "paths: [../../x/**]\n", []string{"x/y"}, []string{"svc/x/y"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse("demo.yaml", dir, []byte(tt.src))
			if err != nil {
				t.Fatal(err)
			}
			globs := s.DependsOn(tt.prefix)
			depends := func(file string) bool {
				return slices.ContainsFunc(globs, func(g Glob) bool { return g.Covers(file) })
			}
			for _, file := range tt.covers {
				if !depends(file) {
					t.Errorf("%s is not covered by %+v", file, globs)
				}
			}
			for _, file := range tt.not {
				if depends(file) {
					t.Errorf("%s is covered by %+v", file, globs)
				}
			}
		})
	}
}

// Git tells of a change of the file that a link leads to, not of the link.
func TestDependsOnWhatALinkLeadsTo(t *testing.T) {
	top := t.TempDir()
	for _, folder := range []string{"svc", "real"} {
		if err := os.Mkdir(filepath.Join(top, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(top, "real", "event.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../real", filepath.Join(top, "svc", "link")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	s, err := Parse("demo.yaml", filepath.Join(top, "svc"), []byte("version: 1\nname: demo\nload: {concurrency: 1, invocations: 9}\n"+
		"target: {function: {handler: builtin:hello}}\npayloads: [{file: link/event.json}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"svc/link/event.json", "real/event.json"} {
		if !slices.ContainsFunc(s.DependsOn("svc/"), func(g Glob) bool { return g.Covers(file) }) {
			t.Errorf("%s is not among %+v", file, s.DependsOn("svc/"))
		}
	}
}

// Whatever paths says, matching ends and never panics.
func FuzzPaths(f *testing.F) {
	for _, seed := range []string{"src/**", "/go.mod", "../x", "{a,b}/*", "[", "**/**/**/a", "\\", "!x"} {
		f.Add(seed, "svc/", "svc/a/b.py")
	}
	f.Fuzz(func(t *testing.T, glob, prefix, file string) {
		d := &decoder{}
		d.paths(&node{shape: sequence, items: []*node{{text: glob, quoted: true}}})
		if len(d.errs) > 0 {
			return
		}
		s := &Scenario{File: "demo.yaml", Dir: t.TempDir(), Paths: []string{glob}}
		for _, g := range s.DependsOn(prefix) {
			g.Covers(file)
		}
	})
}

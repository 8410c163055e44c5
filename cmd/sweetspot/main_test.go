package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func TestMain(m *testing.M) {
	// The sandbox re-executes this very binary for the built-in functions.
	if name, ok := builtin.Requested(); ok {
		builtin.Serve(name)
	}
	testscript.Main(outsideGitHub{m}, map[string]func(){"sweetspot": main})
}

// outsideGitHub runs the tests as if GitHub Actions did not: what they report is
// none of a job's business.
type outsideGitHub struct{ *testing.M }

func (m outsideGitHub) Run() int {
	for _, name := range []string{"GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"} {
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	return m.M.Run()
}

func TestScripts(t *testing.T) {
	library, err := filepath.Abs("../../scenarios/library")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": exitsWith, "serves": serves, "nowhere": nowhere,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("ACTION", filepath.Join(library, "../../action"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("NO_COLOR", "1")
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true") // no address but loopback is asked
			env.Setenv("LIBRARY", library)
			env.Defer(func() { validSummaries(t, env.WorkDir) })
			return nil
		},
	})
}

// validSummaries holds every summary that a script left against the published
// schema.
func validSummaries(t *testing.T, folder string) {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != rundir.SummaryFile {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(data), reports.Schema) {
			err = reportstest.Valid(data)
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// exitsWith runs a command and checks its exit code: code 2 sweetspot run x.
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args...]")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("%v: exit code %s, want %s\nstderr:\n%s", args[1:], got, args[0], ts.ReadFile("stderr"))
	}
}

// nowhere checks that a text is in no file and in no output: nowhere TEXT
// FILE-OR-FOLDER-OR-stdout-OR-stderr...
func nowhere(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: nowhere TEXT FILE...")
	}
	for _, name := range args[1:] {
		if name == "stdout" || name == "stderr" {
			if strings.Contains(ts.ReadFile(name), args[0]) {
				ts.Fatalf("%s holds %q:\n%s", name, args[0], ts.ReadFile(name))
			}
			continue
		}
		files := 0
		ts.Check(filepath.WalkDir(ts.MkAbs(name), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files++
			if strings.Contains(ts.ReadFile(path), args[0]) {
				ts.Fatalf("%s holds %q", path, args[0])
			}
			return nil
		}))
		if files == 0 {
			ts.Fatalf("%s holds no file", name)
		}
	}
}

// patience bounds every wait of the tests; a busy machine needs some.
const patience = time.Minute

// await waits until done.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

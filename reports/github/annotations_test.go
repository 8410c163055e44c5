package github_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/golden"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/reports/github"
	"github.com/sweetspot-bench/sweetspot/reports/reportstest"
)

func annotate(t testing.TB, o github.Options, summaries ...*reports.Summary) string {
	t.Helper()
	var b bytes.Buffer
	if err := github.Annotate(&b, o, summaries...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkout is a workspace with a scenario in a folder of it, which is where the
// test then is.
func checkout(t testing.TB) (workspace string) {
	t.Helper()
	workspace = t.TempDir()
	perf := filepath.Join(workspace, "perf")
	if err := os.MkdirAll(perf, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(perf, "thumbnail.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return workspace
}

func TestGolden(t *testing.T) {
	workspace := checkout(t)
	t.Chdir(filepath.Join(workspace, "perf"))
	s := reportstest.Build(t, reportstest.Full())
	s.Gates[1].Verdict = reports.Fail
	none := &reports.Summary{Scenario: reports.ScenarioInfo{Name: "none"}, Recommendation: reports.Recommendation{Sentence: "No size is usable: 100% fail."}}
	for name, o := range map[string]github.Options{
		"default": {Workspace: workspace}, "fail": {Workspace: workspace, Inconclusive: "fail"},
		"pass": {Workspace: workspace, Inconclusive: "pass"}, "nowhere": {},
	} {
		t.Run(name, func(t *testing.T) {
			golden.Check(t, filepath.Join(testdata, name+".golden"), annotate(t, o, s, none))
		})
	}
}

// testdata is absolute: a test may be elsewhere.
var testdata = func() string {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		panic(err)
	}
	return dir
}()

// A file that is not in the checkout, or not there, is not named.
func TestOnlyFilesOfTheCheckoutAreNamed(t *testing.T) {
	workspace := checkout(t)
	outside := filepath.Join(t.TempDir(), "thumbnail.yaml")
	if err := os.WriteFile(outside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(workspace, link); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(workspace, "perf", "thumbnail.yaml")
	for _, c := range []struct{ workspace, file, want string }{
		{workspace, inside, "perf/thumbnail.yaml"},
		{link, inside, "perf/thumbnail.yaml"},
		{workspace, filepath.Join(link, "perf", "thumbnail.yaml"), "perf/thumbnail.yaml"},
		{workspace, outside, ""},
		{workspace, filepath.Join(workspace, "gone.yaml"), ""},
		{workspace, "", ""},
		{"", inside, ""},
	} {
		s := &reports.Summary{
			Recommendation: reports.Recommendation{MeasuredOnly: true},
			Gates:          []reports.GateResult{{Check: "p95 < 1s", Verdict: reports.Fail, At: &reports.Position{File: c.file, Line: 3, Column: 5}}},
		}
		command, properties, _ := decoded(t, annotate(t, github.Options{Workspace: c.workspace}, s))
		if command != "error" || properties["file"] != c.want {
			t.Errorf("%s in %s is named %q, want %q", c.file, c.workspace, properties["file"], c.want)
		}
	}
}

// GitHub shows ten of a level: the last says how many more there are, and what
// failed comes before what cannot be told.
func TestMoreThanAreShown(t *testing.T) {
	s := &reports.Summary{Recommendation: reports.Recommendation{MeasuredOnly: true}}
	for i := range 15 {
		s.Gates = append(s.Gates,
			reports.GateResult{Check: fmt.Sprint("unsure ", i), Verdict: reports.Inconclusive},
			reports.GateResult{Check: fmt.Sprint("failed ", i), Verdict: reports.Fail})
	}
	lines := strings.Split(strings.TrimSpace(annotate(t, github.Options{Inconclusive: "fail"}, s)), "\n")
	if len(lines) != github.Shown || !strings.Contains(lines[8], "failed 8") || !strings.Contains(lines[9], "21 more") {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	lines = strings.Split(strings.TrimSpace(annotate(t, github.Options{}, s)), "\n")
	if len(lines) != 2*github.Shown || !strings.HasPrefix(lines[9], "::error") || !strings.HasPrefix(lines[10], "::warning") {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}

// decoded reads a line as the runner does.
// https://github.com/actions/runner (src/Runner.Common/ActionCommand.cs)
func decoded(t testing.TB, line string) (command string, properties map[string]string, text string) {
	t.Helper()
	line = strings.TrimSuffix(line, "\n")
	head, text, ended := strings.Cut(strings.TrimPrefix(line, "::"), "::")
	if !ended || !strings.HasPrefix(line, "::") || strings.ContainsAny(line, "\r\n") {
		t.Fatalf("not one command: %q", line)
	}
	command, list, _ := strings.Cut(head, " ")
	properties = map[string]string{}
	decode := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for p := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(p, "=")
		properties[key] = decode.Replace(value)
	}
	return command, properties, decode.Replace(text)
}

// FuzzAnnotate checks that no text becomes a command, a property or a line of its
// own, and that all of it is there.
func FuzzAnnotate(f *testing.F) {
	for _, seed := range []string{"::set-output name=x::y", "a,line=9", "100%25", "x\n::add-mask::y", "file=a::b", "##[error]x", "\r", "p95 < 800ms"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 400 {
			return
		}
		s := &reports.Summary{
			Scenario: reports.ScenarioInfo{Name: text}, Recommendation: reports.Recommendation{MeasuredOnly: true},
			Gates: []reports.GateResult{{Check: text, Reason: text, Level: text, Verdict: reports.Verdict(text), At: &reports.Position{File: text}}},
		}
		out := annotate(t, github.Options{Workspace: t.TempDir()}, s)
		if out == "" {
			return // it passes
		}
		command, properties, _ := decoded(t, out)
		if command != "error" && command != "warning" || len(properties) != 1 {
			t.Errorf("%q becomes %q with %q", text, command, properties)
		}
	})
}

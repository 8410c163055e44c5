package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/spf13/pflag"
)

// commandLines finds the command lines of sweetspot in a text: in lines of code,
// also of YAML, and between backticks.
var commandLines = regexp.MustCompile("(?m)(?:^[ \t]*(?:- )?(?:run: )?(?:\\./)?|(`))sweetspot +([a-z][^`\n]*)")

// shellWords splits a command line as a shell would, up to what is not the
// command's own: a pipe, a redirection, a comment. Variables become a word.
func shellWords(t *testing.T, line string) []string {
	t.Helper()
	if at := regexp.MustCompile(`\s(#|\||>|&&|;)`).FindStringIndex(line); at != nil {
		line = line[:at[0]]
	}
	var words []string
	for _, m := range regexp.MustCompile(`(?:'[^']*'|"[^"]*"|[^\s'"])+`).FindAllString(line, -1) {
		words = append(words, strings.NewReplacer(`'`, "", `"`, "").Replace(m))
	}
	return words
}

// Every command line in the documents about CI, the recipes and the README is
// one that sweetspot understands.
func TestDocumentedCommandLines(t *testing.T) {
	files := []string{"../../README.md", "../../docs/scenario.md", "../../docs/compare.md"}
	for _, pattern := range []string{"../../docs/ci/*.md", "../../docs/ci/recipes/*.yml", "../../docs/library/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) < 3 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		files = append(files, found...)
	}
	lines := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range commandLines.FindAllStringSubmatch(string(text), -1) {
			lines++
			words := shellWords(t, m[2])
			root := newRoot(io.Discard, io.Discard)
			cmd, rest, err := root.Find(words)
			if err == nil && cmd == root {
				t.Errorf("%s: there is no command in %q", file, m[2])
				continue
			}
			if err == nil {
				err = cmd.ParseFlags(rest)
			}
			if errors.Is(err, pflag.ErrHelp) {
				continue
			}
			if inline := m[1] != ""; err == nil && !inline { // in a sentence arguments may be left out
				err = cmd.ValidateArgs(cmd.Flags().Args())
			}
			if err != nil {
				t.Errorf("%s: sweetspot %s: %v", file, m[2], err)
			}
		}
	}
	if lines < 40 {
		t.Errorf("only %d command lines were found", lines)
	}
}

// What the documents show of a recipe is the recipe.
func TestRecipesAreShownWhole(t *testing.T) {
	shown := 0
	block := regexp.MustCompile("(?s)<!-- file: ([^ ]+) -->\n```yaml\n(.*?)```\n")
	for _, doc := range []string{"github.md", "gitlab.md"} {
		text, err := os.ReadFile("../../docs/ci/" + doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			shown++
			recipe, err := os.ReadFile("../../docs/ci/" + m[1])
			if err != nil || string(recipe) != m[2] {
				t.Errorf("%s shows %s otherwise than it is (%v)", doc, m[1], err)
			}
		}
	}
	if recipes, _ := filepath.Glob("../../docs/ci/recipes/*.yml"); shown != len(recipes) {
		t.Errorf("%d of %d recipes are shown", shown, len(recipes))
	}
}

// action is what the composite action declares.
type action struct {
	Inputs map[string]struct {
		Description string `yaml:"description"`
		Required    bool   `yaml:"required"`
	} `yaml:"inputs"`
	Outputs map[string]struct {
		Value string `yaml:"value"`
	} `yaml:"outputs"`
	Runs struct {
		Using string `yaml:"using"`
		Steps []step `yaml:"steps"`
	} `yaml:"runs"`
}

// workflow is a GitHub workflow as far as it matters here.
type workflow struct {
	Jobs map[string]struct {
		Steps []step `yaml:"steps"`
	} `yaml:"jobs"`
}

type step struct {
	ID    string            `yaml:"id"`
	Uses  string            `yaml:"uses"`
	Shell string            `yaml:"shell"`
	Run   string            `yaml:"run"`
	With  map[string]any    `yaml:"with"`
	Env   map[string]string `yaml:"env"`
}

func readYAML(t *testing.T, file string, into any) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return string(text)
}

// The action uses what it declares, hands its scripts what they ask for, and its
// recipes use it as it is.
func TestActionFitsItsUses(t *testing.T) {
	var a action
	text := readYAML(t, "../../action.yml", &a)
	for _, m := range regexp.MustCompile(`inputs\.([a-z0-9-]+)`).FindAllStringSubmatch(text, -1) {
		if _, declared := a.Inputs[m[1]]; !declared {
			t.Errorf("action.yml uses the input %s, which it does not declare", m[1])
		}
	}
	for name := range a.Inputs {
		if !strings.Contains(text, "inputs."+name) {
			t.Errorf("the input %s is used nowhere", name)
		}
	}
	for _, s := range a.Runs.Steps {
		if m := regexp.MustCompile(`action/[a-z]+\.sh`).FindString(s.Run); m != "" {
			script, err := os.ReadFile("../../" + m)
			if err != nil {
				t.Error(err)
			}
			for name := range s.Env {
				if name != "ACTION" && !strings.Contains(string(script), name) {
					t.Errorf("%s does not read %s", m, name)
				}
			}
		}
		if s.Run != "" && s.Shell != "bash" {
			t.Errorf("a step of a composite action needs its shell: %s", s.Run)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("what comes from outside would become code: %s", s.Run)
		}
	}
	uses := 0
	files, _ := filepath.Glob("../../docs/ci/recipes/github-*.yml")
	for _, file := range append(files, "../../.github/workflows/ci.yml") {
		var w workflow
		text := readYAML(t, file, &w)
		for _, m := range regexp.MustCompile(`steps\.sweetspot\.outputs\.([a-z-]+)`).FindAllStringSubmatch(text, -1) {
			if _, declared := a.Outputs[m[1]]; !declared {
				t.Errorf("%s uses the output %s, which the action lacks", file, m[1])
			}
		}
		for _, job := range w.Jobs {
			for _, s := range job.Steps {
				if !strings.HasPrefix(s.Uses, "sweetspot-bench/sweetspot@") && s.Uses != "./" {
					continue
				}
				uses++
				for name := range s.With {
					if _, declared := a.Inputs[name]; !declared {
						t.Errorf("%s gives the input %s, which the action lacks", file, name)
					}
				}
				if s.With["scenarios"] == nil {
					t.Errorf("%s gives no scenarios", file)
				}
			}
		}
	}
	if uses < 4 {
		t.Errorf("the action is used %d times", uses)
	}
}

// Workflows are what GitHub takes, where its checker is at hand.
func TestWorkflowsAreValid(t *testing.T) {
	lint, err := exec.LookPath("actionlint")
	if err != nil {
		t.Skip("actionlint is not on the PATH")
	}
	recipes, _ := filepath.Glob("../../docs/ci/recipes/github-*.yml")
	workflows, _ := filepath.Glob("../../.github/workflows/*.yml")
	if out, err := exec.Command(lint, append(recipes, workflows...)...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

package scenarios

import (
	"os"
	"strings"
	"testing"
)

func TestInit(t *testing.T) {
	t.Chdir(t.TempDir())
	for file, src := range map[string]string{
		"app.py":       "import json\n\ndef other(e, c): pass\n\nasync def lambda_handler(event, context):\n    return event\n",
		"my app.py":    "def handler(e, c): pass\n",
		"src/index.js": "exports.handler = async (e) => e;\n",
		"index.mjs":    "export const handler = async (e) => e;\n",
		"bootstrap":    "#!/bin/sh\n",
	} {
		if err := os.MkdirAll("src", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for ref, want := range map[string]struct{ file, line, text string }{
		"":                          {"hello.yaml", "handler: builtin:hello", "builtin:hello"},
		"builtin:pets":              {"pets.yaml", "handler: builtin:pets", "builtin:pets"},
		"app.py:lambda_handler":     {"app.yaml", "python: app.py:lambda_handler", "app.py:lambda_handler"},
		"my app.py:handler":         {"my-app.yaml", `python: "my app.py:handler"`, "my app.py:handler"},
		"./src/index.js.handler":    {"index.yaml", "node: ./src/index.js.handler", "index.js.handler"},
		"index.mjs.handler":         {"index.yaml", "node: index.mjs.handler", "index.mjs.handler"},
		"./bootstrap --fast 5":      {"bootstrap.yaml", `command: [./bootstrap, "--fast", "5"]`, "bootstrap --fast 5"},
		"bootstrap":                 {"bootstrap.yaml", "command: [./bootstrap]", "bootstrap"},
		"python3 -m awslambdaric x": {"python3.yaml", `command: [python3, "-m", awslambdaric, x]`, "python3 -m awslambdaric x"},
	} {
		file, content, err := Init(ref)
		if err != nil {
			t.Errorf("%q: %v", ref, err)
			continue
		}
		if file != want.file || !strings.Contains(string(content), want.line) {
			t.Errorf("%q: %s with\n%s\nwant %s with %s", ref, file, content, want.file, want.line)
		}
		s, err := Parse(file, ".", content)
		if err != nil {
			t.Errorf("%q: %v", ref, err)
			continue
		}
		if got := s.Targets[0].HandlerText(); got != want.text {
			t.Errorf("%q runs %q, want %q", ref, got, want.text)
		}
	}
	for ref, want := range map[string]string{
		"app.py":               "write app.py:lambda_handler",
		"app.py:":              "write app.py:lambda_handler",
		"src/index.js":         "write src/index.js.handler",
		"app.py:missing":       "app.py has no function missing; it has lambda_handler, other",
		"nowhere.py:handler":   "there is no file nowhere.py",
		"nowhere.py":           "there is no file nowhere.py",
		"nowhere.js.handler":   "there is no file nowhere.js",
		"./nowhere":            "there is no program ./nowhere",
		"builtin:helo":         "did you mean hello?",
		"thumbnail":            "write builtin:thumbnail",
		"src/index.js.missing": "src/index.js has no function missing; it has handler",
	} {
		if _, _, err := Init(ref); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", ref, err, want)
		}
	}
}

// The comments of the template show further keys: with their signs removed
// they must be right, too.
func TestInitCommentsAreRight(t *testing.T) {
	_, content, err := Init("")
	if err != nil {
		t.Fatal(err)
	}
	src := string(content)
	for _, line := range []string{"    # env: ", "# current: ", "  # architecture: ", "  # params: "} {
		if !strings.Contains(src, line) {
			t.Errorf("the template has no line %q", line)
		}
		src = strings.Replace(src, line, strings.Replace(line, "# ", "", 1), 1)
	}
	if _, err := Parse("hello.yaml", ".", []byte(src)); err != nil {
		t.Error(err)
	}
}

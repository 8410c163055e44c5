//go:build unix

package sandbox

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// script writes a handler file and returns its path.
func script(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// scriptCase is one invocation of a handler in a scripting language.
type scriptCase struct {
	function  string
	event     string
	errorType string // "" for a success
	payload   string // part of it
	log       string // part of it
}

func runScriptCases(t *testing.T, p *Platform, handler func(function string) Handler, cases []scriptCase) {
	t.Helper()
	for _, c := range cases {
		rev := revision("")
		rev.Handler = handler(c.function)
		r := invoke(t, p, rev, c.event)
		if r.Report.ErrorType != c.errorType || (c.errorType == "") != (r.Outcome == measure.OutcomeOK) {
			t.Errorf("%s: %s %q", c.function, r.Outcome, r.Report.ErrorType)
		}
		if !strings.Contains(string(r.Payload), c.payload) {
			t.Errorf("%s: payload %s, want %s", c.function, r.Payload, c.payload)
		}
		if !json.Valid(r.Payload) {
			t.Errorf("%s: payload is no JSON: %s", c.function, r.Payload)
		}
		if !strings.Contains(string(r.Log), c.log) {
			t.Errorf("%s: log\n%swant %s", c.function, r.Log, c.log)
		}
	}
}

const pythonHandlers = `
import logging, os, sys, json, time
import neighbour
class Custom(Exception): pass
def echo(event, context): return event
def about(event, context):
    assert 0 < context.get_remaining_time_in_millis() <= 20000
    return [context.aws_request_id, context.function_name, context.memory_limit_in_mb, context.invoked_function_arn,
            context.log_group_name, context.client_context, context.identity.cognito_identity_id, neighbour.answer, __file__]
def fails(event, context): raise Custom("no ünicode problem")
def unserializable(event, context): return object()
def prints(event, context):
    print("one"); print("two", file=sys.stderr); logging.getLogger().warning("three"); sys.stdout.write("four")
def leaves(event, context): sys.exit(4)
`

func TestPython(t *testing.T) {
	interpreterOrSkip(t, "python3")
	p, _ := newPlatform(t, Options{})
	file := script(t, "app.py", pythonHandlers)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "neighbour.py"), []byte("answer = 42\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	big := `"` + strings.Repeat("x", 1<<20) + `"`
	runScriptCases(t, p, func(f string) Handler { return Handler{Python: file + ":" + f} }, []scriptCase{
		{function: "echo", event: `{"a":[1,"ü",null]}`, payload: `{"a":[1,"ü",null]}`},
		{function: "echo", event: big, payload: big},
		{function: "about", event: `{}`, payload: `"fn","256","arn:aws:lambda:eu-west-1:123456789012:function:fn","/aws/lambda/fn",null,null,42,"` + file + `"]`},
		{function: "fails", event: `{}`, errorType: "Custom", payload: `{"errorMessage":"no ünicode problem","errorType":"Custom","requestId":"`,
			log: "[ERROR] Custom: no ünicode problem\rTraceback (most recent call last):\r  File \"" + file + `", line 10, in fails`},
		{function: "fails", event: `{}`, errorType: "Custom", payload: `in fails\n    def fails(event, context): raise Custom(`},
		{function: "unserializable", event: `{}`, errorType: "Runtime.MarshalError", payload: "Unable to marshal response: Object of type object is not JSON serializable"},
		{function: "prints", event: `{}`, payload: "null", log: "one\ntwo\n[WARNING]\t2"},
		{function: "prints", event: `{}`, payload: "null", log: "three\nfour\nEND RequestId: "},
		{function: "leaves", event: `{}`, errorType: "Runtime.ExitError", payload: "Runtime exited with error: exit status 4"},
		{function: "missing", event: `{}`, errorType: "Runtime.HandlerNotFound", payload: "Handler 'missing' missing on module 'app'"},
		{function: "echo", event: `{`, errorType: "Runtime.UnmarshalError", payload: "Unable to unmarshal input: "},
	})
}

func TestPythonKeepsItsConnection(t *testing.T) {
	interpreterOrSkip(t, "python3")
	p, _ := newPlatform(t, Options{})
	rev := revision("")
	rev.Handler = Handler{Python: script(t, "json.py", "calls = 0\ndef h(e, c):\n  global calls\n  calls += 1\n  return calls\n") + ":h"}
	for i := range 5 {
		if r := invoke(t, p, rev, `1`); string(r.Payload) != string(rune('1'+i)) {
			t.Errorf("invocation %d: %s", i, r.Payload)
		}
	}
	p.mu.Lock()
	e := p.pools[rev.Serial].idle[0]
	p.mu.Unlock()
	e.proc.api.mu.Lock()
	defer e.proc.api.mu.Unlock()
	if n := len(e.proc.api.conns); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

func TestPythonInitErrors(t *testing.T) {
	interpreterOrSkip(t, "python3")
	p, _ := newPlatform(t, Options{})
	for _, c := range []struct{ name, text, errorType, payload string }{
		{"imports.py", "import no_such_module", "Runtime.ImportModuleError", "Unable to import module 'imports': No module named 'no_such_module'"},
		{"syntax.py", "def h(:", "Runtime.UserCodeSyntaxError", "Syntax error in module 'syntax': "},
		{"raises.py", "raise ValueError('early')", "ValueError", "early"},
	} {
		rev := revision("")
		rev.Handler = Handler{Python: script(t, c.name, c.text) + ":h"}
		r := invoke(t, p, rev, `1`)
		if r.Report.ErrorType != c.errorType || !strings.Contains(string(r.Payload), c.payload) {
			t.Errorf("%s: %s %s", c.name, r.Report.ErrorType, r.Payload)
		}
		if !strings.Contains(string(r.Log), "Phase: init\tStatus: error\tError Type: "+c.errorType) {
			t.Errorf("%s: log\n%s", c.name, r.Log)
		}
	}
}

func BenchmarkInvokeWarmPython(b *testing.B) {
	if _, err := findInterpreter("python3"); err != nil {
		b.Skip("python3 is not on PATH")
	}
	benchmarkInvoke(b, Handler{Python: script(b, "app.py", "def h(e, c): pass\n") + ":h"})
}

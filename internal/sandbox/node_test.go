//go:build unix

package sandbox

import (
	"strings"
	"testing"
)

const nodeHandlers = `
exports.echo = async (event) => event;
exports.about = async (event, context) => [context.functionName, context.memoryLimitInMB, context.invokedFunctionArn,
  context.getRemainingTimeInMillis() > 0, context.clientContext === undefined];
exports.callback = (event, context, callback) => setTimeout(() => callback(null, {via: 'callback'}), 5);
exports.callbackFails = (event, context, callback) => callback(new TypeError('by callback'));
exports.succeeds = (event, context) => { context.succeed('by context'); };
exports.sync = () => 'sync';
exports.fails = async () => { throw new RangeError('too far'); };
exports.throws = () => { throw new Error('at once'); };
exports.text = async () => { throw 'just text'; };
exports.nothing = async () => {};
exports.prints = async () => { console.log('one\nmore', {a: 1}); console.error('two'); process.stdout.write('raw\n'); return 1; };
exports.leaves = () => process.exit(5);
exports.later = () => new Promise(() => setTimeout(() => { throw new EvalError('later'); }, 5));
exports.rejects = () => new Promise(() => { Promise.reject(new EvalError('nobody waits')); });
exports.notFunction = 3;
exports.heap = async () => process.execArgv;
`

func TestNode(t *testing.T) {
	interpreterOrSkip(t, "node")
	p, _ := newPlatform(t, Options{})
	file := script(t, "app.js", nodeHandlers)
	big := `"` + strings.Repeat("x", 1<<20) + `"`
	runScriptCases(t, p, func(f string) Handler { return Handler{Node: file + "." + f} }, []scriptCase{
		{function: "echo", event: `{"a":[1,"ü",null]}`, payload: `{"a":[1,"ü",null]}`},
		{function: "echo", event: big, payload: big},
		{function: "about", event: `{}`, payload: `["fn","256","arn:aws:lambda:eu-west-1:123456789012:function:fn",true,true]`},
		{function: "callback", event: `{}`, payload: `{"via":"callback"}`},
		{function: "callbackFails", event: `{}`, errorType: "TypeError", payload: `{"errorType":"TypeError","errorMessage":"by callback","trace":["TypeError: by callback",`},
		{function: "succeeds", event: `{}`, payload: `"by context"`},
		{function: "sync", event: `{}`, payload: `"sync"`},
		{function: "fails", event: `{}`, errorType: "RangeError", payload: `"errorMessage":"too far"`, log: "\tERROR\tInvoke Error RangeError: too far\r"},
		{function: "throws", event: `{}`, errorType: "Error", payload: `"errorMessage":"at once"`},
		{function: "text", event: `{}`, errorType: "string", payload: `{"errorType":"string","errorMessage":"just text","trace":[]}`},
		{function: "heap", event: `{}`, payload: `"--max-semi-space-size=12","--max-old-space-size=231"`},
		{function: "nothing", event: `{}`, payload: `null`},
		{function: "prints", event: `{}`, payload: `1`, log: "\tINFO\tone\rmore { a: 1 }\n"},
		{function: "prints", event: `{}`, payload: `1`, log: "\tERROR\ttwo\nraw\nEND"},
		{function: "leaves", event: `{}`, errorType: "Runtime.ExitError", payload: "Runtime exited with error: exit status 5"},
		{function: "later", event: `{}`, errorType: "EvalError", payload: `"errorMessage":"later"`},
		{function: "rejects", event: `{}`, errorType: "Runtime.UnhandledPromiseRejection", payload: `"errorMessage":"EvalError: nobody waits"`},
		{function: "missing", event: `{}`, errorType: "Runtime.HandlerNotFound", payload: "app.missing is undefined or not exported"},
		{function: "notFunction", event: `{}`, errorType: "Runtime.HandlerNotFound", payload: "app.notFunction is not a function"},
	})
}

func TestNodeModules(t *testing.T) {
	interpreterOrSkip(t, "node")
	p, _ := newPlatform(t, Options{})
	for _, c := range []struct{ name, text, errorType, payload string }{
		{"esm.mjs", "export const h = async (e) => e;", "", "7"},
		{"common.cjs", "module.exports.h = async (e) => e;", "", "7"},
		{"assigned.cjs", "const api = {h: async (e) => e}; module.exports = api;", "", "7"},
		{"imports.mjs", "import './nowhere.mjs'; export const h = 1;", "Runtime.ImportModuleError", "Error: Cannot find module"},
		{"requires.cjs", "require('no-such-module');", "Runtime.ImportModuleError", "Error: Cannot find module 'no-such-module'"},
		{"syntax.mjs", "export const h = (", "Runtime.UserCodeSyntaxError", "SyntaxError: "},
		{"raises.mjs", "throw new TypeError('early')", "TypeError", "early"},
	} {
		rev := revision("")
		rev.Handler = Handler{Node: script(t, c.name, c.text) + ".h"}
		r := invoke(t, p, rev, `7`)
		if r.Report.ErrorType != c.errorType || !strings.Contains(string(r.Payload), c.payload) {
			t.Errorf("%s: %q %s\n%s", c.name, r.Report.ErrorType, r.Payload, r.Log)
		}
	}
}

func BenchmarkInvokeWarmNode(b *testing.B) {
	if _, err := findInterpreter("node"); err != nil {
		b.Skip("node is not on PATH")
	}
	benchmarkInvoke(b, Handler{Node: script(b, "app.mjs", "export const h = async () => null;\n") + ".h"})
}

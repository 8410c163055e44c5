package scenarios

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestRedactedSource(t *testing.T) {
	const secret = "hunter2-hunter2"
	env := func(value string) string {
		return "version: 1\nname: demo\ntarget:\n  function:\n    handler: builtin:hello\n    env:\n      API_TOKEN: " + value + "   # keep\n      MODE: fast\n" +
			"load: {stages: [{rate: 10/s, for: 10s}]}\n"
	}
	for name, src := range map[string]string{
		"plain":          env(secret),
		"single":         env("'" + secret + "'"),
		"double":         env(`"` + secret + `"`),
		"accents before": strings.Replace(env(secret), "name: demo", "name: demo\ndescription: Größe", 1),
		"flow":           "version: 1\nname: demo\ntarget: {function: {handler: builtin:hello, env: {DB_PASSWORD: " + secret + ", MODE: fast}}}\nload: {burst: 5}\n# keep\n",
		"anchor":         strings.Replace(env("&s "+secret), "MODE: fast", "MODE: fast\n      OTHER_KEY: *s", 1),
		"alias":          strings.Replace(env("*s"), "name: demo", "name: demo\ndescription: &s "+secret, 1),
		"block":          strings.Replace(env("|\n        "+secret+"\n        second-line-of-it\n"), "   # keep\n", "      # keep\n", 1),
		"folded":         strings.Replace(env(">-\n        "+secret+"\n        second-line-of-it\n"), "   # keep\n", "      # keep\n", 1),
		"two lines":      env("\"" + secret + "\n        second-line-of-it\""),
		"in a comment":   env(secret) + "# the token is " + secret + "\n",
		"windows":        strings.ReplaceAll(env(secret), "\n", "\r\n"),
	} {
		s, err := Parse("demo.yaml", ".", []byte(src))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := string(s.RedactedSource())
		if strings.Contains(got, "hunter2") || strings.Contains(got, "second-line") {
			t.Errorf("%s: the secret is shown:\n%s", name, got)
		}
		if !strings.Contains(got, "MODE: fast") || !strings.Contains(got, "# keep") {
			t.Errorf("%s: more than the secret is gone:\n%s", name, got)
		}
		again, err := Parse("demo.yaml", ".", []byte(got))
		if err != nil {
			t.Errorf("%s: %v in\n%s", name, err, got)
			continue
		}
		want := s.Redacted()
		if !reflect.DeepEqual(again.Targets, want.Targets) {
			t.Errorf("%s: %+v, want %+v", name, again.Targets[0].Function, want.Targets[0].Function)
		}
	}
}

func TestRedactedLeavesTheOriginal(t *testing.T) {
	s := parse(t, minimal, "target.function.env={API_KEY: abc}")
	c := s.Redacted()
	if s.Targets[0].Function.Env["API_KEY"] != "abc" || c.Targets[0].Function.Env["API_KEY"] != "[redacted]" {
		t.Errorf("%v, %v", s.Targets[0].Function.Env, c.Targets[0].Function.Env)
	}
}

func TestNothingToRedact(t *testing.T) {
	src := minimal + "# a comment\n"
	if got := string(parse(t, src).RedactedSource()); got != src {
		t.Errorf("%q became %q", src, got)
	}
}

func TestRedactedSets(t *testing.T) {
	got := RedactedSets([]string{"repeat=1", "target.function.env.API_KEY=abc", "target.function.env.MODE=fast", "target.function.env={DB_PASSWORD: abc}", "targets[1].function={env: {TOKEN: x}}"})
	want := []string{"repeat=1", "target.function.env.API_KEY=[redacted]", "target.function.env.MODE=fast", "target.function.env=[redacted]", "targets[1].function=[redacted]"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDigest(t *testing.T) {
	plain := Scenario{Source: []byte("abc")}
	if got := plain.Digest(); got != "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("the digest of a file is its SHA-256, not %s", got)
	}
	changed := Scenario{Source: []byte("abc"), Sets: []string{"repeat=1"}}
	if changed.Digest() == plain.Digest() {
		t.Error("what --set changes does not change the digest")
	}
}

// What a run resolved a scenario to reads as the file does, and names no secret.
func TestResolved(t *testing.T) {
	s, err := Parse("test.yaml", t.TempDir(), []byte(`
version: 1
name: test
target: {kind: function, function: {handler: "builtin:hello", env: {API_TOKEN: hush}}}
load: {stages: [{rate: 10/s, for: 2s}]}
payloads: [{json: {width: 160}}]
objective: {balanced: 0.3}
gates: [{check: p95 < 800ms}]
`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(s.Redacted())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"repeat":3`, `"timeout_ns":3000000000`, `"from_per_s":10`, `"json":{"width":160}`, `"objective":"balanced`, `"check":"p95 \u003c 800ms"`, `"for":"recommended"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Contains(string(got), "hush") {
		t.Errorf("a secret in %s", got)
	}
}

// A run is reported with the overrides that its manifest keeps.
func TestReadableSetsCanBeRead(t *testing.T) {
	const file = `
version: 1
name: test
targets:
  - {name: one, kind: function, provider: local, function: {handler: "builtin:hello"}, matrix: {memory_mb: [128]}}
  - {name: two, kind: http, http: {url: "http://localhost/"}}
load: {burst: 1}
`
	sets := []string{
		"repeat=2", "targets[0].function.env={API_KEY: hunter2}", "targets[0].function.env.TOKEN=hunter2",
		"targets[1].http.headers={Authorization: hunter2}", "targets[1].http.headers.Cookie=hunter2",
		"targets[1].http.url=http://localhost/?token=hunter2",
	}
	kept := RedactedSets(sets)
	s, err := Parse("test.yaml", t.TempDir(), []byte(file), ReadableSets(kept)...)
	if err != nil {
		t.Fatal(err)
	}
	env, headers := s.Targets[0].Function.Env, s.Targets[1].HTTP.Headers
	if s.Repeat != 2 || len(env) != 1 || env["TOKEN"] != redacted || len(headers) != 1 || headers["Cookie"] != redacted {
		t.Errorf("repeat %d, environment %v, headers %v", s.Repeat, env, headers)
	}
	for i, hidden := range []bool{false, true, true, true, true, true} {
		if IsRedactedSet(kept[i]) != hidden {
			t.Errorf("%s: hidden %v", kept[i], !hidden)
		}
	}
}

func TestPayloadsKeepNoSecret(t *testing.T) {
	const file = `
version: 1
name: test
target: {function: {handler: "builtin:hello"}}
load: {burst: 1}
payloads:
  - {name: a, json: {password: hunter2-a, nested: [{api_key: hunter2-b, key: photo.jpg}], tokens: 12}}
  - {name: b, json: {key: photo.jpg, n: 12345678901234567890}}
`
	s, err := Parse("test.yaml", t.TempDir(), []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	shown := s.Redacted()
	for _, got := range []string{string(shown.Source), string(shown.Payloads[0].Body)} {
		if strings.Contains(got, "hunter2") || !strings.Contains(got, "photo.jpg") {
			t.Errorf("shown as %s", got)
		}
	}
	if !bytes.Equal(shown.Payloads[1].Body, s.Payloads[1].Body) || !strings.Contains(string(s.Payloads[0].Body), "hunter2-a") {
		t.Errorf("payloads changed: %s, %s", shown.Payloads[1].Body, s.Payloads[0].Body)
	}
}

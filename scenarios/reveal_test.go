package scenarios

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const withRefs = `version: 1
name: demo
targets:
- name: a
  http:
    url: "https://api.example.com/${env:PATH_TOKEN}/x?key=${env:API_KEY}"
    headers: {Authorization: "Bearer ${file:token.txt}", X-Plain: "yes"}
- name: b
  function: {handler: "builtin:hello", env: {DB_PASSWORD: "${env:DB}", MODE: fast}}
matrix: {memory_mb: [128]}
load: {burst: 5}
`

func environment(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

func TestReveal(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "token.txt"), []byte("file-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Parse("demo.yaml", dir, []byte(withRefs))
	if err != nil {
		t.Fatal(err)
	}
	var hidden []string
	env := environment(map[string]string{"PATH_TOKEN": "path-secret", "API_KEY": "key-secret", "DB": "db-secret\nof two lines"})
	got, err := s.Reveal(env, func(text string) { hidden = append(hidden, text) })
	if err != nil {
		t.Fatal(err)
	}
	h := got.Targets[0].HTTP
	if h.URL != "https://api.example.com/path-secret/x?key=key-secret" || h.Headers["Authorization"] != "Bearer file-secret" || h.Headers["X-Plain"] != "yes" {
		t.Errorf("%+v", h)
	}
	if shown := h.Filled(nil).ShownURL(); shown != s.Targets[0].HTTP.URL {
		t.Errorf("it is shown as %s", shown)
	}
	if f := got.Targets[1].Function; f.Env["DB_PASSWORD"] != "db-secret\nof two lines" || f.Env["MODE"] != "fast" {
		t.Errorf("%+v", f)
	}
	if len(hidden) != 4 {
		t.Errorf("hidden are %q", hidden)
	}
	if s.Targets[1].Function.Env["DB_PASSWORD"] != "${env:DB}" {
		t.Error("the scenario itself holds the secret now")
	}
}

// What only stands for a secret is no secret: a run keeps it, and can be made
// again from what it kept.
func TestRefsAreShown(t *testing.T) {
	s := parse(t, withRefs)
	shown := s.Redacted()
	if !reflect.DeepEqual(shown.Targets, s.Targets) {
		t.Errorf("%+v became %+v", s.Targets[0].HTTP, shown.Targets[0].HTTP)
	}
	if got := string(s.RedactedSource()); got != withRefs {
		t.Errorf("the source became\n%s", got)
	}
	if len(s.Literals()) != 0 {
		t.Errorf("%v", s.Literals())
	}
	sets := []string{"targets[0].http.headers.Authorization=Bearer ${env:A}"}
	if got := RedactedSets(sets); !reflect.DeepEqual(got, sets) || IsRedactedSet(got[0]) {
		t.Errorf("%q", got)
	}
}

func TestRevealWhatIsNotThere(t *testing.T) {
	s := parse(t, withRefs)
	_, err := s.Reveal(environment(map[string]string{"API_KEY": "", "PATH_TOKEN": "x"}), func(string) {})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"demo.yaml:6:59", ": the variable API_KEY is empty", "demo.yaml:7:38", ": the file token.txt cannot be read: no such file",
		"demo.yaml:9:59", ": the variable DB is not set", "hint: set it where sweetspot is started",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
}

// A secret that cannot be sent is refused without being shown.
func TestRevealWhatCannotBeSent(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"URL":    {"target: {http: {url: 'http://127.0.0.1:${env:BAD}/'}}", "line break"},
		"header": {"target: {http: {url: 'http://127.0.0.1/', headers: {Authorization: '${env:BAD}'}}}", "control character"},
	} {
		s := parse(t, "version: 1\nname: a\nload: {burst: 1}\n"+test.text+"\n")
		_, err := s.Reveal(environment(map[string]string{"BAD": "hunter2\nhunter2"}), func(string) {})
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "demo.yaml:4:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLiterals(t *testing.T) {
	s := parse(t, `version: 1
name: a
load: {burst: 1}
targets:
- {name: x, http: {url: "https://ada:secret@h/", headers: {Authorization: "Bearer abc", X-Trace: "on", Cookie: "a=b"}}}
- {name: y, function: {handler: "builtin:hello", env: {SORT_KEY: id, API_KEY: abc, TOKEN: "${env:T}"}}}
matrix: {memory_mb: [128]}
`)
	got := map[string]bool{}
	for _, l := range s.Literals() {
		got[l.Name] = l.Surely()
		if text := l.Error(); strings.Contains(text, "abc") || strings.Contains(text, "secret@") || !strings.Contains(text, "demo.yaml:") {
			t.Error(text)
		}
	}
	want := map[string]bool{"url": true, "Authorization": true, "Cookie": true, "SORT_KEY": false, "API_KEY": true}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A password with a slash would send the load to where the user's name says.
func TestASecretCannotChangeTheHost(t *testing.T) {
	s := parse(t, "version: 1\nname: demo\ntarget: {http: {url: \"http://${env:U}:${env:P}@127.0.0.1/\"}}\nload: {burst: 5}\n")
	for user, want := range map[string]string{"ada": "", "example.com/": "changes its host", "ada%2Fb": ""} {
		_, err := s.Reveal(environment(map[string]string{"U": user, "P": "open-sesame"}), func(string) {})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", user, err)
		}
	}
}

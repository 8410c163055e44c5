//go:build unix

package http_test

import (
	"fmt"
	nethttp "net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/runners/http"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// changeable is a server that answers with the size that stands in a file, and
// 503 while there is none.
func changeable(t *testing.T) (url, dir string) {
	t.Helper()
	dir = t.TempDir()
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		size, err := os.ReadFile(filepath.Join(dir, "size"))
		if err != nil {
			w.WriteHeader(nethttp.StatusServiceUnavailable)
		}
		_, _ = w.Write(size)
	}))
	t.Cleanup(server.Close)
	return server.URL, dir
}

// journal is a runners.Journal in memory.
type journal struct{ open []runners.Change }

func (j *journal) Run() string { return "run" }

func (j *journal) Before(c runners.Change) (runners.Change, error) {
	c.ID = len(j.open) + 1
	j.open = append(j.open, c)
	return c, nil
}

func (j *journal) Undone(c runners.Change) error {
	j.open = slices.DeleteFunc(j.open, func(o runners.Change) bool { return o.ID == c.ID })
	return nil
}

func (j *journal) Outstanding() []runners.Change { return slices.Clone(j.open) }

func hookedScenario(t *testing.T, url, dir, apply string) *scenarios.Scenario {
	t.Helper()
	rest := fmt.Sprintf(`, apply: [sh, -c, %q], restore: [sh, -c, "cp size last; rm size; echo restored >> log"]`, apply)
	src := fmt.Sprintf("version: 1\nname: api\ntarget: {http: {url: %q%s}}\nload: {concurrency: 1, invocations: 10}\n"+
		"matrix: {memory_mb: [512, 1024], params: {MODE: [fast]}}\n", url, rest)
	s, err := scenarios.Parse("api.yaml", dir, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const writeSize = `echo "$SWEETSPOT_VARIANT $SWEETSPOT_TARGET $SWEETSPOT_MEMORY_MB $MODE" >> log; printf %s "$SWEETSPOT_MEMORY_MB" > size`

func TestACommandMakesVariantsLive(t *testing.T) {
	url, dir := changeable(t)
	s := hookedScenario(t, url, dir, writeSize)
	r, kept := http.New(s, 0, func(text string) { t.Error(text) }), &journal{}
	r.UseJournal(kept)
	variants := s.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	if len(kept.open) != 0 {
		t.Error("a check changes something")
	}
	for _, v := range []scenarios.Variant{variants[0], variants[0], variants[1], variants[0]} {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if sample := r.Invoke(t.Context(), v, s.Payloads[0]); !sample.OK() || sample.BytesIn == 0 {
			t.Errorf("%+v", sample)
		}
		if len(kept.open) != 1 || kept.open[0].Target != "api" {
			t.Errorf("journal: %+v", kept.open)
		}
	}
	for range 2 {
		if err := r.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	want := "512 MB api 512 fast\n1024 MB api 1024 fast\n512 MB api 512 fast\nrestored\n"
	if string(log) != want || len(kept.open) != 0 {
		t.Errorf("%s\nwant %s\njournal %+v", log, want, kept.open)
	}
}

// What a crash left is put back by a runner that never applied anything.
func TestPutBackAfterACrash(t *testing.T) {
	url, dir := changeable(t)
	s := hookedScenario(t, url, dir, writeSize)
	kept := &journal{}
	crashed := http.New(s, 0, func(string) {})
	crashed.UseJournal(kept)
	if err := crashed.Apply(t.Context(), s.Plan().Variants[0]); err != nil {
		t.Fatal(err)
	}
	again := http.New(s, 0, func(string) {})
	if err := again.PutBack(t.Context(), kept.open[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "last")); err != nil {
		t.Error(err)
	}
}

func TestAFailedCommandIsSaid(t *testing.T) {
	url, dir := changeable(t)
	for apply, want := range map[string]string{
		"echo no such service >&2; exit 3": "exit status 3:\nno such service",
		"true":                             "answers 503",
	} {
		s := hookedScenario(t, url, dir, apply)
		s.Targets[0].HTTP.ApplyTimeout = 1e9
		r := http.New(s, 0, func(string) {})
		err := r.Apply(t.Context(), s.Plan().Variants[0])
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "http.apply") {
			t.Errorf("%s: %v", apply, err)
		}
	}
}

// A command that takes too long is told which limit it met, also when it puts back.
func TestARestoreThatTakesTooLongSaysSo(t *testing.T) {
	s, err := scenarios.Parse("api.yaml", t.TempDir(), []byte("version: 1\nname: api\nload: {concurrency: 1, invocations: 10}\n"+
		"target: {http: {url: \"http://127.0.0.1:1/\", apply: [sh, -c, exit], restore: [sleep, \"60\"], apply_timeout: 1s}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = http.New(s, 0, func(string) {}).PutBack(t.Context(), runners.Change{Action: "http:apply"})
	if err == nil || !strings.Contains(err.Error(), "longer than http.apply_timeout, 1s") {
		t.Errorf("%v", err)
	}
}

// An examination asks every server that variants name, each once.
func TestExamineAsksEveryServer(t *testing.T) {
	url, _ := changeable(t)
	s, err := scenarios.Parse("api.yaml", t.TempDir(), []byte(fmt.Sprintf("version: 1\nname: api\nload: {concurrency: 1, invocations: 10}\n"+
		"target: {http: {url: \"http://${HOST}/\"}}\nmatrix: {params: {HOST: [%q, \"127.0.0.1:1\"]}}\n", strings.TrimPrefix(url, "http://"))))
	if err != nil {
		t.Fatal(err)
	}
	found := http.New(s, 0, func(string) {}).Examine(t.Context(), s.Plan().Variants)
	if len(found) != 2 || !strings.Contains(found[0].Text, "503") || !strings.Contains(found[1].Text, "127.0.0.1:1") {
		t.Errorf("%+v", found)
	}
}

// The calls that are told beforehand are those that a run of all blocks makes.
func TestCallsListEveryCommand(t *testing.T) {
	url, dir := changeable(t)
	for _, order := range []scenarios.Order{scenarios.Interleaved, scenarios.Sequential} {
		s := hookedScenario(t, url, dir, writeSize)
		s.Repeat, s.Order = 3, order
		r := http.New(s, 0, func(string) {})
		plan := s.Plan()
		calls, err := r.Calls(t.Context(), plan.Variants)
		if err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(filepath.Join(dir, "log"))
		for _, b := range plan.Blocks {
			if err := r.Apply(t.Context(), plan.Variants[b.Variant]); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		made := strings.Split(strings.TrimSpace(string(log)), "\n")
		if len(made) != len(calls) || order == scenarios.Sequential && len(made) != 3 || len(made) < 3 {
			t.Fatalf("%s: foreseen %v, made %q", order, calls, made)
		}
		last := len(made) - 1
		for i, line := range made[:last] {
			if size := strings.Fields(line)[0]; !strings.Contains(calls[i].String(), "SWEETSPOT_MEMORY_MB="+size) {
				t.Errorf("%s: call %d is foreseen as %s, and was %s", order, i+1, calls[i], line)
			}
		}
		if made[last] != "restored" || !strings.Contains(calls[last].String(), "rm size") {
			t.Errorf("%s: %s ends it, and %s was foreseen", order, made[last], calls[last])
		}
	}
}

func TestExamineSaysWhatAServerAnswers(t *testing.T) {
	url, dir := changeable(t)
	s := hookedScenario(t, url, dir, writeSize)
	r := http.New(s, 0, func(string) {})
	found := r.Examine(t.Context(), s.Plan().Variants)
	if len(found) != 1 || found[0].Level != runners.FindingWarning || !strings.Contains(found[0].Text, "503") {
		t.Errorf("%+v", found)
	}
}

package container_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/containers"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/runners/container"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// TestMain lets the test binary be what the sweetspot binary is: started again
// with builtin.EnvName set, it serves the function.
func TestMain(m *testing.M) {
	if name, ok := builtin.Requested(); ok {
		builtin.Serve(name)
	}
	os.Exit(m.Run())
}

// parse reads a scenario of one container; more are further lines.
func parse(t *testing.T, section, more string) *scenarios.Scenario {
	t.Helper()
	src := fmt.Sprintf("version: 1\nname: box\ntarget: {price_as: ec2, container: {instance: c7g.large, %s}}\nload: {concurrency: 1, invocations: 10}\n%s", section, more)
	s, err := scenarios.Parse("box.yaml", t.TempDir(), []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newRunner makes the runner of a scenario with plain processes.
func newRunner(t *testing.T, s *scenarios.Scenario) (*container.Runner, []scenarios.Variant, *[]string) {
	t.Helper()
	processes, err := containers.OpenProcesses("")
	if err != nil {
		t.Fatal(err)
	}
	var warnings []string
	r := container.New(s, 0, processes, true, func(text string) { warnings = append(warnings, text) })
	t.Cleanup(func() {
		for range 2 {
			if err := r.Restore(context.Background()); err != nil {
				t.Error(err)
			}
		}
		if err := processes.Close(); err != nil {
			t.Error(err)
		}
	})
	return r, s.Plan().Variants, &warnings
}

// start checks a runner and makes its variants live.
func start(t *testing.T, s *scenarios.Scenario) (*container.Runner, []scenarios.Variant, *[]string) {
	t.Helper()
	r, variants, warnings := newRunner(t, s)
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	return r, variants, warnings
}

const chaosOf128 = "matrix: {vcpu: [1], memory_mb: [128]}\n"

// The first request of each replica carries its start-up; a recycled one is
// asked next.
func TestStartUpIsTheColdStart(t *testing.T) {
	s := parse(t, "handler: builtin:hello, replicas: 2", "matrix: {vcpu: [0.5, 1], memory_mb: [128]}\n")
	r, variants, warnings := start(t, s)
	for _, v := range variants {
		environments := map[string]bool{}
		for n := range 6 {
			if n == 4 {
				if err := r.Recycle(t.Context(), v); err != nil {
					t.Fatal(err)
				}
			}
			got := r.Invoke(t.Context(), v, s.Payloads[0])
			fresh := n < 2 || n == 4
			if got.Outcome != measure.OutcomeOK || got.Status != 200 ||
				(got.Cold == measure.ColdProactive) != fresh || (got.Init > 0) != fresh || got.Cold.Waited() {
				t.Errorf("%s, request %d: %+v", s.Label(v), n, got)
			}
			if fresh == environments[got.Environment] {
				t.Errorf("%s, request %d: environment %s", s.Label(v), n, got.Environment)
			}
			environments[got.Environment] = true
		}
	}
	if len(*warnings) != 0 {
		t.Errorf("warnings %q", *warnings)
	}
	for range 600 { // a minute: the memory is read now and then
		if r.Invoke(t.Context(), variants[0], s.Payloads[0]).MaxMemoryMB > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the memory used is never told")
}

// What a server does is told apart, and one that dies is there again.
func TestOutcomes(t *testing.T) {
	s := parse(t, "handler: builtin:chaos", chaosOf128+`payloads:
  - {name: ok, json: {do: ok}}
  - {name: error, json: {do: error}}
  - {name: bad, json: {do: what}}
  - {name: exit, json: {do: exit}}
  - {name: oom, json: {do: oom, mb: 300}}
`)
	r, variants, _ := start(t, s)
	for _, test := range []struct {
		payload string
		outcome measure.Outcome
		reason  string
	}{
		{"ok", measure.OutcomeOK, ""},
		{"error", measure.OutcomeFunction, "HTTP 500"},
		{"bad", measure.OutcomeFunction, "HTTP 400"},
		{"exit", measure.OutcomeFunction, "container ended: exit status 3"},
		{"oom", measure.OutcomeOOM, "container killed: out of memory"},
		{"ok", measure.OutcomeOK, ""},
	} {
		got := untilAsked(t, r, variants[0], scenarios.Payload{Name: test.payload})
		if got.Outcome != test.outcome || got.Reason != test.reason {
			t.Errorf("%s: %s, %q, want %s, %q", test.payload, got.Outcome, got.Reason, test.outcome, test.reason)
		}
	}
}

// untilAsked sends a payload, again while no replica is there.
func untilAsked(t *testing.T, r *container.Runner, v scenarios.Variant, p scenarios.Payload) measure.Sample {
	t.Helper()
	for range 3000 { // half a minute
		if got := r.Invoke(t.Context(), v, p); got.Reason != "no healthy replica" {
			return got
		}
	}
	t.Fatal("no replica came back")
	return measure.Sample{}
}

// A server that is told of by its params and its own variables.
func TestParamsAreVariables(t *testing.T) {
	s := parse(t, "handler: builtin:chaos, env: {INIT_MS: '1'}", "matrix: {vcpu: [1], memory_mb: [128], params: {INIT: [ok, nonsense]}}\n")
	r, variants, _ := newRunner(t, s)
	if err := r.Apply(t.Context(), variants[0]); err != nil {
		t.Error(err)
	}
	err := r.Apply(t.Context(), variants[1])
	if err == nil || !strings.Contains(err.Error(), "INIT is \"nonsense\"") || !strings.Contains(err.Error(), "builtin:chaos cannot start with 1 vCPU 128 MB INIT=nonsense") {
		t.Error(err)
	}
}

// What a server says before it ends is shown without the secrets that it was given.
func TestLastWordsHoldNoSecret(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("sh is not here")
	}
	s := parse(t, "command: [sh, -c, 'echo cannot log in with $DB_PASSWORD; exit 1'], env: {DB_PASSWORD: hunter2}", chaosOf128)
	r, variants, _ := newRunner(t, s)
	err := r.Check(t.Context(), variants)
	if err == nil || !strings.Contains(err.Error(), "cannot log in with [redacted]") || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	missing := parse(t, "command: [no-such-program]", chaosOf128)
	r, variants, _ := newRunner(t, missing)
	if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), "target box: cannot run no-such-program") {
		t.Error(err)
	}
	failing := parse(t, "handler: builtin:chaos", chaosOf128+"payloads: [{json: {do: error}}]\n")
	r, variants, warnings := newRunner(t, failing)
	if err := r.Check(t.Context(), variants); err != nil || len(*warnings) != 1 || !strings.Contains((*warnings)[0], "builtin:chaos fails a first request: HTTP 500") {
		t.Errorf("%v, %q", err, *warnings)
	}
}

func TestUsageIsOfAllReplicas(t *testing.T) {
	s := parse(t, "handler: builtin:primes, replicas: 2", "matrix: {vcpu: [0.5], memory_mb: [128]}\npayloads: [{json: {repeat: 1}}]\n")
	r, variants, _ := start(t, s)
	before, _ := r.Usage(t.Context(), variants[0])
	for range 4 {
		r.Invoke(t.Context(), variants[0], s.Payloads[0])
	}
	after, ok := r.Usage(t.Context(), variants[0])
	if used := after.Since(before); !ok || used.CPU <= 0 || after.VCPU != 1 || after.Replicas != 2 {
		t.Errorf("%+v, %t", after, ok)
	}
}

// A payload may say its own method, path and headers.
func TestPayloadsMaySayTheirRequest(t *testing.T) {
	s := parse(t, "handler: builtin:hello, request: {method: GET}", "matrix: {vcpu: [1], memory_mb: [128]}\npayloads: [{name: all, request: GET /pets}, {name: bad, request: POST /, json: {name: [1]}}]\n")
	r, variants, _ := start(t, s)
	for payload, status := range map[string]int{"all": 200, "bad": 500} { // a GET is answered without the function
		if got := r.Invoke(t.Context(), variants[0], scenarios.Payload{Name: payload}); got.Status != status {
			t.Errorf("%s: %+v", payload, got)
		}
	}
}

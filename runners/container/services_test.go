package container_test

import (
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

const threeServices = `services: [
  {name: users, path: /users, handler: builtin:hello},
  {name: posts, path: /posts, handler: builtin:primes},
  {name: mishaps, path: /posts/mishaps, handler: builtin:chaos}]`

const forum = `matrix: {vcpu: [0.25], memory_mb: [128]}
payloads:
  - {name: user, request: POST /users/1?page=1, json: {name: Ada}}
  - {name: post, request: POST /posts, json: {limit: 1000, repeat: 1}}
  - {name: ok, request: POST /posts/mishaps/1, json: {do: ok}}
  - {name: exit, request: POST /posts/mishaps, json: {do: exit}}
  - {name: oom, request: POST /posts/mishaps, json: {do: oom, mb: 300}}
`

// named is a payload of a scenario.
func named(t *testing.T, s *scenarios.Scenario, name string) scenarios.Payload {
	t.Helper()
	for _, p := range s.Payloads {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no payload %s", name)
	return scenarios.Payload{}
}

// Each request goes to the service with the longest path, and no other knows of
// it; what dies is started again, and the others go on meanwhile.
func TestServicesByPath(t *testing.T) {
	s := parse(t, threeServices, forum)
	r, variants, warnings := start(t, s)
	if len(*warnings) != 0 {
		t.Errorf("warnings %q", *warnings)
	}
	environments := map[string]string{}
	for _, test := range []struct {
		payload, service string
		outcome          measure.Outcome
		reason           string
	}{
		{"user", "users", measure.OutcomeOK, ""},
		{"post", "posts", measure.OutcomeOK, ""},
		{"ok", "mishaps", measure.OutcomeOK, ""},
		{"exit", "mishaps", measure.OutcomeFunction, "container ended: exit status 3"},
		{"user", "users", measure.OutcomeOK, ""},
		{"ok", "mishaps", measure.OutcomeOK, ""},
		{"oom", "mishaps", measure.OutcomeOOM, "container killed: out of memory"},
		{"post", "posts", measure.OutcomeOK, ""},
		{"ok", "mishaps", measure.OutcomeOK, ""},
	} {
		got := untilAsked(t, r, variants[0], named(t, s, test.payload))
		if got.Outcome != test.outcome || got.Reason != test.reason {
			t.Errorf("%s: %s, %q, want %s, %q", test.payload, got.Outcome, got.Reason, test.outcome, test.reason)
		}
		if !strings.HasPrefix(got.Environment, "box-"+test.service+"-0-") {
			t.Errorf("%s was sent to %s, want %s", test.payload, got.Environment, test.service)
		}
		if before := environments[test.service]; test.service != "mishaps" && before != "" && before != got.Environment {
			t.Errorf("%s is another than %s: it never died", got.Environment, before)
		}
		environments[test.service] = got.Environment
	}
	u, ok := r.Usage(t.Context(), variants[0])
	if !ok || u.Replicas != 3 || u.VCPU != 0.75 || u.CPU <= 0 {
		t.Errorf("%+v, %t", u, ok)
	}
}

// A forced start restarts all services, and is told once: by whichever is asked
// next.
func TestStartUpOfServices(t *testing.T) {
	s := parse(t, threeServices, forum)
	r, variants, _ := start(t, s)
	for _, payload := range []string{"user", "post", "ok"} {
		r.Invoke(t.Context(), variants[0], named(t, s, payload))
	}
	before := r.Invoke(t.Context(), variants[0], named(t, s, "post"))
	if err := r.Recycle(t.Context(), variants[0]); err != nil {
		t.Fatal(err)
	}
	whole := r.Invoke(t.Context(), variants[0], named(t, s, "post"))
	part := r.Invoke(t.Context(), variants[0], named(t, s, "user"))
	if before.Init != 0 || whole.Environment == before.Environment || whole.Cold != measure.ColdProactive || part.Cold != measure.ColdProactive {
		t.Errorf("%+v, %+v after %+v", whole, part, before)
	}
	if whole.Init < part.Init || part.Init <= 0 {
		t.Errorf("all started within %s, and one of them within %s", whole.Init, part.Init)
	}
}

// One server may do the work of several functions.
func TestOneServerOfSeveralFunctions(t *testing.T) {
	s := parse(t, "handlers: {/users: builtin:hello, /posts: builtin:primes, /posts/mishaps: builtin:chaos}", forum)
	r, variants, warnings := start(t, s)
	seen := map[string]bool{}
	for _, payload := range []string{"user", "post", "ok"} {
		got := r.Invoke(t.Context(), variants[0], named(t, s, payload))
		if got.Outcome != measure.OutcomeOK {
			t.Errorf("%s: %+v", payload, got)
		}
		seen[got.Environment] = true
	}
	if len(seen) != 1 || len(*warnings) != 0 {
		t.Errorf("%v, warnings %q", seen, *warnings)
	}
}

// A service that cannot start is named, without its secrets.
func TestServiceThatCannotStart(t *testing.T) {
	s := parse(t, "services: [{name: a, path: /, handler: builtin:hello}, {name: b, path: /b, handler: builtin:chaos, env: {INIT: nonsense, API_TOKEN: nonsense}}]", chaosOf128)
	r, variants, _ := newRunner(t, s)
	err := r.Check(t.Context(), variants)
	if err == nil || !strings.Contains(err.Error(), "service b cannot start with 2 services of 1 vCPU 128 MB") || strings.Contains(err.Error(), "nonsense") {
		t.Error(err)
	}
}

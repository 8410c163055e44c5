package scenarios

import (
	"strings"
	"testing"
)

// What a service leaves out is the container's, and both sizes and tasks count
// all of them.
func TestServices(t *testing.T) {
	s := parsed(t, ".", `target: {container: {replicas: 2, health: /health, env: {LOG: quiet, MODE: all}, request: {path: /users/1}, services: [
  {name: users, path: /users, handler: builtin:pets, env: {MODE: users, API_TOKEN: hunter2}},
  {name: posts, path: /posts, handler: builtin:hello, port: 81, health: /well}]}}
matrix: {vcpu: [0.25], params: {N: [a, b]}}
`)
	v := s.Plan().Variants[1]
	c := s.Targets[0].ContainerOf(v)
	users, posts := c.Programs()[0], c.Programs()[1]
	if users.Health != "/health" || users.Port != 8080 || users.Env["LOG"] != "quiet" || users.Env["MODE"] != "users" || users.Env["N"] != "b" {
		t.Errorf("%+v", users)
	}
	if posts.Health != "/well" || posts.Port != 81 || posts.Env["MODE"] != "all" || posts.Env["N"] != "b" {
		t.Errorf("%+v", posts)
	}
	if c.Tasks() != 4 || c.Parts() != 2 {
		t.Errorf("%d tasks of %d programs", c.Tasks(), c.Parts())
	}
	if got, want := s.Label(v), "2 services of 0.25 vCPU 512 MB N=b"; got != want {
		t.Errorf("label %q, want %q", got, want)
	}
	if got := s.Targets[0].HandlerText(); got != "the services users, posts" {
		t.Error(got)
	}
	if shown := s.Redacted().Targets[0].Container.Services[0]; shown.Env["API_TOKEN"] != redacted || s.Targets[0].Container.Services[0].Env["API_TOKEN"] != "hunter2" {
		t.Errorf("%+v", shown)
	}
	if strings.Contains(string(s.Redacted().Source), "hunter2") {
		t.Error("the source shows a secret")
	}
}

package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func parsed(t *testing.T, dir, lines string) *Scenario {
	t.Helper()
	s, err := Parse("box.yaml", dir, []byte("version: 1\nname: box\nload: {concurrency: 1, invocations: 10}\n"+lines))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What a matrix leaves out is the least that Fargate has; both lists multiply, and
// pairs stay as they are.
func TestSizesOfContainers(t *testing.T) {
	for _, test := range []struct{ matrix, want string }{
		{"", "0.25 vCPU 512 MB|0.5 vCPU 1024 MB|1 vCPU 2048 MB"},
		{"matrix: {vcpu: [4, 0.250]}", "4 vCPU 8192 MB|0.25 vCPU 512 MB"},
		{"matrix: {memory_mb: [512, 3072]}", "0.25 vCPU 512 MB|0.5 vCPU 3072 MB"},
		{"matrix: {vcpu: [0.25, 0.5], memory_mb: [1024, 2048]}", "0.25 vCPU 1024 MB|0.25 vCPU 2048 MB|0.5 vCPU 1024 MB|0.5 vCPU 2048 MB"},
		{"matrix: {sizes: [{vcpu: 1, memory_mb: 2048}, {vcpu: 0.25, memory_mb: 512}]}", "1 vCPU 2048 MB|0.25 vCPU 512 MB"},
		{"matrix: {vcpu: [1], params: {MODE: [a, b]}}", "1 vCPU 2048 MB MODE=a|1 vCPU 2048 MB MODE=b"},
	} {
		s := parsed(t, ".", "target: {container: {handler: builtin:hello}}\n"+test.matrix)
		var labels []string
		for _, v := range s.Plan().Variants {
			labels = append(labels, s.Label(v))
			if v.VCPU() <= 0 || s.Targets[0].ContainerOf(v).Env["MODE"] != valueOf(v, "MODE") {
				t.Errorf("%+v", v)
			}
		}
		if got := strings.Join(labels, "|"); got != test.want {
			t.Errorf("%s: %s, want %s", test.matrix, got, test.want)
		}
	}
}

func valueOf(v Variant, name string) string {
	for _, p := range v.Variables() {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// A function and a container may share a matrix of memory: each has its own CPU.
func TestAMatrixOfFunctionsAndContainers(t *testing.T) {
	s := parsed(t, ".", "targets: [{name: f, function: {handler: builtin:hello}}, {name: c, container: {handler: builtin:hello}}]\nmatrix: {memory_mb: [512, 1024]}")
	var labels []string
	for _, v := range s.Plan().Variants {
		labels = append(labels, s.Label(v))
	}
	if got, want := strings.Join(labels, "|"), "f: 512 MB|f: 1024 MB|c: 0.25 vCPU 512 MB|c: 0.25 vCPU 1024 MB"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSecretsOfAContainerAreKept(t *testing.T) {
	s := parsed(t, ".", `target: {container: {handler: builtin:hello, env: {API_TOKEN: hunter2}, request: {headers: {Authorization: Bearer hunter2}}}}`)
	shown := s.Redacted().Targets[0].Container
	if shown.Env["API_TOKEN"] != redacted || shown.Request.Headers["Authorization"] != redacted || s.Targets[0].Container.Env["API_TOKEN"] != "hunter2" {
		t.Errorf("%+v", shown)
	}
}

// The base of a container is its command in another folder.
func TestBaseOfAContainer(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	for _, dir := range []string{here, there} {
		if err := os.WriteFile(filepath.Join(dir, "server"), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	base, err := parsed(t, here, "target: {container: {command: [./server]}}").BaseIn(there, "main")
	if err != nil || base.Container.Command[0] != filepath.Join(there, "server") || base.Path() != filepath.Join(there, "server") || base.Matrix == nil {
		t.Errorf("%+v, %v", base, err)
	}
	if _, err := parsed(t, here, "target: {container: {image: shop}}").BaseIn(there, "main"); err == nil || !strings.Contains(err.Error(), "shop is not built from a commit") {
		t.Error(err)
	}
}

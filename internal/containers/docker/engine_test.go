package docker

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/system"
)

func TestOnlyEnginesOfThisMachine(t *testing.T) {
	for host, ok := range map[string]bool{
		"unix:///var/run/docker.sock": true, "npipe:////./pipe/docker_engine": true, "tcp://127.0.0.1:2375": true, "tcp://localhost:2375": true,
		"tcp://[::1]:2375": true, "tcp://10.0.0.7:2375": false, "ssh://me@elsewhere": false, "tcp://build.example:2376": false, "%zz": false,
	} {
		if err := onThisMachine(host); (err == nil) != ok {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// Without an engine the error says what to do, and nothing waits for long.
func TestNoEngine(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "none.sock"))
	if _, err := Open(t.Context()); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Error(err)
	}
	t.Setenv("DOCKER_HOST", "tcp://10.0.0.7:2375")
	if _, err := Open(t.Context()); err == nil || !strings.Contains(err.Error(), "on another machine (10.0.0.7:2375)") {
		t.Error(err)
	}
}

func TestSockets(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", "/run/user/7")
	t.Setenv("HOME", "/home/ada")
	got := sockets()
	for _, want := range []string{"/var/run/docker.sock", "/run/user/7/podman/podman.sock", "/run/podman/podman.sock"} {
		if !slices.Contains(got, filepath.FromSlash(want)) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
}

func TestUsedMemory(t *testing.T) {
	for _, test := range []struct {
		stats container.MemoryStats
		want  int
	}{
		{container.MemoryStats{}, 0},
		{container.MemoryStats{Usage: 1}, 1},
		{container.MemoryStats{Usage: 10 << 20, Stats: map[string]uint64{"inactive_file": 4 << 20}}, 6},
		{container.MemoryStats{Usage: 10 << 20, Stats: map[string]uint64{"inactive_file": 1 << 20, "total_inactive_file": 4 << 20}}, 6},
		{container.MemoryStats{Usage: 1 << 20, Stats: map[string]uint64{"inactive_file": 4 << 20}}, 1},
	} {
		if got := usedMB(test.stats); got != test.want {
			t.Errorf("%+v: %d MB, want %d", test.stats, got, test.want)
		}
	}
}

func TestEngineName(t *testing.T) {
	for _, test := range []struct {
		parts []system.ComponentVersion
		want  string
	}{
		{nil, "Docker Engine"},
		{[]system.ComponentVersion{{Name: "Engine"}, {Name: "containerd"}}, "Docker Engine"},
		{[]system.ComponentVersion{{Name: "Podman Engine"}}, "Podman Engine"},
	} {
		if got := engineName(test.parts); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// A container is told where to listen, whatever the scenario says.
func TestVariables(t *testing.T) {
	got := strings.Join(variables(map[string]string{"PORT": "1", "MODE": "fast"}, "0.0.0.0", 8080), " ")
	if got != "HOST=0.0.0.0 MODE=fast PORT=8080" {
		t.Error(got)
	}
}

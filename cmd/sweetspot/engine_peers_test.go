//go:build peers && linux

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/moby/client"

	"github.com/sweetspot-bench/sweetspot/internal/containers/docker/enginetest"
	"github.com/sweetspot-bench/sweetspot/reports"
)

const imageScenario = `version: 1
name: image
target: {container: {image: ` + enginetest.Image + `, health: /health, replicas: 2}}
matrix: {vcpu: [0.25, 0.5]}
load: {concurrency: 2, invocations: 40}
repeat: 1
cold_starts: {samples: 1}
`

// An image is swept from the command line, and nothing of it is left.
func TestPeersImage(t *testing.T) {
	enginetest.Start(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "image.yaml")
	if err := os.WriteFile(file, []byte(imageScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := execute([]string{"run", "--out", filepath.Join(dir, "out"), file}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s%s", code, stdout.String(), stderr.String())
	}
	if !strings.Contains(stdout.String(), "0.5 vCPU 1024 MB") || !strings.Contains(stderr.String(), "Docker Engine ") {
		t.Errorf("%s%s", stdout.String(), stderr.String())
	}
	data, err := os.ReadFile(filepath.Join(dir, "out", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s reports.Summary
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	for _, trial := range s.Trials {
		if trial.Invocations != 40 || trial.Errors != 0 || trial.ColdStarts.Forced != 1 || trial.ColdStarts.Init.P50 == nil || trial.MaxMemoryUsedMB == nil || trial.Usage == nil {
			t.Errorf("%s: %+v", trial.Label, trial)
		}
	}
	if s.Run.Host.Limits != engineTier {
		t.Errorf("limits by %q", s.Run.Host.Limits)
	}
	c, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	left, err := c.ContainerList(t.Context(), client.ContainerListOptions{All: true})
	if err != nil || len(left.Items) != 0 {
		t.Errorf("%d containers are left, %v", len(left.Items), err)
	}
}

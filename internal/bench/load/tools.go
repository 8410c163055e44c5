package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// job is one run of a tool.
type job struct {
	url     string
	rate    int // per second; 0: as fast as 64 connections can
	length  time.Duration
	scratch string // a folder for its files
	bounded int    // workers at most, where the tool can bound them; 0: its default
}

// tool is a load generator.
type tool struct {
	name    string
	path    string
	command func(job) (args []string, stdin string, err error)
}

// connections of the peak runs, as in the measurements of the peers.
const connections = 64

// peers are the modules of the tools that we compare with.
var peers = map[string]struct {
	module  string
	command func(job) ([]string, string, error)
}{
	"vegeta":     {"github.com/tsenart/vegeta/v12@v12.13.0", vegetaCommand},
	"k6":         {"go.k6.io/k6@v1.8.1", k6Command},
	"bombardier": {"github.com/codesenberg/bombardier@v1.2.6", bombardierCommand},
	"fortio":     {"fortio.org/fortio@v1.75.3", fortioCommand},
}

// buildTools builds our own program and the peers, ours first.
func buildTools(ctx context.Context, work string, names []string) ([]tool, error) {
	self := filepath.Join(work, "sweetspot-bench")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", self, "./internal/bench/load").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cannot build this program (run it from the module's root): %w\n%s", err, out)
	}
	tools := []tool{{name: "sweetspot", path: self, command: ownCommand}}
	for _, name := range names {
		peer, ok := peers[name]
		if !ok {
			continue
		}
		install := exec.CommandContext(ctx, "go", "install", peer.module)
		install.Env = append(os.Environ(), "GOBIN="+work, "GOFLAGS=-mod=mod", "CGO_ENABLED=0")
		install.Dir = work
		if out, err := install.CombinedOutput(); err != nil {
			fmt.Printf("%s is left out, it cannot be built: %v\n%s\n", name, err, lastLine(string(out)))
			continue
		}
		tools = append(tools, tool{name: name, path: filepath.Join(work, name), command: peer.command})
	}
	return tools, nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndex(s, "\n")+1:]
}

func ownCommand(j job) ([]string, string, error) {
	return []string{
		"generate", "-url", j.url, "-rate", strconv.Itoa(j.rate), "-for", j.length.String(),
		"-workers", strconv.Itoa(j.bounded), "-out", filepath.Join(j.scratch, "run"),
	}, "", nil
}

func vegetaCommand(j job) ([]string, string, error) {
	args := []string{
		"attack", "-rate", strconv.Itoa(j.rate), "-duration", j.length.String(),
		"-output", filepath.Join(j.scratch, "results.gob"),
	}
	switch {
	case j.rate == 0:
		args = append(args, "-max-workers", strconv.Itoa(connections))
	case j.bounded > 0:
		args = append(args, "-max-workers", strconv.Itoa(j.bounded))
	}
	return args, "GET " + j.url + "\n", nil
}

func bombardierCommand(j job) ([]string, string, error) {
	args := []string{"-c", strconv.Itoa(connections), "-d", j.length.String(), "-p", "r"}
	if j.rate > 0 {
		args = append(args, "-r", strconv.Itoa(j.rate))
	}
	return append(args, j.url), "", nil
}

func fortioCommand(j job) ([]string, string, error) {
	rate := j.rate
	if rate == 0 {
		rate = -1
	}
	return []string{
		"load", "-quiet", "-c", strconv.Itoa(connections), "-qps", strconv.Itoa(rate), "-t", j.length.String(),
		"-json", filepath.Join(j.scratch, "fortio.json"), j.url,
	}, "", nil
}

func k6Command(j job) ([]string, string, error) {
	scenario := fmt.Sprintf(`{executor: "constant-vus", vus: %d, duration: "%s"}`, connections, j.length)
	if j.rate > 0 {
		scenario = fmt.Sprintf(`{executor: "constant-arrival-rate", rate: %d, timeUnit: "1s", duration: "%s", preAllocatedVUs: %d, maxVUs: 1000}`,
			j.rate, j.length, connections)
	}
	script := fmt.Sprintf(`import http from "k6/http";
export const options = {scenarios: {load: %s}};
export default function () { http.get(%q); }
`, scenario, j.url)
	file := filepath.Join(j.scratch, "script.js")
	return []string{"run", "--quiet", "--no-usage-report", file}, "", os.WriteFile(file, []byte(script), 0o600)
}

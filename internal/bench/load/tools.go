package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// peer is a tool that we compare with.
type peer struct {
	binary  string
	install func(ctx context.Context, work string) error
	command func(job) ([]string, string, error)
}

// peers by the names of the -peers flag. vegeta without a bound on its workers
// collapses at rates that it cannot keep, so it comes with one too.
var peers = map[string]peer{
	"vegeta":     {"vegeta", module("github.com/tsenart/vegeta/v12@v12.13.0"), vegetaCommand},
	"vegeta-64":  {"vegeta", module("github.com/tsenart/vegeta/v12@v12.13.0"), boundedVegetaCommand},
	"k6":         {"k6", module("go.k6.io/k6@v1.8.1"), k6Command},
	"bombardier": {"bombardier", module("github.com/codesenberg/bombardier@v1.2.6"), bombardierCommand},
	"fortio":     {"fortio", installFortio, fortioCommand},
}

// buildTools builds our own program and the peers, ours first.
func buildTools(ctx context.Context, work string, names []string) ([]tool, error) {
	self := filepath.Join(work, "sweetspot-bench")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", self, "./internal/bench/load").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cannot build this program (run it from the module's root): %w\n%s", err, out)
	}
	tools := []tool{{name: "sweetspot", path: self, command: ownCommand}}
	for _, name := range names {
		p, ok := peers[name]
		if !ok {
			return nil, fmt.Errorf("-peers: %q is none of %s", name, strings.Join(slices.Sorted(maps.Keys(peers)), ", "))
		}
		if err := p.install(ctx, work); err != nil {
			fmt.Printf("%s is left out, it cannot be built: %v\n", name, err)
			continue
		}
		tools = append(tools, tool{name: name, path: filepath.Join(work, p.binary), command: p.command})
	}
	return tools, nil
}

// module installs the command of a module.
func module(at string) func(context.Context, string) error {
	return func(ctx context.Context, work string) error {
		return goCommand(ctx, work, "install", at)
	}
}

// fortioMain drives fortio's engine through its library: its own command wants a
// module that is not served everywhere.
//
//go:embed fortio.go.txt
var fortioMain []byte

func installFortio(ctx context.Context, work string) error {
	dir := filepath.Join(work, "fortio-source")
	err := errors.Join(
		os.MkdirAll(dir, 0o755),
		os.WriteFile(filepath.Join(dir, "main.go"), fortioMain, 0o600),
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module fortiobench\n\ngo 1.26\n\nrequire fortio.org/fortio v1.75.3\n"), 0o600),
	)
	if err != nil {
		return err
	}
	return goCommand(ctx, dir, "build", "-o", filepath.Join(work, "fortio"), ".")
}

// goCommand runs the go tool outside of our own module; programs go to work.
func goCommand(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=-mod=mod", "CGO_ENABLED=0")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, lastLine(string(out)))
	}
	return nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndex(s, "\n")+1:]
}

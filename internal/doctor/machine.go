// Package doctor looks at what a run needs before there is one: of this machine,
// and of an AWS account. It starts no load and changes nothing.
package doctor

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/containers/docker"
	"github.com/sweetspot-bench/sweetspot/internal/hostinfo"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/runners"
)

const (
	// leastFree is how much a run directory may need: a million samples take some
	// 20 MB, and reports and the reserve for a full disk a few more.
	leastFree = 500 << 20
	// patience bounds each look at something that may not answer.
	patience = 10 * time.Second
)

// Machine looks at this machine: what holds CPU and memory, which languages there
// are, the container engine, and the room for run directories in a folder.
func Machine(ctx context.Context, runs string) []runners.Finding {
	host := hostinfo.Read()
	found := []runners.Finding{{
		Level: runners.FindingOK, What: "machine",
		Text: fmt.Sprintf("%s, %d cores, %d MB, %s: functions of up to %d MB get the CPU that Lambda would give them", host.CPU, host.Cores, host.MemoryMB, host.OS, host.Cores*fullVCPU),
	}}
	found = append(found, holding()...)
	found = append(found, language(ctx, "python3", "for python: handlers"), language(ctx, "node", "for node: handlers"), engine(ctx))
	return append(found, room(runs))
}

// fullVCPU is the memory with which a function has one vCPU:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html.
const fullVCPU = 1769

// holding says what holds CPU and memory of local functions and containers: the
// best that works, and why none better does.
func holding() []runners.Finding {
	var why []string
	for _, p := range limits.Probe() {
		if !p.OK {
			why = append(why, fmt.Sprintf("%s: %s", p.Tier, p.Reason))
			continue
		}
		f := runners.Finding{Level: runners.FindingOK, What: "limits", Text: "CPU and memory are held by " + string(p.Tier)}
		if len(why) > 0 {
			f.Text += " (" + strings.Join(why, "; ") + ")"
		}
		if p.Tier == limits.None || p.Tier == limits.DutyCycle {
			f.Level, f.Fix = runners.FindingWarning, "run as a user to whom cgroups are delegated: docs/sandbox.md says how"
		}
		return []runners.Finding{f}
	}
	return []runners.Finding{{Level: runners.FindingError, What: "limits", Text: strings.Join(why, "; ")}}
}

// language looks for an interpreter.
func language(ctx context.Context, program, use string) runners.Finding {
	f := runners.Finding{Level: runners.FindingOK, What: program}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	said, err := exec.CommandContext(ctx, program, "--version").CombinedOutput()
	if err != nil {
		f.Level, f.Text, f.Fix = runners.FindingWarning, "not found", "install it "+use
		return f
	}
	f.Text, _, _ = strings.Cut(strings.TrimSpace(string(said)), "\n")
	return f
}

// engine looks for a container engine.
func engine(ctx context.Context) runners.Finding {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	e, err := docker.Open(ctx)
	if err != nil {
		text, _, _ := strings.Cut(err.Error(), "\n")
		return runners.Finding{Level: runners.FindingWarning, What: "container engine", Text: text, Fix: "needed for container.image alone: start Docker or Podman"}
	}
	defer func() { _ = e.Close() }()
	return runners.Finding{Level: runners.FindingOK, What: "container engine", Text: e.Describe()}
}

// room says whether runs can be written.
func room(runs string) runners.Finding {
	f := runners.Finding{Level: runners.FindingOK, What: "disk"}
	folder := runs
	for !isFolder(folder) && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
	}
	if tmp, err := os.CreateTemp(folder, ".sweetspot-*"); err != nil {
		f.Level, f.Text, f.Fix = runners.FindingError, err.Error(), "name a folder for runs with --runs"
		return f
	} else if err := tmp.Close(); err == nil {
		_ = os.Remove(tmp.Name())
	}
	free, known := freeBytes(folder)
	switch {
	case !known:
		f.Text = folder + " can be written"
	case free < leastFree:
		f.Level, f.Text, f.Fix = runners.FindingWarning, fmt.Sprintf("%s free in %s, which long runs may fill", check.Bytes(free), folder), "free some space, or name another folder with --runs"
	default:
		f.Text = fmt.Sprintf("%d GB free in %s", free>>30, folder)
	}
	return f
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

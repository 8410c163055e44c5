package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/rundir"
)

const untilFull = `
version: 1
name: full
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [512]}
repeat: 1
load: {concurrency: 8, for: 10m}
objective: fastest
`

// A file system of a size of its own. The test in testdata/script/resume.txt
// meets the same with a limit on file sizes and needs no root.
func TestFullDiskStopsTheLoad(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		size    string
		reports bool // there is a reserve, so that they find room
	}{{"128k", false}, {"1536k", true}} {
		t.Run(test.size, func(t *testing.T) {
			work := t.TempDir()
			disk := filepath.Join(work, "disk")
			if err := os.Mkdir(disk, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+test.size); err != nil {
				t.Skipf("a file system to fill cannot be mounted (it takes root): %v", err)
			}
			defer func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) }()
			if err := os.WriteFile(filepath.Join(work, "full.yaml"), []byte(untilFull), 0o600); err != nil {
				t.Fatal(err)
			}
			checkFullDisk(t, work, rundir.Dir(filepath.Join(disk, "out")), test.reports)
			if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=32m"); err != nil {
				t.Fatal(err)
			}
			if cmd, stderr := sweetspot(t, work, "report", "disk/out"); cmd.Run() != nil {
				t.Errorf("report once there is room: %s", stderr)
			}
		})
	}
}

// checkFullDisk runs until the disk is full and checks what is there.
func checkFullDisk(t *testing.T, work string, dir rundir.Dir, reports bool) {
	t.Helper()
	cmd, stderr := sweetspot(t, work, "run", "--quiet", "--out", "disk/out", "full.yaml")
	cmd.Run()
	said := stderr.String()
	if cmd.ProcessState.ExitCode() != codeIncomplete || !strings.Contains(said, "cannot write disk/out/samples.log: no space left on device; free some space there") {
		t.Errorf("exit code %d\n%s", cmd.ProcessState.ExitCode(), said)
	}
	if n := strings.Count(said, rundir.LogFile+": no space"); n != 1 {
		t.Errorf("said %d times:\n%s", n, said)
	}
	samples, err := dir.ReadSamples()
	if err != nil || len(samples) < 100 {
		t.Errorf("%d samples, %v", len(samples), err)
	}
	if !reports {
		return
	}
	if m, err := dir.ReadManifest(); err != nil || m.State != rundir.Failed {
		t.Errorf("state %q, %v", m.State, err)
	}
	for _, file := range []string{rundir.SummaryFile, rundir.HTMLFile} {
		if _, err := os.Stat(dir.Path(file)); err != nil {
			t.Error(err)
		}
	}
}

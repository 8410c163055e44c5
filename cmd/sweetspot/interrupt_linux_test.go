package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/reports"
)

const minuteOfHello = `
version: 1
name: minute
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 512]}
repeat: 1
load: {stages: [{rate: 20/s, for: 60s}], max_workers: 8}
`

// fourBlocks is a sweep of four blocks of 60 sends.
const fourBlocks = `
version: 1
name: four
target: {kind: function, provider: local, function: {handler: "builtin:hello"}}
matrix: {memory_mb: [128, 512]}
repeat: 2
load: {stages: [{rate: 20/s, for: 6s}], max_workers: 8}
`

// started is a run in a process of its own.
type started struct {
	cmd      *exec.Cmd
	path     string // of its run directory
	children []int
	stderr   *bytes.Buffer
}

// sweetspot makes a command of this test binary, with a scenario at hand.
func sweetspot(t *testing.T, work string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stderr := new(bytes.Buffer)
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "sweetspot" // what TestMain goes by
	cmd.Dir, cmd.Stderr = work, stderr
	return cmd, stderr
}

// startRun starts a run and returns when it has environments.
func startRun(t *testing.T, scenario string) *started {
	t.Helper()
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "scenario.yaml"), []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &started{path: filepath.Join(work, "out")}
	s.cmd, s.stderr = sweetspot(t, work, "run", "--out", "out", "scenario.yaml")
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	await(t, "the load to run", func() bool {
		_, err := os.Stat(filepath.Join(s.path, rundir.ManifestFile))
		s.children = childrenOf(s.cmd.Process.Pid)
		return err == nil && len(s.children) > 0
	})
	return s
}

// manifest reads run.json.
func (s *started) manifest(t *testing.T) *rundir.Manifest {
	t.Helper()
	m, err := rundir.Dir(s.path).ReadManifest()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// samples counts what is stored by block, phase and place in it.
func (s *started) samples(t *testing.T) map[measure.Sample]int {
	t.Helper()
	stored, err := rundir.Dir(s.path).ReadSamples()
	if err != nil {
		t.Fatal(err)
	}
	count := map[measure.Sample]int{}
	for _, sample := range stored {
		count[key(sample.Block, sample.Phase, sample.Seq)]++
	}
	return count
}

func key(block int, phase measure.Phase, seq int) measure.Sample {
	return measure.Sample{Block: block, Phase: phase, Seq: seq}
}

// lost finds samples that are missing although later ones are there, and those
// that are there twice. What was in flight at the end may be missing: with an
// answer within milliseconds, that is of the last second.
func lost(count map[measure.Sample]int) (missing, twice int) {
	last := map[measure.Sample]int{}
	for at, n := range count {
		place := key(at.Block, at.Phase, 0)
		last[place] = max(last[place], at.Seq)
		twice += n - 1
	}
	for place, seq := range last {
		for n := range max(0, seq-20) {
			if count[key(place.Block, place.Phase, n)] == 0 {
				missing++
			}
		}
	}
	return missing, twice
}

func TestSignalsKeepWhatWasMeasured(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			if sig == syscall.SIGHUP && signal.Ignored(sig) {
				t.Skip("hang-ups are ignored here, as under nohup")
			}
			run := startRun(t, minuteOfHello)
			time.Sleep(2 * time.Second) // some of the load, however slow the machine
			if err := run.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			var exit *exec.ExitError
			if err := run.cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != codeInterrupted {
				t.Fatalf("ended with %v, want exit code 130\n%s", err, run.stderr)
			}
			checkInterrupted(t, run)
			for _, child := range run.children {
				if alive(child) {
					t.Errorf("environment %d outlived the run", child)
				}
			}
			if left := groupsOf(run.cmd.Process.Pid); len(left) > 0 {
				t.Errorf("groups left: %v", left)
			}
		})
	}
}

// checkInterrupted checks what a run leaves that did not go through to its end.
func checkInterrupted(t *testing.T, run *started) {
	t.Helper()
	dir := rundir.Dir(run.path)
	if m := run.manifest(t); m.State != rundir.Interrupted {
		t.Errorf("state %q", m.State)
	}
	count := run.samples(t)
	if missing, twice := lost(count); missing > 0 || twice > 0 || len(count) == 0 {
		t.Errorf("%d samples, %d missing, %d twice", len(count), missing, twice)
	}
	summary, err := reports.ReadSummary(dir.Path(rundir.SummaryFile))
	if err != nil || summary.Run.Complete {
		t.Errorf("summary: %v, complete %v", err, err == nil && summary.Run.Complete)
	}
	html, _ := os.ReadFile(dir.Path(rundir.HTMLFile))
	if !bytes.Contains(bytes.ToLower(html), []byte("partial")) {
		t.Error("the report does not say that it is partial")
	}
	if dir.HasLog() {
		t.Error("the log was not made into Parquet")
	}
}

// A run is killed in its second block or later. Nobody may touch it while it
// lives; then it is reported, and then completed.
func TestKilledRunIsReportedAndResumed(t *testing.T) {
	t.Parallel()
	run := startRun(t, fourBlocks)
	work := filepath.Dir(run.path)
	for _, args := range [][]string{{"report", "out"}, {"run", "--resume", "out"}} {
		cmd, stderr := sweetspot(t, work, args...)
		if cmd.Run(); cmd.ProcessState.ExitCode() != codeInput || !strings.Contains(stderr.String(), fmt.Sprintf("process %d, started", run.cmd.Process.Pid)) {
			t.Errorf("%v of a living run: exit code %d, %s", args, cmd.ProcessState.ExitCode(), stderr)
		}
	}
	await(t, "samples of a block after one that is done", func() bool {
		for at := range run.samples(t) {
			if at.Phase == measure.PhaseLoad && at.Block > 0 && run.manifest(t).Blocks[at.Block-1].State == measure.BlockDone {
				return true
			}
		}
		return false
	})
	before := run.samples(t)
	_ = run.cmd.Process.Kill()
	_ = run.cmd.Wait()

	cmd, stderr := sweetspot(t, work, "report", "out")
	if err := cmd.Run(); err != nil || !strings.Contains(stderr.String(), "the run was killed after") {
		t.Fatalf("report: %v\n%s", err, stderr)
	}
	after := run.samples(t)
	for at := range before {
		if after[at] != 1 {
			t.Errorf("block %d %s %d: %d times in the report of the killed run", at.Block, at.Phase, at.Seq, after[at])
		}
	}
	checkInterrupted(t, run)

	cmd, stderr = sweetspot(t, work, "run", "--resume", "out")
	if err := cmd.Run(); err != nil || !strings.Contains(stderr.String(), "of 4 blocks done") {
		t.Fatalf("resume: %v\n%s", err, stderr)
	}
	checkComplete(t, run)
	cmd, stderr = sweetspot(t, work, "run", "--resume", "out")
	if cmd.Run(); cmd.ProcessState.ExitCode() != codeInput || !strings.Contains(stderr.String(), "nothing to resume") {
		t.Errorf("resume of a complete run: exit code %d, %s", cmd.ProcessState.ExitCode(), stderr)
	}
}

// checkComplete checks that a resumed run of fourBlocks is whole.
func checkComplete(t *testing.T, run *started) {
	t.Helper()
	m := run.manifest(t)
	if m.State != rundir.Complete || len(m.Blocks) != 4 || len(done(m.Blocks)) != 4 || m.Error != "" {
		t.Errorf("state %q, error %q, blocks %+v", m.State, m.Error, m.Blocks)
	}
	count := run.samples(t)
	for block := range 4 {
		for seq := range 60 {
			if n := count[key(block, measure.PhaseLoad, seq)]; n != 1 {
				t.Errorf("block %d, send %d: %d samples", block, seq, n)
			}
		}
	}
	summary, err := reports.ReadSummary(rundir.Dir(run.path).Path(rundir.SummaryFile))
	if err != nil {
		t.Fatal(err)
	}
	if !summary.Run.Complete || summary.Trials[0].Invocations != 120 || summary.Trials[1].Invocations != 120 {
		t.Errorf("summary: complete %v, %d and %d invocations", summary.Run.Complete, summary.Trials[0].Invocations, summary.Trials[1].Invocations)
	}
	if !slices.ContainsFunc(summary.Warnings, func(w reports.Warning) bool { return w.Code == "resumed" }) {
		t.Errorf("nothing says that the run was resumed: %v", summary.Warnings)
	}
}

func TestEnvironmentsDieWithAKilledRun(t *testing.T) {
	t.Parallel()
	run := startRun(t, minuteOfHello)
	if err := run.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.cmd.Wait()
	await(t, "the environments to die", func() bool {
		for _, child := range run.children {
			if alive(child) {
				return false
			}
		}
		return true
	})
}

// childrenOf lists the processes that pid's threads started.
func childrenOf(pid int) []int {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	var children []int
	for _, list := range lists {
		data, _ := os.ReadFile(list)
		for field := range strings.FieldsSeq(string(data)) {
			var child int
			if _, err := fmt.Sscan(field, &child); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}

// alive reports whether a process exists and is no zombie.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// groupsOf finds control groups that a process of ours left behind.
func groupsOf(pid int) []string {
	var found []string
	for _, pattern := range []string{"/sys/fs/cgroup/sweetspot-%d-*", "/sys/fs/cgroup/*/sweetspot-%d-*", "/sys/fs/cgroup/*/*/sweetspot-%d-*", "/sys/fs/cgroup/*/*/*/sweetspot-%d-*"} {
		groups, _ := filepath.Glob(fmt.Sprintf(pattern, pid))
		found = append(found, groups...)
	}
	return found
}

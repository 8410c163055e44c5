//go:build unix

package sandbox

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

// TestFailures runs one failing invocation and then a good one in the same
// environment.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		event     string
		outcome   measure.Outcome
		errorType string
		payload   string // ID stands for the request id
		log       string
		coldNext  measure.Cold
	}{
		{"error", measure.OutcomeFunction, "customError", `{"errorMessage":"custom","errorType":"customError"}`, "", measure.ColdNone},
		{"panic", measure.OutcomeFunction, "string", `"errorMessage":"oh no"`, "", measure.ColdReinit},
		{"exit0", measure.OutcomeFunction, "Runtime.ExitError",
			`{"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited without providing a reason"}`,
			"RequestId: ID Error: Runtime exited without providing a reason\nRuntime.ExitError\nEND RequestId: ID\n", measure.ColdReinit},
		{"exit1", measure.OutcomeFunction, "Runtime.ExitError",
			`{"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited with error: exit status 1"}`,
			"\tStatus: error\tError Type: Runtime.ExitError\n", measure.ColdReinit},
		{"hang", measure.OutcomeTimeout, "Sandbox.Timedout",
			`{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ID Error: Task timed out after 0.50 seconds"}`,
			"Z ID Task timed out after 0.50 seconds\n\nEND RequestId: ID\nREPORT RequestId: ID\tDuration: 500.00 ms", measure.ColdReinit},
		{"large", measure.OutcomeFunction, "Function.ResponseSizeTooLarge",
			`{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}`,
			"", measure.ColdReinit}, // aws-lambda-go exits when its answer is refused
	} {
		t.Run(c.event, func(t *testing.T) {
			p, _ := newPlatform(t, Options{})
			rev := revision("command")
			if c.event == "hang" {
				rev.Timeout = 500 * time.Millisecond
			}
			first := invoke(t, p, rev, strconv.Quote(c.event))
			id := first.Report.RequestID
			if first.FunctionError != "Unhandled" || first.Outcome != c.outcome || first.Report.ErrorType != c.errorType {
				t.Errorf("%q %s %s", first.FunctionError, first.Outcome, first.Report.ErrorType)
			}
			if want := strings.ReplaceAll(c.payload, "ID", id); !strings.Contains(string(first.Payload), want) {
				t.Errorf("payload %s, want %s", first.Payload, want)
			}
			if want := strings.ReplaceAll(c.log, "ID", id); !strings.Contains(string(first.Log), want) {
				t.Errorf("log\n%swant\n%s", first.Log, want)
			}
			if !strings.HasSuffix(string(first.Log), "\n") || !strings.Contains(string(first.Log), "REPORT RequestId: "+id) {
				t.Errorf("log\n%s", first.Log)
			}
			if c.event == "hang" {
				rev.Timeout = 20 * time.Second // revisions are immutable, this test's is not yet seen by others
			}
			second := invoke(t, p, rev, `""`)
			if second.Outcome != measure.OutcomeOK || second.Cold != c.coldNext || second.Environment != first.Environment {
				t.Errorf("next: %s %s in %s after %s\n%s", second.Outcome, second.Cold, second.Environment, first.Environment, second.Log)
			}
			if second.Report.Init != 0 || strings.Contains(string(second.Log), "Init Duration") {
				t.Errorf("next reports an init: %+v", second.Report)
			}
		})
	}
}

func TestLargestResponse(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	r := invoke(t, p, revision("command"), `"fits"`)
	if r.Outcome != measure.OutcomeOK || len(r.Payload) != MaxPayloadBytes {
		t.Errorf("%s, %d bytes", r.Outcome, len(r.Payload))
	}
}

func TestLargestRequest(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("echo")
	big := `"` + strings.Repeat("x", MaxPayloadBytes-2) + `"`
	if r := invoke(t, p, rev, big); string(r.Payload) != big {
		t.Errorf("%s, %d bytes came back", r.Outcome, len(r.Payload))
	}
	if _, err := p.Invoke(t.Context(), Request{Revision: rev, Payload: []byte(big + " ")}); err == nil {
		t.Error("a larger payload was taken")
	}
}

func TestOutOfMemory(t *testing.T) {
	p, c := newPlatform(t, Options{})
	rev := revision("command")
	invoke(t, p, rev, `""`)
	c.oom.Store(true)
	r := invoke(t, p, rev, `"exit1"`)
	if r.Outcome != measure.OutcomeOOM || r.Report.MaxMemoryMB != rev.MemoryMB || r.Report.ErrorType != "Runtime.ExitError" {
		t.Errorf("%s %+v", r.Outcome, r.Report)
	}
}

func TestFailedInit(t *testing.T) {
	for _, c := range []struct {
		handler string
		outcome measure.Outcome
		payload string
		log     []string
	}{
		{"exit0", measure.OutcomeFunction, "Runtime exited without providing a reason", []string{
			`INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n`,
			`INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\nSTART RequestId`}},
		{"exit3", measure.OutcomeFunction, "Runtime exited with error: exit status 3", nil},
		{"initerr", measure.OutcomeFunction, `{"errorMessage":"no database","errorType":"Runtime.NoDatabase"}`, []string{
			`about to fail\nINIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\tError Type: Runtime.NoDatabase\n`,
			`\tStatus: error\tError Type: Runtime.NoDatabase\n$`}},
		{"never", measure.OutcomeTimeout, "Task timed out after 0.60 seconds", []string{
			`Phase: init\tStatus: timeout\n`, `Phase: invoke\tStatus: timeout\n`, `\tDuration: 600.00 ms\tBilled Duration: 600 ms\t.*\tStatus: timeout\n$`}},
	} {
		t.Run(c.handler, func(t *testing.T) {
			p, _ := newPlatform(t, Options{})
			p.initLimit = 10 * time.Second
			rev := revision(c.handler)
			if c.handler == "never" {
				p.initLimit, rev.Timeout = 300*time.Millisecond, 600*time.Millisecond
			}
			r := invoke(t, p, rev, `1`)
			if r.Outcome != c.outcome || r.FunctionError != "Unhandled" || !strings.Contains(string(r.Payload), c.payload) {
				t.Errorf("%s %s", r.Outcome, r.Payload)
			}
			if r.Cold != measure.ColdReinit || r.Report.Init != 0 {
				t.Errorf("%s %+v", r.Cold, r.Report)
			}
			for _, want := range c.log {
				if !regexp.MustCompile(want).Match(r.Log) {
					t.Errorf("log\n%swant %s", r.Log, want)
				}
			}
		})
	}
}

func TestSlowInitIsRunAgain(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	p.initLimit = 100 * time.Millisecond
	r := invoke(t, p, revision("slowinit"), `7`)
	if string(r.Payload) != "7" || r.Cold != measure.ColdReinit || r.Report.Init != 0 || !r.Report.FirstInvoke {
		t.Errorf("%s %s %+v", r.Payload, r.Cold, r.Report)
	}
	if r.Report.Duration < 400*time.Millisecond {
		t.Errorf("the init is not in the duration %s", r.Report.Duration)
	}
}

func TestClosedStdout(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("stdout")
	for range 2 {
		if r := invoke(t, p, rev, `5`); string(r.Payload) != "5" {
			t.Errorf("%s %s", r.Outcome, r.Payload)
		}
	}
}

func TestGarbage(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("garbage")
	for range 2 {
		if r := invoke(t, p, rev, `1`); string(r.Payload) != "[404,405,405,400,400,403]" {
			t.Errorf("%s %s\n%s", r.Outcome, r.Payload, r.Log)
		}
	}
}

func TestAnswersTwice(t *testing.T) {
	var sink lockedBuffer
	p, _ := newPlatform(t, Options{Log: &sink})
	rev := revision("twice")
	for range 3 {
		if r := invoke(t, p, rev, `1`); string(r.Payload) != `"first"` || r.Cold == measure.ColdReinit {
			t.Errorf("%s %s %s", r.Outcome, r.Payload, r.Cold)
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if got := sink.String(); !strings.Contains(got, `202 {"status":"OK"}`) || !strings.Contains(got, `403 {"errorType":"InvalidStateTransition"`) {
		t.Errorf("log\n%s", got)
	}
}

func TestGrandchildrenDie(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	rev := revision("command")
	r := invoke(t, p, rev, `"child"`)
	pid, err := strconv.Atoi(string(r.Payload))
	if err != nil {
		t.Fatalf("%s", r.Payload)
	}
	if r := invoke(t, p, rev, `"exit1"`); r.Outcome != measure.OutcomeFunction {
		t.Errorf("%s", r.Outcome)
	}
	waitFor(t, "the grandchild's end", func() bool { return !alive(pid) })
}

func alive(pid int) bool {
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		return !strings.Contains(string(stat), ") Z ")
	}
	return syscall.Kill(pid, 0) == nil
}

func TestUnusableHandler(t *testing.T) {
	p, c := newPlatform(t, Options{FreezeAfter: time.Nanosecond})
	rev := revision("")
	rev.Handler = Handler{Command: []string{"./nothing-here"}, Dir: t.TempDir()}
	for range 2 {
		if _, err := p.Invoke(t.Context(), Request{Revision: rev}); err == nil || !strings.Contains(err.Error(), "does not exist") {
			t.Errorf("error %v", err)
		}
	}
	bad := t.TempDir() + "/bootstrap"
	if err := os.WriteFile(bad, []byte("\x7fELF this is not"), 0o700); err != nil {
		t.Fatal(err)
	}
	rev.Handler = Handler{Command: []string{bad}}
	r := invoke(t, p, rev, `1`)
	if r.Report.ErrorType != "Runtime.InvalidEntrypoint" || !strings.Contains(string(r.Payload), "exec format error") {
		t.Errorf("%s", r.Payload)
	}
	if c.open.Load() != 0 {
		t.Errorf("%d groups open", c.open.Load())
	}
	// The environment is idle without a process; the janitor must cope.
	p.tend()
	if r := invoke(t, p, rev, `1`); r.Report.ErrorType != "Runtime.InvalidEntrypoint" {
		t.Errorf("again: %s", r.Payload)
	}
}

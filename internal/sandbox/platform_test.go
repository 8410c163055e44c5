//go:build unix

package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
)

var serials atomic.Uint64

// revision makes a revision that runs a test handler.
func revision(handler string) *Revision {
	return &Revision{
		FunctionName: "fn", Version: "$LATEST", ARN: "arn:aws:lambda:eu-west-1:123456789012:function:fn",
		Serial: serials.Add(1), Handler: Handler{Builtin: handler}, MemoryMB: 256, Timeout: 20 * time.Second,
	}
}

func invoke(t testing.TB, p *Platform, rev *Revision, payload string) *Result {
	t.Helper()
	r, err := p.Invoke(t.Context(), Request{Revision: rev, Payload: []byte(payload)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestColdThenWarm(t *testing.T) {
	p, c := newPlatform(t, Options{})
	c.peakMB.Store(37)
	rev := revision("echo")
	first := invoke(t, p, rev, `{"a":1}`)
	second := invoke(t, p, rev, `{"a":2}`)
	if string(first.Payload) != `{"a":1}` || string(second.Payload) != `{"a":2}` {
		t.Errorf("payloads %s and %s", first.Payload, second.Payload)
	}
	if first.Cold != measure.ColdWaited || !first.Report.FirstInvoke || first.Report.Init <= 0 {
		t.Errorf("first: %+v", first.Report)
	}
	if second.Cold != measure.ColdNone || second.Report.FirstInvoke || second.Report.Init != 0 {
		t.Errorf("second: %s %+v", second.Cold, second.Report)
	}
	if first.Environment != second.Environment || len(first.Environment) != 32 {
		t.Errorf("environments %q and %q", first.Environment, second.Environment)
	}
	if first.Report.MaxMemoryMB != 37 || first.Report.MemoryMB != 256 {
		t.Errorf("memory: %+v", first.Report)
	}
	if want := (first.Report.Duration + first.Report.Init + time.Millisecond - 1).Truncate(time.Millisecond); first.Report.Billed != want {
		t.Errorf("billed %s, want %s", first.Report.Billed, want)
	}
	if c.throttle.Load() != 1 {
		t.Errorf("throttled %d times, want once, after the init", c.throttle.Load())
	}
	if first.Contended {
		t.Error("contended on a quiet host")
	}
	c.busy.Store(true)
	if !invoke(t, p, rev, `1`).Contended {
		t.Error("not contended on a busy host")
	}
}

var reportLine = regexp.MustCompile(`^START RequestId: (\S+) Version: \$LATEST
hello one
END RequestId: (\S+)
REPORT RequestId: (\S+)\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t(Init Duration: \d+\.\d\d ms\t)?
$`)

func TestLogTail(t *testing.T) {
	var sink lockedBuffer
	p, _ := newPlatform(t, Options{Log: &sink})
	rev := revision("log")
	for i := range 20 {
		r := invoke(t, p, rev, `{"Line":"hello one"}`)
		m := reportLine.FindStringSubmatch(string(r.Log))
		if m == nil {
			t.Fatalf("log of invocation %d:\n%s", i, r.Log)
		}
		if m[1] != r.Report.RequestID || m[2] != m[1] || m[3] != m[1] {
			t.Errorf("request ids %v, want %s", m[1:4], r.Report.RequestID)
		}
		if hasInit := m[4] != ""; hasInit != (i == 0) {
			t.Errorf("invocation %d: Init Duration %v", i, hasInit)
		}
	}
	if n := strings.Count(sink.String(), "hello one\n"); n != 20 {
		t.Errorf("%d lines were forwarded, want 20", n)
	}
	if n := strings.Count(sink.String(), "REPORT RequestId: "); n != 20 {
		t.Errorf("%d REPORT lines were forwarded, want 20", n)
	}
}

func TestManyLogs(t *testing.T) {
	p, _ := newPlatform(t, Options{})
	r := invoke(t, p, revision("log"), `{"Line":"the end","Bytes":100000000}`)
	if r.Outcome != measure.OutcomeOK || len(r.Log) != LogTailBytes {
		t.Fatalf("%s, %d bytes of log", r.Outcome, len(r.Log))
	}
	if !strings.Contains(string(r.Log), "xxx\nthe end\nEND RequestId") {
		t.Errorf("tail:\n%s", r.Log)
	}
}

func TestRequestReachesHandler(t *testing.T) {
	t.Setenv("SECRET_OF_THE_SHELL", "leak")
	p, _ := newPlatform(t, Options{})
	rev := revision("context")
	rev.Env = map[string]string{"MINE": "yes", "AWS_REGION": "mars", "TZ": "UTC"}
	rev.Runtime = "python3.13"
	r, err := p.Invoke(t.Context(), Request{
		Revision: rev, InvokedARN: rev.ARN + ":live", RequestID: "req-1", TraceID: "Root=1\r\nEvil: 1",
		ClientContext: "eyJjbGllbnQiOnsiYXBwX3RpdGxlIjoidCJ9fQ==", // {"client":{"app_title":"t"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		ID, ARN, Title, Trace string
		Left                  float64
		Env                   []string
	}
	if err := json.Unmarshal(r.Payload, &got); err != nil {
		t.Fatalf("%s: %v", r.Payload, err)
	}
	if got.ID != "req-1" || got.ARN != rev.ARN+":live" || got.Title != "t" || got.Trace != "Root=1  Evil: 1" {
		t.Errorf("%+v", got)
	}
	if got.Left <= 0 || got.Left > 20 {
		t.Errorf("%g s left", got.Left)
	}
	for _, want := range []string{
		"MINE=yes", "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1", "TZ=UTC", "AWS_EXECUTION_ENV=AWS_Lambda_python3.13",
		"AWS_LAMBDA_FUNCTION_NAME=fn", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/fn", "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand", "_HANDLER=context",
	} {
		if !slices.Contains(got.Env, want) {
			t.Errorf("no %s in %v", want, got.Env)
		}
	}
	known := []string{"PATH", "HOME", "TMPDIR", "LANG", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_RUNTIME_API",
		"AWS_LAMBDA_LOG_STREAM_NAME", BuiltinVariable, storeVariable, "_X_AMZN_TRACE_ID", "MINE", "AWS_REGION", "AWS_DEFAULT_REGION", "TZ",
		"AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
		"AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_INITIALIZATION_TYPE", "_HANDLER"}
	for _, v := range got.Env {
		name, value, _ := strings.Cut(v, "=")
		if !slices.Contains(known, name) {
			t.Errorf("%s leaked in", v)
		}
		if name == "AWS_LAMBDA_LOG_STREAM_NAME" && !regexp.MustCompile(`^\d{4}/\d\d/\d\d/\[\$LATEST\]`+r.Environment+`$`).MatchString(value) {
			t.Errorf("log stream %s", value)
		}
	}
}

func TestCommandHandler(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("sh is not on PATH")
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not on PATH")
	}
	dir := t.TempDir()
	script := `#!/bin/sh
while :; do
  id=$(curl -sS -D - -o event "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" | tr -d '\r' | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //p')
  curl -sS -o /dev/null -X POST -d "\"$1 $(cat event) in $(basename $PWD)\"" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response"
done
`
	if err := os.WriteFile(dir+"/bootstrap", []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	p, _ := newPlatform(t, Options{})
	rev := revision("")
	rev.Handler = Handler{Command: []string{"bootstrap", "got"}, Dir: dir}
	for i := range 3 {
		r := invoke(t, p, rev, strconv.Itoa(i))
		if want := fmt.Sprintf(`"got %d in %s"`, i, dir[strings.LastIndexByte(dir, '/')+1:]); string(r.Payload) != want {
			t.Errorf("%s, want %s\n%s", r.Payload, want, r.Log)
		}
	}
}

func TestClose(t *testing.T) {
	p, c := newPlatform(t, Options{})
	rev := revision("sleep")
	pid, _ := strconv.Atoi(string(invoke(t, p, rev, `0`).Payload))
	done := make(chan error)
	go func() {
		_, err := p.Invoke(context.Background(), Request{Revision: rev, Payload: []byte(`60000`)})
		done <- err
	}()
	go func() {
		_, err := p.Invoke(context.Background(), Request{Revision: revision("never")})
		done <- err
	}()
	waitFor(t, "both", func() bool { return c.open.Load() == 2 })
	p.SetProvisioned(revision("never"), 5)
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := <-done; !errors.Is(err, ErrClosed) {
			t.Errorf("error %v", err)
		}
	}
	if alive(pid) {
		t.Error("the process is still there")
	}
	if _, err := os.Stat(p.dir.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory is still there: %v", err)
	}
	if _, err := p.Invoke(t.Context(), Request{Revision: rev}); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v", err)
	}
	p.Recycle(rev)
	p.Retire(rev)
	p.SetProvisioned(rev, 3)
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

// TestNothingIsLeft counts goroutines and open files around a platform's life.
func TestNothingIsLeft(t *testing.T) {
	use := func() {
		p, _ := newPlatform(t, Options{IdleAfter: 20 * time.Millisecond, FreezeAfter: time.Millisecond})
		defer p.Close()
		var wg sync.WaitGroup
		for _, h := range []string{"echo", "exit0", "garbage", "twice", "initerr", "log"} {
			wg.Go(func() {
				rev := revision(h)
				for range 3 {
					if _, err := p.Invoke(t.Context(), Request{Revision: rev, Payload: []byte(`{"Line":"x"}`)}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
	use()
	goroutines, files := census(t)
	use()
	waitFor(t, "goroutines and files to be gone", func() bool {
		g, f := census(t)
		return g <= goroutines && f <= files
	})
}

package builtin

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be what the sweetspot binary is: started again
// with EnvName set, it serves the function.
func TestMain(m *testing.M) {
	if name, ok := Requested(); ok {
		Serve(name)
	}
	os.Exit(m.Run())
}

// answer is what a function posted to the Runtime API.
type answer struct{ kind, body string } // kind is response, error, or exit

// process is a built-in function served by a process of its own, with a
// Runtime API that gives it events one by one.
type process struct {
	t       *testing.T
	events  chan string
	answers chan answer
	cmd     *exec.Cmd
	stderr  strings.Builder
}

// serve starts the named function. The process ends when the test does.
func serve(t *testing.T, name string, env ...string) *process {
	t.Helper()
	p := &process{t: t, events: make(chan string), answers: make(chan answer, 1)}
	api := httptest.NewServer(p)
	p.cmd = exec.Command(os.Args[0])
	p.cmd.Env = append(os.Environ(), EnvName+"="+name, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(api.URL, "http://"))
	p.cmd.Env = append(p.cmd.Env, env...)
	p.cmd.Stderr = &p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = p.cmd.Wait()
		close(exited)
		p.answers <- answer{"exit", fmt.Sprint(p.cmd.ProcessState.ExitCode())}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-exited
		api.CloseClientConnections()
		api.Close()
	})
	return p
}

// ServeHTTP is the Runtime API: next, response and error.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		p.answers <- answer{r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], string(body)}
		return
	}
	select {
	case event := <-p.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
		_, _ = io.WriteString(w, event)
	case <-r.Context().Done():
	}
}

// invoke sends an event and waits for what comes of it.
func (p *process) invoke(event string) answer {
	p.t.Helper()
	select {
	case p.events <- event:
		return <-p.answers
	case a := <-p.answers:
		return a
	}
}

func TestServedAnswers(t *testing.T) {
	tests := []struct{ function, event, kind, body string }{
		{"hello", `{"name":"Ada"}`, "response", `{"message":"Hello, Ada!"}`},
		{"primes", `{"limit":100,"repeat":1}`, "response", `"primes":25,"largest":97`},
		{"thumbnail", `{"width":32}`, "response", `{"width":32,"height":21,`},
		{"thumbnail", `{"width":5000}`, "error", `{"errorMessage":"width is 5000: it must be between 16 and 1152","errorType":"BadRequest"}`},
		{"pets", `{"type":"Exotic"}`, "response", exotic},
		{"pets", `{"type":"Dragon"}`, "error", `"errorType":"UnknownPetType"`},
		{"orders", `{"id":42,"ms":1}`, "response", `{"id":42,"status":"stored",`},
		{"report", `{"rows":100}`, "response", `"rows":100,`},
		{"chaos", `{"do":"error"}`, "error", `{"errorMessage":"failed on command","errorType":"ChaosError"}`},
		{"chaos", `{"do":"log"}`, "response", `{"did":"log"}`},
		{"chaos", `{"do":"panic"}`, "error", `"errorType":"ChaosError"`},
		{"chaos", `{"do":"exit"}`, "exit", "3"},
		{"chaos", `[]`, "error", `json: cannot unmarshal array`},
	}
	for _, tt := range tests {
		t.Run(tt.function+" "+tt.event, func(t *testing.T) {
			t.Parallel()
			p := serve(t, tt.function, "STORE_DIR="+t.TempDir())
			if got := p.invoke(tt.event); got.kind != tt.kind || !strings.Contains(got.body, tt.body) {
				t.Errorf("got %s %s\nwant %s with %s", got.kind, got.body, tt.kind, tt.body)
			}
		})
	}
}

func TestPanicEndsTheProcess(t *testing.T) {
	p := serve(t, "chaos")
	p.invoke(`{"do":"panic"}`)
	if got := <-p.answers; got.kind != "exit" || got.body == "0" {
		t.Errorf("after a panic: %+v, want an exit that is not 0", got)
	}
}

func TestFailedStarts(t *testing.T) {
	tests := []struct{ function, env, code, stderr string }{
		{"nosuch", "", "2", `unknown built-in function "nosuch"`},
		{"thumbnail", "QUALITY=best", "1", "thumbnail: environment variable QUALITY"},
		{"chaos", "INIT=crash", "2", "crashed in init on command"},
		{"chaos", "INIT=exit", "3", "exiting in init on command"},
	}
	for _, tt := range tests {
		t.Run(tt.function+" "+tt.env, func(t *testing.T) {
			t.Parallel()
			p := serve(t, tt.function, tt.env)
			if got := p.invoke(`{}`); got.kind != "exit" || got.body != tt.code || !strings.Contains(p.stderr.String(), tt.stderr) {
				t.Errorf("got %s %s, stderr %q\nwant exit %s, stderr with %q", got.kind, got.body, p.stderr.String(), tt.code, tt.stderr)
			}
		})
	}
}

func TestOrdersShareTheStoreAcrossProcesses(t *testing.T) {
	dir := t.TempDir()
	db, err := openStore(dir, 1, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	_, release, err := db.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := serve(t, "orders", "STORE_DIR="+dir, "POOL_SIZE=1", "POOL_TIMEOUT=30ms")
	if got := p.invoke(`{}`); got.kind != "error" || !strings.Contains(got.body, `"errorType":"PoolExhausted"`) {
		t.Errorf("while the connection is held here: %+v, want PoolExhausted", got)
	}
	release()
	if got := p.invoke(`{"ms":1}`); got.kind != "response" {
		t.Errorf("after the release: %+v, want a response", got)
	}
}

// TestReportMemory holds the promise that the default report fails at 128 MB
// and works at 256 MB, also when an environment is used again and again.
func TestReportMemory(t *testing.T) {
	if runtime.GOOS != "linux" || raceDetector || testing.Short() {
		t.Skip("reads /proc, and the memory of the race detector would count")
	}
	p := serve(t, "report")
	for n := range 4 {
		if got := p.invoke(`{}`); got.kind != "response" {
			t.Fatalf("%+v", got)
		}
		if mb := peakMB(t, p.cmd.Process.Pid); mb < 150 || mb > 230 {
			t.Errorf("invocation %d: peak %d MB, want 150 to 230", n, mb)
		}
	}
}

// TestMemoryAtRest holds the promise that every other function fits 128 MB.
func TestMemoryAtRest(t *testing.T) {
	if runtime.GOOS != "linux" || raceDetector {
		t.Skip("reads /proc, and the memory of the race detector would count")
	}
	for _, name := range []string{"hello", "primes", "thumbnail", "pets", "orders", "chaos"} {
		t.Run(name, func(t *testing.T) {
			p := serve(t, name, "STORE_DIR="+t.TempDir())
			for range 3 {
				p.invoke(`{}`)
			}
			if mb := peakMB(t, p.cmd.Process.Pid); mb > 80 {
				t.Errorf("peak %d MB, want room below 128", mb)
			}
		})
	}
}

// peakMB is the highest resident memory of a process so far.
func peakMB(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb int
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	t.Logf("peak %d MB", kb>>10)
	return kb >> 10
}

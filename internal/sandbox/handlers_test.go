//go:build unix

package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// TestMain serves a function when the platform re-executes the test binary.
func TestMain(m *testing.M) {
	if name := os.Getenv(BuiltinVariable); name != "" {
		handler, ok := testHandlers[name]
		if !ok {
			fmt.Fprintln(os.Stderr, "no such test handler:", name)
			os.Exit(97)
		}
		handler()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// testHandlers are programs, by the name in Handler.Builtin.
var testHandlers = map[string]func(){
	"echo":     func() { lambda.Start(echo) },
	"noop":     func() { lambda.Start(func() {}) },
	"context":  func() { lambda.Start(contextHandler) },
	"log":      func() { lambda.Start(logHandler) },
	"sleep":    func() { lambda.Start(sleepHandler) },
	"command":  func() { lambda.Start(obey) },
	"exit0":    func() {},
	"exit3":    func() { os.Exit(3) },
	"never":    func() { fmt.Println("initialising for ever"); time.Sleep(time.Hour) },
	"slowinit": slowInit,
	"initerr":  initError,
	"stdout":   closedStdout,
	"garbage":  garbage,
	"twice":    twice,
	"linger":   linger,
}

func echo(in json.RawMessage) (json.RawMessage, error) { return in, nil }

func contextHandler(ctx context.Context) (map[string]any, error) {
	lc, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	return map[string]any{
		"id": lc.AwsRequestID, "arn": lc.InvokedFunctionArn,
		"title": lc.ClientContext.Client.AppTitle, "left": time.Until(deadline).Seconds(),
		"trace": os.Getenv("_X_AMZN_TRACE_ID"), "env": os.Environ(),
	}, nil
}

func logHandler(in struct {
	Line  string
	Bytes int
}) error {
	if in.Bytes > 0 {
		line := append(bytes.Repeat([]byte("x"), 99), '\n')
		for range in.Bytes / 100 {
			os.Stdout.Write(line)
		}
	}
	_, err := fmt.Println(in.Line)
	return err
}

func sleepHandler(ms int) (int, error) {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	return os.Getpid(), nil
}

type customError struct{}

func (*customError) Error() string { return "custom" }

// obey does what the event says.
func obey(what string) (any, error) {
	switch what {
	case "exit0":
		os.Exit(0)
	case "exit1":
		os.Exit(1)
	case "panic":
		panic("oh no")
	case "error":
		return nil, &customError{}
	case "hang":
		time.Sleep(time.Hour)
	case "large":
		return strings.Repeat("x", maxResponseBytes), nil
	case "fits":
		return strings.Repeat("x", MaxPayloadBytes-2), nil
	case "child":
		cmd := exec.Command("sleep", "60")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		return cmd.Process.Pid, nil
	}
	return os.Getpid(), nil
}

func slowInit() {
	time.Sleep(400 * time.Millisecond)
	lambda.Start(echo)
}

func url(path string) string {
	return "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + apiRoot + path
}

func post(path, body string) (int, string) {
	resp, err := http.Post(url(path), "application/json", strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

func next() string {
	resp, err := http.Get(url("invocation/next"))
	if err != nil {
		os.Exit(96)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	return resp.Header.Get("Lambda-Runtime-Aws-Request-Id")
}

func initError() {
	fmt.Println("about to fail")
	post("init/error", `{"errorMessage":"no database","errorType":"Runtime.NoDatabase"}`)
	os.Exit(1)
}

func closedStdout() {
	os.Stdout.Close()
	os.Stderr.Close()
	lambda.Start(echo)
}

// garbage misuses the API in every way it can think of before it answers with
// the statuses it got.
func garbage() {
	for {
		id := next()
		got := []int{}
		for _, call := range []struct{ method, path, body string }{
			{"GET", "nothing/here", ""},
			{"POST", "invocation/next", "{}"},
			{"GET", "invocation/" + id + "/response", ""},
			{"POST", "invocation/wrong/response", "{}"},
			{"POST", "invocation/wrong/error", "{}"},
			{"POST", "init/error", "{}"},
		} {
			req, _ := http.NewRequest(call.method, url(call.path), strings.NewReader(call.body))
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				got = append(got, 0)
				continue
			}
			resp.Body.Close()
			got = append(got, resp.StatusCode)
		}
		for _, raw := range []string{"\x00\xff\x00\xff\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST /x HTTP/1.1\r\nContent-Length: 99\r\n\r\nshort", strings.Repeat("h", 3<<20)} {
			if c, err := net.Dial("tcp", os.Getenv("AWS_LAMBDA_RUNTIME_API")); err == nil {
				io.WriteString(c, raw)
				c.Close()
			}
		}
		b, _ := json.Marshal(got)
		post("invocation/"+id+"/response", string(b))
	}
}

// twice answers twice, and prints what it was told.
func twice() {
	for {
		id := next()
		fmt.Println(post("invocation/"+id+"/response", `"first"`))
		fmt.Println(post("invocation/"+id+"/response", `"second"`))
		fmt.Println(post("invocation/"+id+"/error", `{}`))
	}
}

// linger answers and does not come back for a while.
func linger() {
	for {
		id := next()
		post("invocation/"+id+"/response", fmt.Sprint(os.Getpid()))
		time.Sleep(3 * time.Second)
	}
}

// interpreterOrSkip skips a test that needs an interpreter which is not here.
func interpreterOrSkip(t *testing.T, name string) {
	t.Helper()
	if _, err := findInterpreter(name); err != nil {
		t.Skipf("%s is not on PATH", name)
	}
}

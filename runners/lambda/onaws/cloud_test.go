package onaws

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestMain(m *testing.M) {
	// The sandbox re-executes this very binary for the built-in functions.
	if name, ok := builtin.Requested(); ok {
		builtin.Serve(name)
	}
	os.Exit(m.Run())
}

// testPace waits no longer than a sandbox needs.
var testPace = Pace{
	Poll: 2 * time.Millisecond, Ready: 20 * time.Second, FirstRetry: 2 * time.Millisecond, Retries: 6,
	Logs: 300 * time.Millisecond, Metrics: 100 * time.Millisecond, Idle: time.Millisecond,
}

// fakeCloud is the sandbox behind something that sees every call first.
type fakeCloud struct {
	*httptest.Server
	calls []string // "METHOD path", those that only read left out
	// before may answer a call itself, upon which it says so.
	before func(w http.ResponseWriter, r *http.Request) bool
	logs   *fakeLogs
}

// startCloud starts a sandbox that takes a moment for every change, as AWS does,
// and lets the SDK's environment point to it.
func startCloud(t *testing.T, account sandbox.Account) *fakeCloud {
	t.Helper()
	controller, err := limits.Open(limits.Options{})
	if err != nil {
		t.Fatal(err)
	}
	platform, err := sandbox.New(sandbox.Options{Limits: controller, Account: account})
	if err != nil {
		t.Fatal(err)
	}
	api := lambdaapi.New(lambdaapi.Options{
		Invoker: platform, Account: account, AccountID: "123456789012", UpdateDelay: 5 * time.Millisecond,
		CheckHandler: sandbox.CheckHandler, CheckBuiltin: builtin.Check,
	})
	c := &fakeCloud{logs: &fakeLogs{groups: map[string]*group{}}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/invocations") && r.Header.Get("X-Amz-Target") == "" {
			c.calls = append(c.calls, r.Method+" "+r.URL.Path)
		}
		if c.before != nil && c.before(w, r) {
			return
		}
		if r.Header.Get("X-Amz-Target") != "" {
			c.logs.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(c.logs.listening(w, r), r)
	}))
	t.Cleanup(func() {
		c.Close()
		if err := api.Close(); err != nil {
			t.Error(err)
		}
		if err := platform.Close(); err != nil {
			t.Error(err)
		}
		if err := controller.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("AWS_ENDPOINT_URL", c.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	return c
}

// deploy creates the function that is to be measured.
func (c *fakeCloud) deploy(t *testing.T, change func(*lambda.CreateFunctionInput)) *lambda.Client {
	t.Helper()
	r := c.runner(t, "", 512)
	in := &lambda.CreateFunctionInput{
		FunctionName: aws.String("hello"), Role: aws.String("arn:aws:iam::123456789012:role/hello"), Handler: aws.String("builtin:hello"),
		Runtime: types.RuntimeProvidedal2023, Code: &types.FunctionCode{ZipFile: []byte{}}, MemorySize: aws.Int32(1024), Timeout: aws.Int32(7),
		Environment: &types.Environment{Variables: map[string]string{"SECRET": "hush"}}, Tags: map[string]string{"team": "shop"},
	}
	if change != nil {
		change(in)
	}
	if _, err := r.api.CreateFunction(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if err := r.settled(t.Context(), "hello"); err != nil {
		t.Fatal(err)
	}
	c.calls = nil
	return r.api
}

// runner is one for the deployed function over sizes; target is further YAML of
// the target.
func (c *fakeCloud) runner(t *testing.T, target string, sizes ...int) *Runner {
	t.Helper()
	return c.runnerOf(t, fmt.Sprintf("%s\nmatrix: {memory_mb: %s}\n", target, strings.Join(strings.Fields(fmt.Sprint(sizes)), ", ")))
}

// runnerOf is one for the deployed function; the first line of more is further
// YAML of the target, the others of the scenario.
func (c *fakeCloud) runnerOf(t *testing.T, more string) *Runner {
	t.Helper()
	target, rest, _ := strings.Cut(more, "\n")
	s, err := scenarios.Parse("test.yaml", t.TempDir(), fmt.Appendf(nil, `
version: 1
name: test
target: {provider: aws, %sfunction: {name: hello}}
load: {stages: [{rate: 10/s, for: 10s}]}
%s`, target, rest))
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(t.Context(), Options{Scenario: s, Pace: testPace, Warn: func(text string) { t.Log(text) }})
	if err != nil {
		t.Fatal(err)
	}
	r.UseJournal(&journal{})
	return r
}

// journal names a run, and keeps its changes in memory.
type journal struct{ unkept }

func (*journal) Run() string { return "20261127T080000Z-test-ab12" }

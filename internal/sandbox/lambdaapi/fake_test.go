package lambdaapi

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// fakeInvoker echoes payloads and notes what it is told.
type fakeInvoker struct {
	answer func(context.Context, sandbox.Request) (*sandbox.Result, error)

	mu        sync.Mutex
	requests  []sandbox.Request
	told      []string // Retire, SetReserved, SetProvisioned, in order
	ready     int
	initError error
}

var _ sandbox.Invoker = (*fakeInvoker)(nil)

func (f *fakeInvoker) Invoke(ctx context.Context, r sandbox.Request) (*sandbox.Result, error) {
	f.mu.Lock()
	f.requests = append(f.requests, r)
	f.mu.Unlock()
	if f.answer != nil {
		return f.answer(ctx, r)
	}
	return echo(r), nil
}

func echo(r sandbox.Request) *sandbox.Result {
	return &sandbox.Result{
		Payload: r.Payload, Outcome: measure.OutcomeOK, Cold: measure.ColdWaited, Environment: "env-1",
		Log: []byte("START RequestId: " + r.RequestID + "\nREPORT RequestId: " + r.RequestID + "\n"),
		Report: sandbox.Report{
			RequestID: r.RequestID, Duration: 1234567 * time.Nanosecond, Billed: 9 * time.Millisecond,
			Init: 7 * time.Millisecond, MemoryMB: r.Revision.MemoryMB, MaxMemoryMB: 21, FirstInvoke: true,
		},
	}
}

func (f *fakeInvoker) tell(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = append(f.told, fmt.Sprintf(format, args...))
}

func (f *fakeInvoker) SetReserved(function string, n *int) {
	if n == nil {
		f.tell("reserved %s none", function)
		return
	}
	f.tell("reserved %s %d", function, *n)
}

func (f *fakeInvoker) SetProvisioned(rev *sandbox.Revision, n int) {
	f.tell("provisioned %s:%s %d", rev.FunctionName, rev.Version, n)
}

func (f *fakeInvoker) Provisioned(*sandbox.Revision) (int, error) { return f.ready, f.initError }
func (f *fakeInvoker) Retire(rev *sandbox.Revision) {
	f.tell("retire %s:%s %d MB", rev.FunctionName, rev.Version, rev.MemoryMB)
}
func (f *fakeInvoker) Recycle(*sandbox.Revision) {}
func (f *fakeInvoker) Limits() string            { return "fake: none\nheld" }
func (f *fakeInvoker) Close() error              { return nil }

// takeTold returns what the fake was told since the last call.
func (f *fakeInvoker) takeTold() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	told := f.told
	f.told = nil
	return told
}

func (f *fakeInvoker) last(t *testing.T) sandbox.Request {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.requests) == 0 {
		t.Fatal("nothing was invoked")
	}
	return f.requests[len(f.requests)-1]
}

// bench is a server under test with the SDK's own client in front of it.
type bench struct {
	*lambda.Client
	fake   *fakeInvoker
	server *Server
	url    string
}

func start(t testing.TB, opts Options) *bench {
	t.Helper()
	fake, _ := opts.Invoker.(*fakeInvoker)
	if opts.Invoker == nil {
		fake = &fakeInvoker{}
		opts.Invoker = fake
	}
	server := New(opts)
	front := httptest.NewServer(server)
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		front.Close()
	})
	return &bench{Client: client(front), fake: fake, server: server, url: front.URL}
}

func client(front *httptest.Server) *lambda.Client {
	return lambda.New(lambda.Options{
		Region: DefaultRegion, BaseEndpoint: new(front.URL), RetryMaxAttempts: 1, HTTPClient: front.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
}

// createInput is a function that a test may change before it is created.
func createInput(name string) *lambda.CreateFunctionInput {
	return &lambda.CreateFunctionInput{
		FunctionName: new(name), Handler: new("builtin:hello"), Role: new("arn:aws:iam::000000000000:role/r"),
		Runtime: types.RuntimeProvidedal2023, Code: &types.FunctionCode{S3Bucket: new("local"), S3Key: new("local")},
	}
}

// mustCreate creates functions with the defaults.
func (b *bench) mustCreate(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := b.CreateFunction(t.Context(), createInput(name)); err != nil {
			t.Fatal(err)
		}
	}
}

// mustPublish changes a function's description and publishes it.
func (b *bench) mustPublish(t testing.TB, name, description string) {
	t.Helper()
	_, err := b.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{
		FunctionName: &name, Description: &description,
	})
	if err == nil {
		_, err = b.PublishVersion(t.Context(), &lambda.PublishVersionInput{FunctionName: &name})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// wantError checks that err is AWS's: its code, its HTTP status, its message.
func wantError(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("error %v, want %s", err, code)
	}
	if api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("error %s: %q\nwant  %s: %q", api.ErrorCode(), api.ErrorMessage(), code, message)
	}
	var answer *smithyhttp.ResponseError
	if !errors.As(err, &answer) || answer.HTTPStatusCode() != statusOf[code] {
		t.Errorf("status of %v, want %d", err, statusOf[code])
	}
}

// failure is a row of a table of refused requests.
type failure struct {
	name          string
	do            func(context.Context) error
	code, message string
}

func runFailures(t *testing.T, failures []failure) {
	t.Helper()
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) { wantError(t, f.do(t.Context()), f.code, f.message) })
	}
}

func wantTold(t *testing.T, f *fakeInvoker, want ...string) {
	t.Helper()
	if got := f.takeTold(); !slices.Equal(got, want) {
		t.Errorf("the platform was told %q, want %q", got, want)
	}
}

// arn of a function in the tests' account.
func arn(name string) string {
	return "arn:aws:lambda:us-east-1:000000000000:function:" + name
}

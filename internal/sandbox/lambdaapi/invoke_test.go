package lambdaapi

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

func (b *bench) mustInvoke(t testing.TB, in *lambda.InvokeInput) *lambda.InvokeOutput {
	t.Helper()
	out, err := b.Invoke(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func header(out middleware.Metadata) http.Header {
	return middleware.Metadata.Get(out, rawKey{}).(*smithyhttp.Response).Header
}

// rawKey is where keepResponse puts the HTTP answer.
type rawKey struct{}

func keepResponse(o *lambda.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("keep", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			out, meta, err := next.HandleDeserialize(ctx, in)
			meta.Set(rawKey{}, out.RawResponse)
			return out, meta, err
		}), middleware.After)
	})
}

func TestInvoke(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	out, err := b.Invoke(t.Context(), &lambda.InvokeInput{
		FunctionName: new("fn"), Payload: []byte(`{"a":1}`), LogType: types.LogTypeTail,
		ClientContext: new(base64.StdEncoding.EncodeToString([]byte(`{"custom":{}}`))),
	}, keepResponse)
	if err != nil {
		t.Fatal(err)
	}
	req := b.fake.last(t)
	if out.StatusCode != http.StatusOK || string(out.Payload) != `{"a":1}` || *out.ExecutedVersion != latest || out.FunctionError != nil {
		t.Errorf("answer %+v", out)
	}
	log, err := base64.StdEncoding.DecodeString(*out.LogResult)
	if err != nil || !strings.Contains(string(log), "REPORT RequestId: "+req.RequestID) {
		t.Errorf("log %q %v", log, err)
	}
	if req.InvokedARN != arn("fn") || req.ClientContext == "" || req.RequestID == "" {
		t.Errorf("request %+v", req)
	}
	h := header(out.ResultMetadata)
	for name, want := range map[string]string{
		"X-Amzn-Requestid": req.RequestID, "Content-Type": "application/json",
		headerEnvironment: "env-1", headerContended: "false", headerCold: "waited", headerOutcome: "ok",
		headerLimits: "fake: none held", headerDuration: "1234", headerBilled: "9", headerInit: "7000",
		headerMemory: "21", headerFirst: "true", headerThrottled: "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("header %s: %q, want %q", name, got, want)
		}
	}
}

func TestHeadersAreCanonical(t *testing.T) {
	for _, name := range []string{
		headerEnvironment, headerContended, headerCold, headerOutcome, headerLimits, headerDuration, headerBilled,
		headerInit, headerMemory, headerThrottled, headerFirst,
	} {
		if http.CanonicalHeaderKey(name) != name {
			t.Errorf("%s is set without being made canonical: write %s", name, http.CanonicalHeaderKey(name))
		}
	}
}

func TestInvokeWithoutPayloadOrTail(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn")})
	if string(out.Payload) != "{}" || out.LogResult != nil {
		t.Errorf("answer %+v", out)
	}
}

func TestInvokeFunctionError(t *testing.T) {
	fake := &fakeInvoker{answer: func(_ context.Context, r sandbox.Request) (*sandbox.Result, error) {
		res := echo(r)
		res.FunctionError, res.Payload = "Unhandled", []byte(`{"errorMessage":"bad"}`)
		res.Log = bytes.Repeat([]byte("x"), 5000)
		return res, nil
	}}
	b := start(t, Options{Invoker: fake})
	b.mustCreate(t, "fn")
	out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn"), LogType: types.LogTypeTail})
	if out.StatusCode != http.StatusOK || *out.FunctionError != "Unhandled" || string(out.Payload) != `{"errorMessage":"bad"}` {
		t.Errorf("answer %+v", out)
	}
	if n := base64.StdEncoding.DecodedLen(len(*out.LogResult)); n > 4098 {
		t.Errorf("the log's tail has %d bytes, want 4096", n)
	}
}

func TestInvokeThrottled(t *testing.T) {
	throttled := &sandbox.ThrottleError{Reason: "ReservedFunctionConcurrentInvocationLimitExceeded", Message: "Rate Exceeded."}
	b := start(t, Options{Invoker: &fakeInvoker{answer: func(context.Context, sandbox.Request) (*sandbox.Result, error) { return nil, throttled }}})
	b.mustCreate(t, "fn")
	_, err := b.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: new("fn")})
	var tooMany *types.TooManyRequestsException
	if !errors.As(err, &tooMany) {
		t.Fatalf("error %v", err)
	}
	if tooMany.Reason != types.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded || *tooMany.Type != "User" || *tooMany.RetryAfterSeconds != "1" {
		t.Errorf("throttle %+v", tooMany)
	}
	wantError(t, err, codeTooMany, "Rate Exceeded.")
}

func TestInvokeNames(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	b.mustPublish(t, "fn", "one")
	if _, err := b.CreateAlias(t.Context(), &lambda.CreateAliasInput{FunctionName: new("fn"), Name: new("live"), FunctionVersion: new("1")}); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, qualifier, version, arn string }{
		{"fn", "", latest, arn("fn")},
		{"fn", latest, latest, arn("fn:$LATEST")},
		{"fn:$LATEST", "", latest, arn("fn:$LATEST")},
		{"fn", "1", "1", arn("fn:1")},
		{"fn:1", "1", "1", arn("fn:1")},
		{"fn:live", "", "1", arn("fn:live")},
		{"fn", "live", "1", arn("fn:live")},
		{"000000000000:function:fn", "live", "1", arn("fn:live")},
		{"000000000000:fn", "", latest, arn("fn")},
		{"function:fn:1", "", "1", arn("fn:1")},
		{arn("fn"), "", latest, arn("fn")},
		{arn("fn:live"), "", "1", arn("fn:live")},
	} {
		in := &lambda.InvokeInput{FunctionName: &tc.name}
		if tc.qualifier != "" {
			in.Qualifier = &tc.qualifier
		}
		out := b.mustInvoke(t, in)
		if req := b.fake.last(t); *out.ExecutedVersion != tc.version || req.InvokedARN != tc.arn || req.Revision.Version != tc.version {
			t.Errorf("%s %s: version %s as %s, want %s as %s", tc.name, tc.qualifier, *out.ExecutedVersion, req.InvokedARN, tc.version, tc.arn)
		}
	}
}

func TestInvokeErrors(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	with := func(change func(*lambda.InvokeInput)) func(context.Context) error {
		return func(ctx context.Context) error {
			in := &lambda.InvokeInput{FunctionName: new("fn")}
			change(in)
			_, err := b.Invoke(ctx, in)
			return err
		}
	}
	big := func(n int) []byte { return []byte(`"` + strings.Repeat("x", n-2) + `"`) }
	const one = "1 validation error detected: "
	runFailures(t, []failure{
		{"no function", with(func(in *lambda.InvokeInput) { in.FunctionName = new("none") }),
			codeNotFound, "Function not found: " + arn("none")},
		{"no version", with(func(in *lambda.InvokeInput) { in.Qualifier = new("7") }),
			codeNotFound, "Function not found: " + arn("fn:7")},
		{"no alias", with(func(in *lambda.InvokeInput) { in.Qualifier = new("live") }),
			codeNotFound, "Function not found: " + arn("fn:live")},
		{"qualifiers differ", with(func(in *lambda.InvokeInput) { in.FunctionName, in.Qualifier = new("fn:1"), new("2") }),
			codeInvalidParameter, "The derived qualifier from the function name does not match the specified qualifier."},
		{"qualifier", with(func(in *lambda.InvokeInput) { in.Qualifier = new("a?") }),
			codeValidation, one + "Value 'a?' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: " + qualifierPattern},
		{"name", with(func(in *lambda.InvokeInput) { in.FunctionName = new("a:b:c") }),
			codeValidation, one + "Value 'a:b:c' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: " + namePattern},
		{"region", with(func(in *lambda.InvokeInput) {
			in.FunctionName = new("arn:aws:lambda:eu-west-1:000000000000:function:fn")
		}),
			codeNotFound, "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"},
		{"account", with(func(in *lambda.InvokeInput) { in.FunctionName = new("111111111111:function:fn") }),
			codeNotFound, "Function not found: 111111111111:function:fn (this sandbox is account 000000000000)"},
		{"not JSON", with(func(in *lambda.InvokeInput) { in.Payload = []byte("{a}") }),
			codeInvalidContent, "Could not parse request body into json: Could not parse payload into json: invalid character 'a' looking for beginning of object key string"},
		{"6 MB", with(func(in *lambda.InvokeInput) { in.Payload = big(6<<20 + 1) }),
			codeTooLarge, "Request must be smaller than 6291456 bytes for the InvokeFunction operation"},
		{"1 MB event", with(func(in *lambda.InvokeInput) { in.Payload, in.InvocationType = big(1<<20+1), types.InvocationTypeEvent }),
			codeTooLarge, "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)"},
		{"type", with(func(in *lambda.InvokeInput) { in.InvocationType = "Later" }),
			codeValidation, one + "Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"},
		{"log type", with(func(in *lambda.InvokeInput) { in.LogType = "Head" }),
			codeValidation, one + "Value 'Head' at 'logType' failed to satisfy constraint: Member must satisfy enum value set: [None, Tail]"},
		{"client context", with(func(in *lambda.InvokeInput) { in.ClientContext = new("e") }),
			codeInvalidContent, "Client context must be a valid Base64-encoded JSON object."},
		{"long client context", with(func(in *lambda.InvokeInput) { in.ClientContext = new(strings.Repeat("e", 3584)) }),
			codeInvalidContent, "Client context must be at most 3583 bytes of base64-encoded data"},
	})
	if out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn"), Payload: big(6 << 20)}); len(out.Payload) != 6<<20 {
		t.Errorf("a payload of exactly 6 MB came back with %d bytes", len(out.Payload))
	}
}

func TestInvokeChunkedBody(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	for _, tc := range []struct {
		size, status int
	}{{100, 200}, {6<<20 + 1, 413}} {
		body := strings.NewReader(`"` + strings.Repeat("x", tc.size-2) + `"`)
		resp, err := http.Post(b.url+"/2015-03-31/functions/fn/invocations", "", struct{ *strings.Reader }{body})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != tc.status {
			t.Errorf("%d bytes: status %d, want %d", tc.size, resp.StatusCode, tc.status)
		}
	}
}

func TestDryRun(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn"), InvocationType: types.InvocationTypeDryRun})
	if out.StatusCode != http.StatusNoContent || len(b.fake.requests) != 0 {
		t.Errorf("status %d, %d invocations", out.StatusCode, len(b.fake.requests))
	}
}

// TestInvocationOutlivesItsCaller: as on AWS, a caller that gives up does not
// end the invocation; closing the server does.
func TestInvocationOutlivesItsCaller(t *testing.T) {
	running, ended := make(chan struct{}), make(chan error, 1)
	fake := &fakeInvoker{answer: func(ctx context.Context, _ sandbox.Request) (*sandbox.Result, error) {
		close(running)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}}
	b := start(t, Options{Invoker: fake})
	b.mustCreate(t, "fn")
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := b.Invoke(ctx, &lambda.InvokeInput{FunctionName: new("fn")})
		gone <- err
	}()
	<-running
	cancel()
	if err := <-gone; err == nil {
		t.Error("the caller's Invoke succeeded")
	}
	select {
	case err := <-ended:
		t.Fatalf("the invocation ended with its caller: %v", err)
	default:
	}
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

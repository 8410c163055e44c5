package lambdaapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	golambda "github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// TestMain lets the test binary be the function that the real platform runs.
func TestMain(m *testing.M) {
	if os.Getenv(sandbox.BuiltinVariable) != "" {
		golambda.Start(func(_ context.Context, event json.RawMessage) (json.RawMessage, error) {
			if strings.Contains(string(event), "fail") {
				return nil, errors.New("as asked")
			}
			return event, nil
		})
	}
	os.Exit(m.Run())
}

// startPlatform is start with the real platform behind it.
func startPlatform(t testing.TB) *bench {
	t.Helper()
	controller, err := limits.Open(limits.Options{Tier: limits.None})
	if err != nil {
		t.Fatal(err)
	}
	platform, err := sandbox.New(sandbox.Options{Limits: controller})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(platform.Close(), controller.Close()); err != nil {
			t.Error(err)
		}
	})
	return start(t, Options{Invoker: platform})
}

var reportDuration = regexp.MustCompile(`(?m)^REPORT RequestId: \S+\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms\tMemory Size: (\d+) MB`)

func TestOnPlatform(t *testing.T) {
	b := startPlatform(t)
	ctx := t.Context()
	b.mustCreate(t, "fn")
	invoke := func(payload string) (*lambda.InvokeOutput, func(string) string) {
		out, err := b.Invoke(ctx, &lambda.InvokeInput{FunctionName: new("fn"), Payload: []byte(payload), LogType: types.LogTypeTail}, keepResponse)
		if err != nil {
			t.Fatal(err)
		}
		return out, header(out.ResultMetadata).Get
	}
	out, get := invoke(`{"a":1}`)
	if string(out.Payload) != `{"a":1}` || get(headerCold) != "waited" || get(headerFirst) != "true" || get(headerInit) == "" {
		t.Errorf("first invocation: %s, cold %q, first %q, init %q", out.Payload, get(headerCold), get(headerFirst), get(headerInit))
	}
	first := get(headerEnvironment)
	out, get = invoke(`{}`)
	if get(headerCold) != "none" || get(headerEnvironment) != first || get(headerFirst) != "false" {
		t.Errorf("second invocation: cold %q in %q, want warm in %q", get(headerCold), get(headerEnvironment), first)
	}
	log, err := base64.StdEncoding.DecodeString(*out.LogResult)
	if err != nil {
		t.Fatal(err)
	}
	if report := reportDuration.FindStringSubmatch(string(log)); report == nil || report[2] != get(headerBilled) || report[3] != "128" {
		t.Errorf("log %q, billed by the header %s", log, get(headerBilled))
	}
	if out, get = invoke(`"fail"`); out.FunctionError == nil || get(headerOutcome) != "function" || !strings.Contains(string(out.Payload), "as asked") {
		t.Errorf("failure: %v %q %s", out.FunctionError, get(headerOutcome), out.Payload)
	}
	if _, err := b.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: new("fn"), MemorySize: new(int32(256))}); err != nil {
		t.Fatal(err)
	}
	if _, get = invoke(`{}`); get(headerCold) != "waited" || get(headerEnvironment) == first {
		t.Errorf("after an update: cold %q in %q", get(headerCold), get(headerEnvironment))
	}
	if err := b.reserve(ctx, "fn", 0); err != nil {
		t.Fatal(err)
	}
	_, err = b.Invoke(ctx, &lambda.InvokeInput{FunctionName: new("fn")})
	var tooMany *types.TooManyRequestsException
	if !errors.As(err, &tooMany) || tooMany.Reason != types.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded {
		t.Errorf("with nothing reserved: %v", err)
	}
}

// BenchmarkInvokePlatform is a whole warm invocation of a real function.
func BenchmarkInvokePlatform(b *testing.B) {
	s := startPlatform(b)
	in := createInput("fn")
	in.MemorySize = new(int32(1769))
	if _, err := s.CreateFunction(b.Context(), in); err != nil {
		b.Fatal(err)
	}
	invoke := &lambda.InvokeInput{FunctionName: new("fn"), Payload: []byte(`{}`), LogType: types.LogTypeTail}
	s.mustInvoke(b, invoke)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Invoke(b.Context(), invoke); err != nil {
			b.Fatal(err)
		}
	}
}

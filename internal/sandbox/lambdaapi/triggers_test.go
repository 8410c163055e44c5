package lambdaapi

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

func TestPolicyAndSourcesAreKept(t *testing.T) {
	b := start(t, Options{})
	b.mustCreate(t, "fn")
	_, err := b.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: new("fn")})
	wantError(t, err, codeNotFound, "The resource you requested does not exist.")
	permit := &lambda.AddPermissionInput{FunctionName: new("fn"), StatementId: new("s3"), Action: new("lambda:InvokeFunction"), Principal: new("s3.amazonaws.com")}
	if _, err := b.AddPermission(t.Context(), permit); err != nil {
		t.Fatal(err)
	}
	_, err = b.AddPermission(t.Context(), permit)
	wantError(t, err, codeConflict, "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.")
	policy, err := b.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: new("fn")})
	if err != nil || !strings.Contains(*policy.Policy, `"Sid":"s3"`) {
		t.Errorf("%v, %v", policy, err)
	}
	queue := "arn:aws:sqs:us-east-1:000000000000:orders"
	if _, err := b.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{FunctionName: new("fn"), EventSourceArn: &queue}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"fn": 1, "other": 0} {
		list, err := b.ListEventSourceMappings(t.Context(), &lambda.ListEventSourceMappingsInput{FunctionName: &name})
		if err != nil || len(list.EventSourceMappings) != want || want == 1 && *list.EventSourceMappings[0].EventSourceArn != queue {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

// What was uploaded can be downloaded where GetFunction says.
func TestThePackageComesBack(t *testing.T) {
	b := start(t, Options{})
	in := createInput("fn")
	uploaded := archive(t, entry{"bootstrap", "#!/bin/sh\n", 0o755})
	in.Handler, in.Code = new("bootstrap"), &types.FunctionCode{ZipFile: uploaded}
	if _, err := b.CreateFunction(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	b.mustCreate(t, "builtin")
	for name, want := range map[string][]byte{"fn": uploaded, "builtin": emptyZip} {
		out, err := b.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: &name})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.Get(*out.Code.Location)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(want), err)
		}
		_ = answer.Body.Close()
	}
}

// The log of a function that logs as JSON has the platform's events, and those of
// level INFO only where the function lets them through.
func TestLogsAsJSON(t *testing.T) {
	for level, want := range map[types.SystemLogLevel][]string{
		"": {`"type":"platform.start"`, `"version":"$LATEST"`, `"type":"platform.report"`, `"memorySizeMB":`}, types.SystemLogLevelWarn: nil,
	} {
		b := start(t, Options{})
		in := createInput("fn")
		in.LoggingConfig = &types.LoggingConfig{LogFormat: types.LogFormatJson, SystemLogLevel: level}
		if _, err := b.CreateFunction(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		out := b.mustInvoke(t, &lambda.InvokeInput{FunctionName: new("fn"), LogType: types.LogTypeTail})
		log, _ := base64.StdEncoding.DecodeString(*out.LogResult)
		for _, part := range want {
			if !strings.Contains(string(log), part) {
				t.Errorf("level %q: %s has no %s", level, log, part)
			}
		}
		if want == nil && len(log) > 0 {
			t.Errorf("level %q: %s", level, log)
		}
	}
}

//go:build peers

package onaws

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/peers"
)

// The control plane of a run, call by call, in the wire shapes that moto takes:
// Lambda's configuration, versions, tags and concurrency, and CloudWatch Logs.
// Moto runs functions in Docker alone, so none is invoked.
func TestPeersMotoTakesTheControlPlane(t *testing.T) {
	peers.Moto(t)
	motoRole(t, "hello")
	c := &fakeCloud{}
	api := c.deploy(t, func(in *lambda.CreateFunctionInput) {
		in.Role, in.Runtime, in.Handler = aws.String("arn:aws:iam::123456789012:role/hello"), types.RuntimePython313, aws.String("app.handler")
		in.Code = &types.FunctionCode{ZipFile: script(t, "hello")}
		in.Architectures = []types.Architecture{types.ArchitectureX8664}
	})
	r := c.runnerOf(t, "\nmatrix: {memory_mb: [256, 512], reserved_concurrency: [5]}\n")
	r.fetch = &http.Client{Transport: packages(script(t, "hello"))}
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Examine(t.Context(), variants) {
		t.Logf("%s: %s: %s", f.Level, f.What, f.Text)
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		at, _ := r.at(v)
		out, err := api.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String(twin), Qualifier: &at.number})
		if err != nil || int(*out.MemorySize) != v.MemoryMB || out.Environment.Variables["SECRET"] != "hush" {
			t.Errorf("%+v, %v", out, err)
		}
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := api.ListFunctions(t.Context(), &lambda.ListFunctionsInput{FunctionVersion: types.FunctionVersionAll})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all.Functions {
		if *f.FunctionName != "hello" {
			t.Errorf("%s %s is left", *f.FunctionName, *f.Version)
		}
	}
}

// motoRole makes a role that Lambda may assume, which moto looks for.
func motoRole(t *testing.T, name string) {
	t.Helper()
	form := url.Values{"Action": {"CreateRole"}, "Version": {"2010-05-08"}, "RoleName": {name}, "AssumeRolePolicyDocument": {
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
	}}
	request, err := http.NewRequest(http.MethodPost, os.Getenv("AWS_ENDPOINT_URL"), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20261127/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
}

// packages answers every download with one package: the address that moto gives
// leads to no host.
type packages []byte

func (p packages) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(p))}, nil
}

// Reports are found by the requests' IDs in the log group that moto keeps.
func TestPeersMotoKeepsTheLogs(t *testing.T) {
	peers.Moto(t)
	c := &fakeCloud{}
	r := c.runner(t, "", 512)
	r.host, r.own = twin, &original{}
	v := r.scenario.Plan().Variants[0]
	r.live[v.Index] = version{number: "1", memory: 512}
	group, stream := logGroup(twin), "2026/11/27/[1]0123456789abcdef0123456789abcdef"
	if err := r.makeLogGroup(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	if _, err := r.logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: &group, LogStreamName: &stream}); err != nil {
		t.Fatal(err)
	}
	id, now := "8f507cfc-xmpl-4697-b07a-ac58fc914c95", time.Now()
	if _, err := r.logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: &group, LogStreamName: &stream, LogEvents: []logstypes.InputLogEvent{
		{Timestamp: aws.Int64(now.UnixMilli()), Message: aws.String("START RequestId: " + id + " Version: 1")},
		{Timestamp: aws.Int64(now.UnixMilli() + 4), Message: aws.String("REPORT RequestId: " + id + "\tDuration: 3.10 ms\tBilled Duration: 120 ms\tMemory Size: 512 MB\tMax Memory Used: 37 MB\tInit Duration: 116.20 ms\t")},
	}}); err != nil {
		t.Fatal(err)
	}
	samples := []measure.Sample{{RequestID: id, Outcome: measure.OutcomeOK, Sent: now, End: now.Add(130 * time.Millisecond)}}
	r.Complete(t.Context(), v, samples)
	if s := samples[0]; s.Environment != "0123456789abcdef0123456789abcdef" || s.Billed != 120*time.Millisecond || s.Cold != measure.ColdWaited || s.MaxMemoryMB != 37 || s.Stale {
		t.Errorf("%+v", s)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
}

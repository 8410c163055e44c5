package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	awslambda "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/runners/lambda"
)

// A function that is deployed, in a sandbox that the SDK takes for AWS, is swept
// beside what it is today, and left as it was.
func TestRunOfADeployedFunction(t *testing.T) {
	local, err := lambda.StartLocal(lambda.LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := local.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("AWS_ENDPOINT_URL", local.Endpoint)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	config, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	api := awslambda.NewFromConfig(config)
	if _, err := api.CreateFunction(t.Context(), &awslambda.CreateFunctionInput{
		FunctionName: aws.String("greeter"), Role: aws.String("arn:aws:iam::123456789012:role/r"), Handler: aws.String("builtin:hello"),
		Runtime: types.RuntimeProvidedal2023, Code: &types.FunctionCode{ZipFile: []byte{}}, MemorySize: aws.Int32(640), Timeout: aws.Int32(9),
		Architectures: []types.Architecture{types.ArchitectureArm64},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := cloudwatchlogs.NewFromConfig(config).CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/aws/lambda/greeter")}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "deployed.yaml")
	if err := os.WriteFile(file, []byte(`
version: 1
name: deployed
target: {provider: aws, function: {name: greeter}}
matrix: {memory_mb: [256]}
load: {concurrency: 2, invocations: 20}
repeat: 1
cold_starts: {samples: 1}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "run")
	for _, mode := range []string{"copy", "versions"} {
		var printed, said bytes.Buffer
		root := newRoot(&printed, &said)
		root.SetArgs([]string{"run", file, "--set", "target.mode=" + mode, "--yes", "--format", "json", "--out", out + mode, "--runs", dir})
		// The figures of so few invocations prove nothing, which is an exit code too.
		if err := root.ExecuteContext(t.Context()); printed.Len() == 0 {
			t.Fatalf("%v\n%s", err, said.String())
		}
		var s reports.Summary
		if err := json.Unmarshal(printed.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		sizes := map[int]bool{}
		for _, trial := range s.Trials {
			sizes[trial.Variant.MemoryMB] = true
			if trial.Invocations != 20 || trial.Errors > 0 || trial.Variant.Architecture != "arm64" || trial.ColdStarts.Forced != 1 {
				t.Errorf("%s: %+v", mode, trial)
			}
			if trial.Environments == 0 {
				t.Errorf("%d MB: the logs told no environment: %v", trial.Variant.MemoryMB, s.Warnings)
			}
		}
		if len(sizes) != 2 || !sizes[256] || !sizes[640] || s.Change == nil && s.Recommendation.Variant != nil {
			t.Errorf("%s: %v, change %+v", mode, sizes, s.Change)
		}
		for _, text := range []string{printed.String(), said.String()} {
			if strings.Contains(text, "this machine's CPU at") {
				t.Errorf("%s: amounts are said to be local:\n%s", mode, text)
			}
		}
		all, err := api.ListFunctions(t.Context(), &awslambda.ListFunctionsInput{FunctionVersion: types.FunctionVersionAll})
		if err != nil || len(all.Functions) != 1 || *all.Functions[0].MemorySize != 640 || *all.Functions[0].Timeout != 9 {
			t.Errorf("%s: %+v is left, %v", mode, all, err)
		}
	}
}

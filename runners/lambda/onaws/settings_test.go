package onaws

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/runners"
)

func TestSettingsReachTheFunction(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	r := cloud.runnerOf(t, `
matrix:
  memory_mb: [512]
  timeout: [11s]
  ephemeral_storage: [1024 MB]
  reserved_concurrency: [none, 2]
  provisioned_concurrency: [2]
  snap_start: [none]
  params: {QUALITY: ["85"]}
`)
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for i, want := range []*int{nil, aws.Int(2), nil, aws.Int(2)} { // the second round finds what the first has made
		v := variants[i%2]
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		at, _ := r.at(v)
		c, err := api.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String(twin), Qualifier: &at.number})
		if err != nil {
			t.Fatal(err)
		}
		if env := c.Environment.Variables; *c.Timeout != 11 || *c.EphemeralStorage.Size != 1024 || env["QUALITY"] != "85" || env["SECRET"] != "hush" {
			t.Errorf("%+v", c)
		}
		list, err := api.ListProvisionedConcurrencyConfigs(t.Context(), &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: aws.String(twin)})
		if err != nil || len(list.ProvisionedConcurrencyConfigs) != 1 || !strings.HasSuffix(*list.ProvisionedConcurrencyConfigs[0].FunctionArn, ":"+at.number) {
			t.Errorf("provisioned is %+v, %v", list, err)
		}
		if n, err := r.reservedOf(t.Context(), twin); err != nil || !same(n, want) {
			t.Errorf("reserved %v, %v", n, err)
		}
		if s := r.Invoke(t.Context(), v, hello); !s.OK() || s.Cold == measure.ColdWaited {
			t.Errorf("%+v", s)
		}
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
}

// To force a cold start where concurrency is provisioned is to provision anew.
func TestRecycleMovesWhatIsProvisioned(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	r := cloud.runnerOf(t, "\nmatrix: {memory_mb: [512], provisioned_concurrency: [1]}\n")
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if err := r.Recycle(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	list, err := api.ListProvisionedConcurrencyConfigs(t.Context(), &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: aws.String(twin)})
	if err != nil || len(list.ProvisionedConcurrencyConfigs) != 1 || !strings.HasSuffix(*list.ProvisionedConcurrencyConfigs[0].FunctionArn, ":2") {
		t.Errorf("%+v, %v", list, err)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
}

// script is a package whose function answers with the text.
func script(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("app.py")
	if err == nil {
		_, err = f.Write([]byte("def handler(event, context):\n    return '" + text + "'\n"))
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEachArchitectureHasItsPackage(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no Python here: ", err)
	}
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, func(in *lambda.CreateFunctionInput) {
		in.Runtime, in.Handler, in.Code.ZipFile = types.RuntimePython313, aws.String("app.handler"), script(t, "x86")
	})
	r := cloud.runnerOf(t, "\nmatrix: {memory_mb: [512, 1024], architecture: [x86_64, arm64]}\n")
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), "none for arm64") {
		t.Errorf("%v", err)
	}
	other := filepath.Join(t.TempDir(), "arm64.zip")
	if err := os.WriteFile(other, script(t, "arm"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.target.Function.Code = map[string]string{"arm64": other}
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"x86", "x86", "arm", "arm"} {
		if err := r.Apply(t.Context(), variants[i]); err != nil {
			t.Fatal(err)
		}
		at, _ := r.at(variants[i])
		out, err := r.api.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &r.host, Qualifier: &at.number})
		if err != nil || string(out.Payload) != `"`+want+`"` {
			t.Errorf("variant %d: %v, %v", i, out, err)
		}
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
}

// All of a function that a copy can carry is in the call that makes the twin.
func TestCopyOfCarriesTheFunction(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	r := cloud.runner(t, "", 512)
	c := types.FunctionConfiguration{
		Role: aws.String("role"), Runtime: types.RuntimeJava21, Handler: aws.String("h"), MemorySize: aws.Int32(512), Timeout: aws.Int32(9),
		Architectures: []types.Architecture{types.ArchitectureArm64}, PackageType: types.PackageTypeImage, KMSKeyArn: aws.String("key"),
		DeadLetterConfig: &types.DeadLetterConfig{TargetArn: aws.String("queue")}, EphemeralStorage: &types.EphemeralStorage{Size: aws.Int32(2048)},
		FileSystemConfigs:   []types.FileSystemConfig{{Arn: aws.String("efs"), LocalMountPath: aws.String("/mnt/x")}},
		Layers:              []types.Layer{{Arn: aws.String("layer:1")}, {Arn: aws.String("layer:2")}},
		LoggingConfig:       &types.LoggingConfig{LogFormat: types.LogFormatJson, LogGroup: aws.String("/shared")},
		SnapStart:           &types.SnapStartResponse{ApplyOn: types.SnapStartApplyOnPublishedVersions},
		TracingConfig:       &types.TracingConfigResponse{Mode: types.TracingModeActive},
		VpcConfig:           &types.VpcConfigResponse{SubnetIds: []string{"subnet"}, SecurityGroupIds: []string{"sg"}, VpcId: aws.String("vpc")},
		Environment:         &types.EnvironmentResponse{Variables: map[string]string{"A": "b"}},
		ImageConfigResponse: &types.ImageConfigResponse{ImageConfig: &types.ImageConfig{Command: []string{"run"}}},
	}
	r.own = &original{FunctionConfiguration: c, code: &types.FunctionCodeLocation{ImageUri: aws.String("image:tag"), ResolvedImageUri: aws.String("image@digest")},
		tags: map[string]string{"team": "shop", "aws:cloudformation:stack-name": "s"}}
	in, err := r.copyOf(t.Context(), "twin")
	if err != nil {
		t.Fatal(err)
	}
	want := &lambda.CreateFunctionInput{
		FunctionName: aws.String("twin"), Description: in.Description, Code: &types.FunctionCode{ImageUri: aws.String("image@digest")},
		Role: c.Role, Runtime: c.Runtime, Handler: c.Handler, MemorySize: c.MemorySize, Timeout: c.Timeout, Architectures: c.Architectures,
		PackageType: c.PackageType, KMSKeyArn: c.KMSKeyArn, DeadLetterConfig: c.DeadLetterConfig, EphemeralStorage: c.EphemeralStorage,
		FileSystemConfigs: c.FileSystemConfigs, Layers: []string{"layer:1", "layer:2"}, LoggingConfig: &types.LoggingConfig{LogFormat: types.LogFormatJson},
		SnapStart: &types.SnapStart{ApplyOn: types.SnapStartApplyOnPublishedVersions}, TracingConfig: &types.TracingConfig{Mode: types.TracingModeActive},
		VpcConfig:   &types.VpcConfig{SubnetIds: []string{"subnet"}, SecurityGroupIds: []string{"sg"}},
		Environment: &types.Environment{Variables: map[string]string{"A": "b"}}, ImageConfig: &types.ImageConfig{Command: []string{"run"}},
		Tags: map[string]string{"team": "shop", TagRun: r.run, TagTarget: "test"},
	}
	if !reflect.DeepEqual(in, want) {
		t.Errorf("got  %+v\nwant %+v", in, want)
	}
}

func TestExamineListsWhatACopyCannotCarry(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{Concurrency: 10})
	api := cloud.deploy(t, nil)
	if _, err := api.AddPermission(t.Context(), &lambda.AddPermissionInput{FunctionName: aws.String("hello"), StatementId: aws.String("bucket"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("s3.amazonaws.com")}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("hello"), EventSourceArn: aws.String("arn:aws:sqs:us-east-1:123456789012:orders")}); err != nil {
		t.Fatal(err)
	}
	cloud.calls = nil
	r := cloud.runner(t, "", 512, 4096)
	var text strings.Builder
	worst := map[runners.FindingLevel]int{}
	for _, f := range r.Examine(t.Context(), r.scenario.Plan().Variants) {
		text.WriteString(f.What + ": " + f.Text + "\n")
		worst[f.Level]++
	}
	for _, part := range []string{"1024 MB", "bucket", "orders", "new account", "10 concurrent executions", "4096 MB"} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("%q is not in\n%s", part, text.String())
		}
	}
	if worst[runners.FindingError] != 1 || len(cloud.calls) > 0 {
		t.Errorf("%v, calls %v\n%s", worst, cloud.calls, text.String())
	}
}

func TestPermissionsNameWhatTheyAreFor(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runnerOf(t, "\nmatrix: {memory_mb: [512], provisioned_concurrency: [none, 1]}\n")
	if _, err := r.read(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range r.Permissions(r.scenario.Plan().Variants) {
		got[p.Action] += strings.Join(p.Resources, " ")
	}
	for action, resource := range map[string]string{
		"lambda:CreateFunction": "arn:aws:lambda:us-east-1:123456789012:function:sweetspot-*", "iam:PassRole": "arn:aws:iam::123456789012:role/hello",
		"lambda:PutProvisionedConcurrencyConfig": "function:sweetspot-*", "lambda:GetFunction": "function:hello", "logs:DeleteLogGroup": "log-group:/aws/lambda/sweetspot-*",
	} {
		if !strings.Contains(got[action], resource) {
			t.Errorf("%s on %q, want %s", action, got[action], resource)
		}
	}
	if _, asked := got["lambda:PutFunctionConcurrency"]; asked || strings.Contains(got["lambda:DeleteFunction"], "function:hello") {
		t.Errorf("more is asked for than needed: %v", got)
	}
}

package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/rundir"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/lambdaapi"
)

// deployedHello is a run over versions of a copy of the function hello.
const deployedHello = `
version: 1
name: deployed
target: {provider: aws, region: us-east-1, function: {name: hello}}
matrix: {memory_mb: [256, 512]}
repeat: 2
load: {stages: [{rate: 5/s, for: 20s}]}
`

// pretendAWS serves the sandbox as AWS Lambda, beside a CloudWatch Logs that
// knows nothing, with the function hello deployed, and points the SDK to it.
func pretendAWS(t *testing.T) *lambda.Client {
	t.Helper()
	controller, err := limits.Open(limits.Options{})
	if err != nil {
		t.Fatal(err)
	}
	platform, err := sandbox.New(sandbox.Options{Limits: controller})
	if err != nil {
		t.Fatal(err)
	}
	api := lambdaapi.New(lambdaapi.Options{Invoker: platform, AccountID: "123456789012", UpdateDelay: 5 * time.Millisecond, CheckHandler: sandbox.CheckHandler, CheckBuiltin: builtin.Check})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") != "" {
			_, _ = io.WriteString(w, `{"logGroups":[],"events":[]}`)
			return
		}
		api.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.Close()
		for _, close := range []func() error{api.Close, platform.Close, controller.Close} {
			if err := close(); err != nil {
				t.Error(err)
			}
		}
	})
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	config, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	client := lambda.NewFromConfig(config)
	_, err = client.CreateFunction(t.Context(), &lambda.CreateFunctionInput{
		FunctionName: aws.String("hello"), Role: aws.String("arn:aws:iam::123456789012:role/hello"), Handler: aws.String("builtin:hello"),
		Runtime: types.RuntimeProvidedal2023, Code: &types.FunctionCode{ZipFile: []byte{}}, MemorySize: aws.Int32(1024),
		Environment: &types.Environment{Variables: map[string]string{"TOKEN": "deployed-sesame"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// functionsOf are the names of the functions that there are.
func functionsOf(t *testing.T, client *lambda.Client) (names []string) {
	t.Helper()
	all, err := client.ListFunctions(t.Context(), &lambda.ListFunctionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all.Functions {
		names = append(names, *f.FunctionName)
	}
	return names
}

// A run on AWS that is killed leaves its copy of the function behind; restore
// removes that, from what is on disk, and leaves the function alone.
func TestRestoreAfterKillOnAWS(t *testing.T) {
	client := pretendAWS(t)
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "scenario.yaml"), []byte(deployedHello), 0o600); err != nil {
		t.Fatal(err)
	}
	dry, said := sweetspot(t, work, "run", "--dry-run", "scenario.yaml")
	out, err := dry.Output()
	if err != nil || !strings.Contains(string(out), "lambda:CreateFunction sweetspot-") || !strings.Contains(string(out), "lambda:DeleteFunction") || !slices.Equal(functionsOf(t, client), []string{"hello"}) {
		t.Fatalf("%v: %s%s", err, out, said)
	}
	run, said := sweetspot(t, work, "run", "--out", "out", "scenario.yaml")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill() })
	await(t, "the copy to be there", func() bool { return len(functionsOf(t, client)) == 2 })
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait()
	if got := functionsOf(t, client); len(got) != 2 {
		t.Fatalf("after the kill there are %v\n%s", got, said)
	}
	restore, said := sweetspot(t, work, "restore", "out")
	out, err = restore.Output()
	if err != nil || !strings.Contains(string(out), "put back: lambda:CreateFunction sweetspot-") {
		t.Fatalf("%v: %s%s", err, out, said)
	}
	if got := functionsOf(t, client); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("there are %v", got)
	}
	nothingHolds(t, filepath.Join(work, "out"), "deployed-sesame")
}

// nothingHolds checks that a text is in no file of a folder.
func nothingHolds(t *testing.T, folder, text string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil || strings.Contains(string(data), text) {
			t.Errorf("%s holds %q (%v)", e.Name(), text, err)
		}
	}
}

// Ctrl-C ends a run on AWS, and what it made is removed before it ends.
func TestInterruptedOnAWS(t *testing.T) {
	client := pretendAWS(t)
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "scenario.yaml"), []byte(deployedHello), 0o600); err != nil {
		t.Fatal(err)
	}
	run, said := sweetspot(t, work, "run", "--out", "out", "scenario.yaml")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill() })
	await(t, "the copy to be there", func() bool { return len(functionsOf(t, client)) == 2 })
	if err := run.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := run.Wait(); !errors.As(err, &exit) || exit.ExitCode() != codeInterrupted {
		t.Errorf("ended with %v, want exit code 130\n%s", err, said)
	}
	if got := functionsOf(t, client); !slices.Equal(got, []string{"hello"}) || !strings.Contains(said.String(), "Putting back ") {
		t.Errorf("there are %v\n%s", got, said)
	}
	left, damage := rundir.Dir(filepath.Join(work, "out")).OpenJournal()
	if damage != nil || len(left.Outstanding()) > 0 {
		t.Errorf("%v, %v", left.Outstanding(), damage)
	}
}

package onaws

import (
	"archive/zip"
	"bytes"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

// another names another run.
type another struct{ unkept }

func (*another) Run() string { return "20261127T090000Z-test-cd34" }

// inUse is a runner that measures a function in use.
func (c *fakeCloud) inUse(t *testing.T, more string) *Runner {
	t.Helper()
	r := c.runnerOf(t, versions+"\n"+more)
	r.confirmed = true
	return r
}

const varied = "matrix: {memory_mb: [256, 512], params: {MODE: [test]}}"

// deployAnew is somebody else's change of the function.
func deployAnew(t *testing.T, api *lambda.Client, change *lambda.UpdateFunctionConfigurationInput) {
	t.Helper()
	change.FunctionName = aws.String("hello")
	if _, err := api.UpdateFunctionConfiguration(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	settle(t, api)
}

// settle waits until no update of the function is in progress.
func settle(t *testing.T, api *lambda.Client) {
	t.Helper()
	r := &Runner{api: api, pace: testPace}
	if err := r.settled(t.Context(), "hello"); err != nil {
		t.Fatal(err)
	}
}

func says(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

// While a run is not put back, nothing takes what it made for what is in use.
func TestARunThatIsNotPutBackIsRefused(t *testing.T) {
	for _, published := range []bool{false, true} { // the version that keeps it is somebody's
		cloud := startCloud(t, sandbox.Account{})
		api := cloud.deploy(t, nil)
		if published {
			if _, err := api.PublishVersion(t.Context(), &lambda.PublishVersionInput{FunctionName: aws.String("hello")}); err != nil {
				t.Fatal(err)
			}
		}
		before := cloud.everything(t, api)
		first := cloud.inUse(t, varied)
		if err := first.Apply(t.Context(), first.scenario.Plan().Variants[0]); err != nil {
			t.Fatal(err)
		}
		restore := "sweetspot restore " + first.run
		for _, second := range []*Runner{cloud.inUse(t, varied), cloud.runner(t, "", 256)} {
			second.UseJournal(&another{})
			variants := second.scenario.Plan().Variants
			says(t, second.Check(t.Context(), variants), restore)
			told := false
			for _, f := range second.Examine(t.Context(), variants) {
				told = told || strings.Contains(f.Text, restore)
			}
			if !told {
				t.Errorf("the examination says nothing of %s", first.run)
			}
			_, err := Today(t.Context(), second.scenario)
			says(t, err, restore)
		}
		second := cloud.inUse(t, varied) // which was checked before the first began
		second.UseJournal(&another{})
		says(t, second.Apply(t.Context(), second.scenario.Plan().Variants[0]), restore)
		if err := second.Restore(t.Context()); err != nil {
			t.Error(err)
		}
		if err := first.Restore(t.Context()); err != nil {
			t.Error(err)
		}
		if after := cloud.everything(t, api); !reflect.DeepEqual(after, before) {
			t.Errorf("it is put back to %v where it was %v", after, before)
		}
	}
}

// A run that was killed before it configured anything is known by its version.
func TestAVersionOfAnotherRunIsRefused(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	first, second := cloud.inUse(t, varied), cloud.inUse(t, varied)
	second.UseJournal(&another{})
	if err := first.makeHost(t.Context()); err != nil {
		t.Fatal(err)
	}
	says(t, second.Check(t.Context(), second.scenario.Plan().Variants), "version 1", "sweetspot restore "+first.run)
}

// A change that somebody else makes while the function is measured ends the run
// and stays, however little of it is theirs; the version that keeps the state of
// before stays until somebody has seen to it.
func TestSomebodyElsesChangeIsOverwrittenByNothing(t *testing.T) {
	for name, change := range map[string]*lambda.UpdateFunctionConfigurationInput{
		"theirs":           {MemorySize: aws.Int32(2048), Description: aws.String("release 8")},
		"under our mark":   {MemorySize: aws.Int32(2048)},
		"of another run":   {MemorySize: aws.Int32(2048), Description: aws.String("sweetspot 20261127T090000Z-test-cd34 1-1")},
		"nothing of ours":  {MemorySize: aws.Int32(2048), Description: aws.String("release 8"), Environment: &types.Environment{Variables: map[string]string{"SECRET": "hush"}}},
		"a variable alone": {Environment: &types.Environment{Variables: map[string]string{"SECRET": "hush", "MODE": "test", "NEW": "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			api := cloud.deploy(t, nil)
			r := cloud.inUse(t, varied)
			variants := r.scenario.Plan().Variants
			if err := r.Apply(t.Context(), variants[0]); err != nil {
				t.Fatal(err)
			}
			deployAnew(t, api, change)
			theirs := cloud.everything(t, api)["hello:$LATEST"]
			says(t, r.Apply(t.Context(), variants[1]), "somebody else changed hello", "overwrites nothing")
			want := []string{"somebody else", "Version 1 keeps", "MODE", "sweetspot restore " + r.run}
			if name == "nothing of ours" {
				want[2] = "nothing of what this run changed"
			}
			says(t, r.Restore(t.Context()), want...)
			after := cloud.everything(t, api)
			if after["hello:$LATEST"] != theirs || after["hello:1"] == "" || after["hello:2"] != "" {
				t.Errorf("%v, where theirs is %s", after, theirs)
			}
			// Who has seen to it sets the function right, or keeps it and deletes the version.
			if name == "nothing of ours" {
				_, err := api.DeleteFunction(t.Context(), &lambda.DeleteFunctionInput{FunctionName: aws.String("hello"), Qualifier: aws.String("1")})
				if err != nil {
					t.Fatal(err)
				}
			} else {
				deployAnew(t, api, &lambda.UpdateFunctionConfigurationInput{
					MemorySize: aws.Int32(1024), Description: aws.String("mended"), Environment: &types.Environment{Variables: map[string]string{"SECRET": "hush"}},
				})
			}
			if err := r.Restore(t.Context()); err != nil {
				t.Error(err)
			}
			if after := cloud.everything(t, api); len(after) != 1 {
				t.Errorf("%v is left", after)
			}
		})
	}
}

// A deployment that has nothing of the run stays, where the version of before is
// somebody's own and stays too; the run says so, whoever has it put back knows.
func TestADeploymentOfItsOwnStays(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	if _, err := api.PublishVersion(t.Context(), &lambda.PublishVersionInput{FunctionName: aws.String("hello")}); err != nil {
		t.Fatal(err)
	}
	r := cloud.inUse(t, varied)
	if err := r.Apply(t.Context(), r.scenario.Plan().Variants[0]); err != nil {
		t.Fatal(err)
	}
	deployAnew(t, api, &lambda.UpdateFunctionConfigurationInput{
		MemorySize: aws.Int32(2048), Description: aws.String("release 8"), Environment: &types.Environment{Variables: map[string]string{"SECRET": "hush"}},
	})
	theirs := cloud.everything(t, api)["hello:$LATEST"]
	says(t, r.Restore(t.Context()), "deployed anew", "sweetspot restore "+r.run)
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
	if after := cloud.everything(t, api); len(after) != 2 || after["hello:$LATEST"] != theirs || after["hello:1"] == "" {
		t.Errorf("%v, where theirs is %s", after, theirs)
	}
}

// A change between the look at the function and the update is AWS's to refuse.
func TestAnUpdateInsistsOnWhatWasRead(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	r := cloud.inUse(t, varied)
	variants := r.scenario.Plan().Variants
	if err := r.Apply(t.Context(), variants[0]); err != nil {
		t.Fatal(err)
	}
	now, err := r.asLeft(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	deployAnew(t, api, &lambda.UpdateFunctionConfigurationInput{Timeout: aws.Int32(60)})
	_, err = api.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("hello"), RevisionId: r.guard(*now.RevisionId)})
	says(t, err, "PreconditionFailed")
}

// bootstrap is a package of one script.
func bootstrap(t *testing.T, script string) []byte {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	header := &zip.FileHeader{Name: "bootstrap"}
	header.SetMode(0o755)
	file, err := w.CreateHeader(header)
	if err == nil {
		_, err = file.Write([]byte("#!/bin/sh\n" + script + "\n"))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// Code that is deployed while a function is measured is not compared with that of
// before, and stays.
func TestOtherCodeIsNotCompared(t *testing.T) {
	for name, deployedAt := range map[string]string{"between variants": "", "while one is configured": "/configuration", "while one is published": "/versions"} {
		t.Run(name, func(t *testing.T) {
			cloud := startCloud(t, sandbox.Account{})
			api := cloud.deploy(t, func(in *lambda.CreateFunctionInput) {
				in.Handler, in.Code = aws.String("bootstrap"), &types.FunctionCode{ZipFile: bootstrap(t, "exit 1")}
			})
			r := cloud.inUse(t, varied)
			variants := r.scenario.Plan().Variants
			if err := r.Apply(t.Context(), variants[0]); err != nil {
				t.Fatal(err)
			}
			deploy := func() {
				in := &lambda.UpdateFunctionCodeInput{FunctionName: aws.String("hello"), ZipFile: bootstrap(t, "exit 2")}
				if _, err := api.UpdateFunctionCode(t.Context(), in); err != nil {
					t.Error(err)
				}
				settle(t, api)
			}
			if deployedAt == "" {
				deploy()
			} else {
				cloud.before = func(_ http.ResponseWriter, q *http.Request) bool {
					if q.Method != http.MethodGet && strings.HasSuffix(q.URL.Path, deployedAt) {
						cloud.before = nil
						deploy()
					}
					return false
				}
			}
			err := r.Apply(t.Context(), variants[1])
			says(t, err, "changed")
			if err := r.Restore(t.Context()); err != nil {
				t.Error(err)
			}
			cloud.hasNothingOfOurs(t, api)
			now, err := api.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("hello")})
			if err != nil || *now.CodeSha256 == *r.own.CodeSha256 || now.Environment.Variables["MODE"] != "" {
				t.Errorf("%+v, %v", now, err)
			}
		})
	}
}

// A version is held against the code of the start by its hash, whatever AWS says
// of revisions.
func TestAVersionOfOtherCode(t *testing.T) {
	r := &Runner{host: "hello", code: map[string]string{"arm64": "one"}}
	if err := r.sameCode(&lambda.PublishVersionOutput{CodeSha256: aws.String("two")}, wanted{architecture: "x86_64"}); err != nil {
		t.Error(err)
	}
	for _, architecture := range []string{"arm64", "x86_64"} {
		says(t, r.sameCode(&lambda.PublishVersionOutput{CodeSha256: aws.String("three")}, wanted{architecture: architecture}), "other code")
	}
}

// Reserved concurrency that somebody else sets ends the run, and stays.
func TestSomebodyElsesReservedConcurrencyStays(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	reserve := func(n int32) {
		if _, err := api.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("hello"), ReservedConcurrentExecutions: &n}); err != nil {
			t.Fatal(err)
		}
	}
	reserve(7)
	r := cloud.inUse(t, "matrix: {memory_mb: [256], reserved_concurrency: [3, 4]}")
	variants := r.scenario.Plan().Variants
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	reserve(50)
	says(t, r.Apply(t.Context(), variants[0]), "from 4 to 50", "leaves it so")
	says(t, r.Restore(t.Context()), "stays 50", "was 7 before", "sweetspot restore "+r.run)
	if len(r.journal.Outstanding()) == 0 { // which the run ends with 3 for
		t.Error("it is noted as put back")
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
	if now, err := r.reservedOf(t.Context(), "hello"); err != nil || *now != 50 {
		t.Errorf("%v, %v", now, err)
	}
	cloud.hasNothingOfOurs(t, api)
}

// The calls that are shown are in the order in which they are made.
func TestCallsAreInOrder(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.inUse(t, "matrix: {memory_mb: [256, 512], reserved_concurrency: [3], provisioned_concurrency: [1]}")
	variants := r.scenario.Plan().Variants
	calls, err := r.Calls(t.Context(), variants)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, c := range calls[:8] {
		said = append(said, strings.TrimPrefix(c.Action, "lambda:"))
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	var made []string
	for _, call := range cloud.calls {
		for path, action := range map[string]string{
			"PUT configuration": "UpdateFunctionConfiguration", "POST versions": "PublishVersion", "PUT concurrency": "PutFunctionConcurrency",
			"PUT provisioned-concurrency": "PutProvisionedConcurrencyConfig",
		} {
			if verb, end, _ := strings.Cut(path, " "); strings.HasPrefix(call, verb) && strings.HasSuffix(call, "/"+end) {
				made = append(made, action)
			}
		}
	}
	if !slices.Equal(said, made) {
		t.Errorf("it says %v\nand makes %v", said, made)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
}

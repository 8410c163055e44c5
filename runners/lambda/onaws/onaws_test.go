package onaws

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

const twin = "sweetspot-20261127T080000Z-ab12-test"

var hello = scenarios.Payload{Body: []byte(`{"name":"you"}`)}

func TestATwinIsMeasuredAndNothingIsLeft(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	r := cloud.runner(t, "", 256, 512)
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	if len(cloud.calls) > 0 {
		t.Errorf("Check made %v", cloud.calls)
	}
	for round := range 2 {
		for i, v := range variants {
			if err := r.Apply(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			first, second := r.Invoke(t.Context(), v, hello), r.Invoke(t.Context(), v, hello)
			if !first.OK() || first.Cold != measure.ColdWaited || first.Stale || !second.OK() || second.Cold != measure.ColdNone || second.Billed <= 0 {
				t.Errorf("round %d, variant %d: %+v, %+v", round, i, first, second)
			}
		}
	}
	made, err := api.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String(twin)})
	if err != nil {
		t.Fatal(err)
	}
	c := made.Configuration
	if made.Tags["team"] != "shop" || made.Tags[TagRun] != r.run || made.Tags[TagTarget] != "test" ||
		*c.Role != "arn:aws:iam::123456789012:role/hello" || *c.Timeout != 7 || c.Environment.Variables["SECRET"] != "hush" {
		t.Errorf("%+v", made)
	}
	if tags := cloud.logs.groups[logGroup(twin)].tags; tags[TagRun] != r.run {
		t.Errorf("the log group's tags are %v", tags)
	}
	if err := errors.Join(r.Restore(t.Context()), r.Restore(t.Context())); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
}

// hasNothingOfOurs checks that the deployed function is all there is, untouched.
func (c *fakeCloud) hasNothingOfOurs(t *testing.T, api *lambda.Client) {
	t.Helper()
	all, err := api.ListFunctions(t.Context(), &lambda.ListFunctionsInput{FunctionVersion: "ALL"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all.Functions {
		if *f.FunctionName != "hello" || *f.Version != "$LATEST" || *f.MemorySize != 1024 || strings.HasPrefix(aws.ToString(f.Description), "sweetspot") {
			t.Errorf("%s %s is left, of %d MB: %s", *f.FunctionName, *f.Version, *f.MemorySize, aws.ToString(f.Description))
		}
	}
	if len(c.logs.groups) > 0 {
		t.Errorf("log groups are left: %v", c.logs.groups)
	}
}

func TestCallsAreThoseThatARunMakes(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, "", 256, 512)
	variants := r.scenario.Plan().Variants
	calls, err := r.Calls(t.Context(), variants)
	if err != nil {
		t.Fatal(err)
	}
	if len(cloud.calls) > 0 {
		t.Errorf("to list the calls made %v", cloud.calls)
	}
	var said []string
	for _, c := range calls {
		said = append(said, c.Action)
	}
	want := strings.Fields(`logs:CreateLogGroup lambda:CreateFunction
		lambda:UpdateFunctionConfiguration lambda:PublishVersion lambda:PublishVersion lambda:UpdateFunctionConfiguration lambda:PublishVersion lambda:PublishVersion
		lambda:DeleteFunction lambda:DeleteFunction lambda:DeleteFunction lambda:DeleteFunction lambda:DeleteFunction logs:DeleteLogGroup`)
	if !slices.Equal(said, want) {
		t.Errorf("%v", calls)
	}
	for _, v := range variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Those of the log group go elsewhere, and with one block each there are no
	// further versions.
	if len(cloud.calls) != len(want)-2-4 {
		t.Errorf("%v", cloud.calls)
	}
}

func TestRecyclePublishesAgain(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	r := cloud.runner(t, "", 512)
	v := r.scenario.Plan().Variants[0]
	if err := r.Apply(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if s := r.Invoke(t.Context(), v, hello); s.Cold != measure.ColdWaited {
			t.Errorf("%+v", s)
		}
		if err := r.Recycle(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	if at, _ := r.at(v); at.number != "3" {
		t.Errorf("version %s", at.number)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
}

// A runner that was never used puts back what another one left.
func TestAnotherProcessPutsBack(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, nil)
	crashed := cloud.runner(t, "", 512)
	if err := crashed.Apply(t.Context(), crashed.scenario.Plan().Variants[0]); err != nil {
		t.Fatal(err)
	}
	r := cloud.runner(t, "", 512)
	for _, c := range crashed.journal.Outstanding() {
		if strings.Contains(string(c.Former), "hush") {
			t.Errorf("a secret is in the journal: %s", c.Former)
		}
		for range 2 {
			if err := r.PutBack(t.Context(), c); err != nil {
				t.Error(err)
			}
		}
	}
	cloud.hasNothingOfOurs(t, api)
}

func TestAFunctionOfOthersIsNotDeleted(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, "", 512)
	if err := r.deleteTwin(context.Background(), "hello"); err == nil || !strings.Contains(err.Error(), TagRun) {
		t.Errorf("%v", err)
	}
}

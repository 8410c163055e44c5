package onaws

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
)

const versions = "mode: versions, "

func TestModeVersionsIsConfirmedFirst(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, versions, 512)
	variants := r.scenario.Plan().Variants
	if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), "--yes") || !strings.Contains(err.Error(), "seconds") {
		t.Errorf("%v", err)
	}
	r.confirmed = true
	if err := r.Check(t.Context(), variants); err != nil {
		t.Error(err)
	}
	variants[0].Architecture = "arm64"
	if err := r.Check(t.Context(), variants); err == nil || !strings.Contains(err.Error(), "mode: copy") {
		t.Errorf("%v", err)
	}
}

func TestModeVersionsPutsTheFunctionBack(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	api := cloud.deploy(t, func(in *lambda.CreateFunctionInput) { in.Description = aws.String("says hello") })
	r := cloud.runner(t, versions, 256, 512)
	for _, v := range r.scenario.Plan().Variants {
		if err := r.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if s := r.Invoke(t.Context(), v, hello); !s.OK() || s.Stale {
			t.Errorf("%+v", s)
		}
	}
	for _, c := range r.journal.Outstanding() {
		if strings.Contains(string(c.Former), "hush") {
			t.Errorf("a secret is in the journal: %s", c.Former)
		}
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	cloud.hasNothingOfOurs(t, api)
	now, err := api.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("hello")})
	if err != nil || *now.Description != "says hello" || *now.Timeout != 7 || now.Environment.Variables["SECRET"] != "hush" {
		t.Errorf("%+v, %v", now, err)
	}
}

// What keeps the state of before is not deleted while it is needed.
func TestTheFormerStateIsKeptUntilItIsBack(t *testing.T) {
	cloud := startCloud(t, sandbox.Account{})
	cloud.deploy(t, nil)
	r := cloud.runner(t, versions, 256)
	if err := r.Apply(t.Context(), r.scenario.Plan().Variants[0]); err != nil {
		t.Fatal(err)
	}
	changes := r.journal.Outstanding()
	if err := r.PutBack(t.Context(), changes[len(changes)-1]); err == nil || !strings.Contains(err.Error(), "stays") {
		t.Errorf("%v", err)
	}
	if err := r.Restore(t.Context()); err != nil {
		t.Error(err)
	}
}

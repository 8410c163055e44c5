package onaws

import (
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// tagging answers the tagging API with resources of one run, by the kind that is
// asked for, in the CBOR that the SDK speaks with it.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
func tagging(run string, byKind map[string][]string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/GetResources") {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		found := cbor.List{}
		for kind, arns := range byKind {
			for _, arn := range arns {
				if strings.Contains(string(body), kind) {
					found = append(found, cbor.Map{"ResourceARN": cbor.String(arn), "Tags": cbor.List{cbor.Map{"Key": cbor.String(TagRun), "Value": cbor.String(run)}}})
				}
			}
		}
		w.Header().Set("Content-Type", "application/cbor")
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		_, _ = w.Write(cbor.Encode(cbor.Map{"PaginationToken": cbor.String(""), "ResourceTagMappingList": found}))
		return true
	}
}

// What a run left whose journal is lost is found by its tag and removed: neither
// what is gone already, nor what bears the tag and is none of sweetspot's.
func TestTheSweeperRemovesWhatARunLeft(t *testing.T) {
	const functions, groups = "arn:aws:lambda:us-east-1:123456789012:function:", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/"
	aws := startCloud(t, sandbox.Account{})
	api := aws.deploy(t, nil)
	crashed := aws.runner(t, "", 256, 512)
	for _, v := range crashed.scenario.Plan().Variants {
		if err := crashed.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	aws.before = tagging(crashed.run, map[string][]string{
		"lambda:function": {functions + "hello", functions + twin, functions + "sweetspot-gone"},
		"logs:log-group":  {groups + "hello", groups + twin + ":*", groups + "sweetspot-gone"},
	})
	config, err := cloud.Open(t.Context(), cloud.Access{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	s := NewSweeper(config).(*sweeper)
	s.runner.pace = testPace
	found, err := s.Leftovers(t.Context())
	want := []runners.Leftover{{Resource: functions + twin, Run: crashed.run}, {Resource: groups + twin + ":*", Run: crashed.run}}
	if err != nil || !reflect.DeepEqual(found, want) {
		t.Fatalf("found %v, %v", found, err)
	}
	for _, refused := range []runners.Leftover{
		{Resource: functions + "hello", Run: crashed.run}, {Resource: functions + twin, Run: "another"},
		{Resource: groups + "hello", Run: crashed.run}, {Resource: "arn:aws:s3:::bucket", Run: crashed.run},
	} {
		if err := s.Remove(t.Context(), refused); err == nil {
			t.Errorf("%v is removed", refused)
		}
	}
	for range 2 { // what is gone is no error
		for _, l := range found {
			if err := s.Remove(t.Context(), l); err != nil {
				t.Errorf("%s: %v", l.Resource, err)
			}
		}
	}
	aws.hasNothingOfOurs(t, api)
	if found, err := s.Leftovers(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("%v is left, %v", found, err)
	}
}

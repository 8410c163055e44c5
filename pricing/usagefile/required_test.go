package usagefile

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const needHead = "schema: sweetspot.usage/v1\nregion: us-east-1\nservices:\n  - "

// A key that was forgotten is a fault that names it, not a bill of $0.
func TestForgottenKeys(t *testing.T) {
	tests := []struct{ service, want string }{
		{"ec2: {type: m5.large}", "u.yaml:4:5: ec2: instances or runs is missing; give it, or 0 where there is none"},
		{"ec2: {type: m5.large, runs: 3}", "u.yaml:4:5: ec2: run_time is missing, which runs needs"},
		{"fargate: {vcpu: 1, memory: 2 GB}", "u.yaml:4:5: fargate: tasks or runs is missing"},
		{"{name: flow, step_functions: {executions: 1M}}", "u.yaml:4:18: step_functions: transitions is missing"},
		{"lambda: {architecture: arm64, memory_mb: 512, requests: 1M}", "u.yaml:4:5: lambda: billed_ms is missing"},
		{"lambda_provisioned: {architecture: arm64, memory_mb: 512, environments: 1, enabled: 1h, requests: 1, billed_ms: 1, spillover_requests: 1}", "u.yaml:4:5: lambda_provisioned: spillover_billed_ms is missing, which spillover_requests needs"},
		{"kinesis: {records: 1M}", "u.yaml:4:5: kinesis: shards is missing"},
		{"sns: {fifo: true, messages: 1M}", "u.yaml:4:5: sns: size is missing, which fifo needs"},
		{"logs: {requests: 1M}", "u.yaml:4:5: logs: bytes is missing, which requests needs"},
		{"s3: {}", "u.yaml:4:5: s3: storage or infrequent or puts or gets is missing"},
		{"azure_flex: {instance_mb: 512, on_demand: {}}", "u.yaml:4:5: azure_flex: on_demand or ready_instances is missing"},
		{"azure_flex: {instance_mb: 512, on_demand: {period: 1s}}", "u.yaml:4:5: azure_flex: on_demand.executions is missing; give it"},
	}
	for _, tt := range tests {
		_, err := Read("u.yaml", strings.NewReader(needHead+tt.service+"\n"))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: error %v\nwant one that begins with %s", tt.service, err, tt.want)
		}
	}
}

// What is nothing can be said, and needs nothing else.
func TestNothingCanBeGiven(t *testing.T) {
	for _, service := range []string{
		"ec2: {type: m5.large, instances: 0}",
		"lambda: {architecture: arm64, memory_mb: 512, requests: 0, billed_ms: 0}",
		"lambda_provisioned: {architecture: arm64, memory_mb: 512, environments: 1, enabled: 1h, requests: 0, billed_ms: 0, spillover_requests: 0}",
		"sns: {fifo: false, messages: 0}",
		"rest_api: {cache_gb: 0.5}",
		"lambda_snapstart: {memory_mb: 512, java: true}",
	} {
		if _, err := Read("u.yaml", strings.NewReader(needHead+service+"\n")); err != nil {
			t.Errorf("%s: %v", service, err)
		}
	}
}

// Only these may be used without any key: they have a default and say what is
// not priced, or cost nothing.
func TestKindsWithoutRequiredKeys(t *testing.T) {
	var without []string
	for kind := range maps.Keys(kinds) {
		if len(required[kind]) == 0 {
			without = append(without, kind)
		}
	}
	slices.Sort(without)
	if want := []string{"alb", "clb", "function_url", "nlb"}; !slices.Equal(without, want) {
		t.Errorf("%v, want %v", without, want)
	}
}

// A key that is required is one that there is, and bold in the documentation.
func TestRequiredKeysAreKnownAndDocumented(t *testing.T) {
	page := documentation(t)
	for kind, needs := range required {
		_, row, _ := strings.Cut(page, "| `"+kind+"` | ")
		row, _, _ = strings.Cut(row, "\n")
		for _, n := range needs {
			for _, key := range n.anyOf {
				last := key[strings.LastIndex(key, ".")+1:]
				if !strings.Contains(row, last) {
					t.Errorf("%s has no key %s", kind, key)
				}
			}
			if n.with == "" && len(n.anyOf) == 1 && !strings.Contains(row, "**`"+n.anyOf[0]+"`**") {
				t.Errorf("%s: %s is not bold in docs/usage.md", kind, n.anyOf[0])
			}
		}
	}
}

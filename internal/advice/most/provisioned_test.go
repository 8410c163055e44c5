package most_test

import (
	"slices"
	"testing"
)

// A GB-second of provisioned concurrency on x86_64 costs 0.0000041667 USD in
// us-east-1, and its time is rounded up to 5 minutes,
// https://aws.amazon.com/lambda/pricing/.
func TestOfProvisionedConcurrency(t *testing.T) {
	const target = "target: {provider: aws, region: us-east-1, function: {name: hello, timeout: 2s}}\nrepeat: 1\n"
	for name, test := range map[string]struct{ text, want string }{
		// An hour, 30 s of warm-up, 2 s and 20 minutes beside are billed as 85 minutes:
		// 500 × 3008/1024 × 5100 × 0.0000041667.
		"an hour": {target + "matrix: {memory_mb: [3008], provisioned_concurrency: [500]}\nload: {stages: [{rate: 1/s, for: 3600s}]}\n", "31.2111871875"},
		// One of two variants has none; 25 minutes: 2 × 1 × 1500 × 0.0000041667.
		"with and without": {target + "matrix: {memory_mb: [1024], provisioned_concurrency: [none, 2]}\nload: {stages: [{rate: 1/s, for: 10s}]}\n", "0.0125001"},
		// The block as before, and each of 3 cold starts 25 minutes.
		"cold starts": {target + "matrix: {memory_mb: [1024], provisioned_concurrency: [2]}\nload: {stages: [{rate: 1/s, for: 10s}]}\ncold_starts: {samples: 3}\n", "0.0500004"},
		// A gate that is open has the round measured once more.
		"a gate": {target + "matrix: {memory_mb: [1024], provisioned_concurrency: [2]}\nload: {stages: [{rate: 1/s, for: 10s}]}\ngates: [{check: p95 < 800ms}]\n", "0.0250002"},
		"none":   {target + "matrix: {memory_mb: [1024], provisioned_concurrency: [none]}\nload: {stages: [{rate: 1/s, for: 10s}]}\n", "0"},
	} {
		m := of(t, test.text)
		if got := m.Standing.String(); got != test.want || !m.Cost.GreaterThan(m.Standing) {
			t.Errorf("%s: %s of %s, want %s", name, got, m.Cost, test.want)
		}
	}
	m := of(t, target+"matrix: {memory_mb: [1024], provisioned_concurrency: [2]}\nload: {stages: [{rate: 100/s, for: 600s}]}\nstop_when: {max_cost: 0.5 USD}\n")
	if !m.Capped || !m.Standing.IsPositive() || m.Cost.Sub(m.Standing).String() != "0.5" {
		t.Errorf("max_cost counts invocations alone: %+v", m)
	}
}

func TestOfWhatIsNotInTheCost(t *testing.T) {
	for text, want := range map[string][]string{
		"target: {provider: aws, region: us-east-1, function: {name: hello, runtime: python3.13}}\nmatrix: {memory_mb: [1024], snap_start: [none, published]}\n":         {"SnapStart's snapshots"},
		"target: {function: {handler: 'builtin:hello'}, gateway: {routes: [{route: GET /}], cache: {size: 0.5 GB}}, price_as: rest}\nmatrix: {memory_mb: [1024, 512]}\n": {"the calls of the gateway", "the hours of the gateway's cache"},
		"target: {function: {handler: 'builtin:hello'}, gateway: {api: http}, price_as: http}\nmatrix: {memory_mb: [1024]}\n":                                            {"the calls of the gateway"},
		function + "matrix: {memory_mb: [1024]}\n": nil,
	} {
		if m := of(t, text+"load: {burst: 5}\n"); !slices.Equal(m.Without, want) {
			t.Errorf("%s: %q", text, m.Without)
		}
	}
}

package most_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/advice/most"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func of(t *testing.T, text string) most.Most {
	t.Helper()
	s, err := scenarios.Parse("test.yaml", t.TempDir(), []byte("version: 1\nname: test\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	book, err := deployment.Book(s.Pricing)
	if err != nil {
		t.Fatal(err)
	}
	m, err := most.Of(most.Run{Scenario: s, Plan: s.Plan(), Book: book, Doubles: len(s.Gates) > 0})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const function = "target: {function: {handler: 'builtin:hello', timeout: 2s}}\n"

// The amounts are worked out by hand from Lambda's prices in us-east-1, 0.20 USD
// for a million requests and 0.0000166667 USD for a GB-second of x86_64:
// https://aws.amazon.com/lambda/pricing/.
func TestOf(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want most.Requests
		cost string
	}{
		// 3 rounds: 100 requests, and 30 s of warm-up at 10/s in each, of 2 s and 1 GB:
		// 1000 × 0.0000002 + 2000 × 0.0000166667.
		"open": {function + "matrix: {memory_mb: [1024]}\nload: {stages: [{rate: 10/s, for: 10s}]}\n", most.Requests{Load: 100, WarmUp: 900}, "0.0335334"},
		// Of two sizes the second costs half as much.
		"two sizes": {function + "matrix: {memory_mb: [1024, 512]}\nload: {stages: [{rate: 10/s, for: 10s}]}\n", most.Requests{Load: 200, WarmUp: 1800}, "0.0504001"},
		// 5 requests a round, none to warm up: 15 × 0.0000002 + 30 × 0.0000166667.
		"burst": {function + "matrix: {memory_mb: [1024]}\nload: {burst: 5}\n", most.Requests{Load: 15}, "0.000503001"},
		// As above, once more where the gate is open, and 4 cold starts:
		// 34 × 0.0000002 + 68 × 0.0000166667.
		"gate": {function + "matrix: {memory_mb: [1024]}\nload: {burst: 5}\ncold_starts: {samples: 4}\ngates: [{check: p95 < 800ms}]\n", most.Requests{Load: 15, Added: 15, Cold: 4}, "0.0011401356"},
		// 80 probes of 3 s at 10/s, each with a second to settle and 30 s of warm-up, of
		// 2 s and 1 GB: 27200 × 0.0000002 + 54400 × 0.0000166667.
		"search": {function + "matrix: {memory_mb: [1024]}\nload: {search: {where: p95 < 1s, from: 1/s, to: 10/s, step: 1s}}\ngates: [{check: p95 < 800ms}]\n", most.Requests{Load: 3200, WarmUp: 24000}, "0.91210848"},
		// stop_when counts everything.
		"stop": {function + "matrix: {memory_mb: [1024]}\nload: {burst: 5}\nstop_when: {max_invocations: 100}\n", most.Requests{Load: 15, Added: 85}, "0.00335334"},
	} {
		m := of(t, test.text)
		if m.Requests != test.want || m.Cost.String() != test.cost || m.Currency != "USD" || !m.Known {
			t.Errorf("%s: %+v, want %+v for %s", name, m, test.want, test.cost)
		}
	}
}

// Two callers run no more than two invocations at once, however fast they are:
// for the 10 s and one time-out in each of the warm-up's 30 s of 3 rounds.
func TestOfCallersForATime(t *testing.T) {
	m := of(t, function+"matrix: {memory_mb: [1024]}\nload: {concurrency: 2, for: 10s}\n")
	if m.Known || m.Load != 20_000 || m.AtOnce != 2 || m.Peak != 0 {
		t.Errorf("%+v", m)
	}
	// (20,000 + 180,000) × 0.0000002 + (2 × 12 + 3 × 2 × 32) × 0.0000166667
	if got := m.Cost.String(); got != "0.0436000072" {
		t.Error(got)
	}
}

func TestOfWhatEndsByItsCost(t *testing.T) {
	m := of(t, function+"matrix: {memory_mb: [1024]}\nload: {stages: [{rate: 100/s, for: 600s}]}\nstop_when: {max_cost: 0.5 USD}\n")
	if m.Known || !m.Capped || m.Cost.String() != "0.5" || m.Peak != 100 {
		t.Errorf("%+v", m)
	}
}

// A recording is replayed in virtual time: nothing is warmed up, nothing is paid.
func TestOfARecording(t *testing.T) {
	file := filepath.Join(t.TempDir(), "figures.csv")
	if err := os.WriteFile(file, []byte("memory_mb,duration_ms\n128,10\n128,11\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := of(t, "target: {replay: {file: '"+file+"'}}\nmatrix: {memory_mb: [128]}\nload: {stages: [{rate: 10/s, for: 10s}]}\n")
	if m.Total() != 100 || len(m.NotPriced) > 0 {
		t.Errorf("%+v", m)
	}
}

// Fargate's prices in us-east-1 are 0.04048 USD for a vCPU-hour, 0.004445 for a
// GB-hour, https://aws.amazon.com/fargate/pricing/, and 0.005 for a public address's
// hour, https://aws.amazon.com/vpc/pricing/. The run lasts 30 minutes around the load
// of 10 s, and in each of 3 rounds twice 30 s of warm-up and 30 s of time-out, of
// two sizes: 2 × (1800 + 10 + 3 × 2 × 60) s = 4340 s. Each size has two tasks:
// 2 × 4340/3600 × (0.25 + 0.5) × 0.04048 + 2 × 4340/3600 × (0.5 + 1) × 0.004445 + 4 × 4340/3600 × 0.005.
func TestOfTasks(t *testing.T) {
	m := of(t, "target: {container: {handler: 'builtin:hello', replicas: 2}, matrix: {sizes: [{vcpu: 0.25, memory_mb: 512}, {vcpu: 0.5, memory_mb: 1024}]}}\nload: {stages: [{rate: 10/s, for: 10s}]}\n")
	if got := m.Cost.Round(6).String(); got != "0.113389" || m.Currency != "USD" || len(m.NotPriced) > 0 {
		t.Errorf("%s, %+v", got, m)
	}
}

func TestOfWhatHasNoPrice(t *testing.T) {
	m := of(t, "target: {http: {url: 'http://127.0.0.1:8080/'}}\nload: {stages: [{rate: 10/s, for: 10s}]}\n")
	if m.Currency != "" || !m.Cost.IsZero() || m.Load != 100 {
		t.Errorf("%+v", m)
	}
}

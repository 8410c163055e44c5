package lambda

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/limits"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/internal/sandbox/builtin"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestMain(m *testing.M) {
	// The sandbox re-executes this very binary for the built-in functions.
	if name, ok := builtin.Requested(); ok {
		builtin.Serve(name)
	}
	if os.Getenv(traceVariable) != "" {
		serveTrace()
	}
	os.Exit(m.Run())
}

// scenarioOf is a sweep of one function over sizes.
func scenarioOf(tb testing.TB, function string, sizes ...int) (*scenarios.Scenario, []scenarios.Variant) {
	tb.Helper()
	list := strings.Join(strings.Fields(fmt.Sprint(sizes)), ", ")
	s, err := scenarios.Parse("test.yaml", tb.TempDir(), fmt.Appendf(nil, `
version: 1
name: test
target: {kind: function, provider: local, function: %s}
matrix: {memory_mb: %s}
load: {stages: [{rate: 10/s, for: 10s}]}
`, function, list))
	if err != nil {
		tb.Fatal(err)
	}
	return s, s.Plan().Variants
}

// start is a sandbox with a runner for a scenario's function.
func start(tb testing.TB, s *scenarios.Scenario) (*Local, *Runner) {
	tb.Helper()
	local, err := StartLocal(LocalOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := local.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return local, local.Runner(s, 0, true)
}

func TestRunnerReadsThePlatformsFigures(t *testing.T) {
	s, variants := scenarioOf(t, `{handler: "builtin:hello"}`, 512, 1024)
	_, runner := start(t, s)
	if err := runner.Check(t.Context(), variants); err != nil {
		t.Fatal(err)
	}
	for _, v := range variants {
		if err := runner.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		payload := scenarios.Payload{Body: []byte(`{"name":"you"}`)}
		first, second := runner.Invoke(t.Context(), v, payload), runner.Invoke(t.Context(), v, payload)
		if first.Outcome != measure.OutcomeOK || first.Cold != measure.ColdWaited || first.Init <= 0 {
			t.Errorf("first: %+v", first)
		}
		if second.Outcome != measure.OutcomeOK || second.Cold != measure.ColdNone || second.Init != 0 || second.Environment != first.Environment {
			t.Errorf("second: %+v", second)
		}
		if second.Duration <= 0 || second.Billed < second.Duration || second.MaxMemoryMB <= 0 || second.BytesIn == 0 || second.BytesOut == 0 || second.LogBytes == 0 {
			t.Errorf("figures: %+v", second)
		}
		if err := runner.Recycle(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if third := runner.Invoke(t.Context(), v, payload); third.Cold != measure.ColdWaited || third.Environment == first.Environment {
			t.Errorf("after recycling: %+v", third)
		}
	}
	if err := runner.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := runner.Restore(t.Context()); err != nil {
		t.Errorf("second restore: %v", err)
	}
}

// A function that needs 200 MB, and several times that under the race detector,
// is out of memory at 128 MB and works at 2,048.
func TestOutOfMemoryIsToldApart(t *testing.T) {
	s, variants := scenarioOf(t, `{handler: "builtin:report", timeout: 60s}`, 128, 2048)
	local, runner := start(t, s)
	if local.Tier() == limits.None {
		t.Skip("nothing here holds or observes memory")
	}
	want := map[int]measure.Outcome{128: measure.OutcomeOOM, 2048: measure.OutcomeOK}
	for _, v := range variants {
		if err := runner.Apply(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if sample := runner.Invoke(t.Context(), v, scenarios.Payload{Body: []byte("{}")}); sample.Outcome != want[v.MemoryMB] {
			t.Errorf("%d MB: %+v", v.MemoryMB, sample)
		}
	}
}

func TestCheckRefusesAHandlerThatCannotStart(t *testing.T) {
	s, variants := scenarioOf(t, `{command: [sh, -c, "echo no config here; exit 3"]}`, 512)
	_, runner := start(t, s)
	err := runner.Check(t.Context(), variants)
	if err == nil || !strings.Contains(err.Error(), "cannot start") || !strings.Contains(err.Error(), "no config here") {
		t.Errorf("%v", err)
	}
}

func TestASizeBeyondTheHostIsRefused(t *testing.T) {
	s, variants := scenarioOf(t, `{handler: "builtin:hello"}`, 1024, 10240)
	if err := fits(s, variants, 6); err != nil {
		t.Errorf("5.79 vCPU on 6 cores: %v", err)
	}
	if err := fits(s, variants, 2); err == nil || !strings.Contains(err.Error(), "--oversize") || !strings.Contains(err.Error(), "10240 MB") {
		t.Errorf("5.79 vCPU on 2 cores: %v", err)
	}
}

func TestAPortInUseIsSaid(t *testing.T) {
	s, _ := scenarioOf(t, `{handler: "builtin:hello"}`, 512)
	local, _ := start(t, s)
	_, err := StartLocal(LocalOptions{Address: strings.TrimPrefix(local.Endpoint, "http://")})
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("%v", err)
	}
}

func TestBuildRunsInTheScenariosFolder(t *testing.T) {
	s, _ := scenarioOf(t, `{command: [./made], build: [sh, -c, "echo x > made"]}`, 512)
	if err := Build(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(s.Dir, "made")); err != nil {
		t.Error(err)
	}
	s.Targets[0].Function.Build = []string{"sh", "-c", "exit 7"}
	if err := Build(t.Context(), s); err == nil || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("%v", err)
	}
}

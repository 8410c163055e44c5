package reportstest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/reports"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Server is a run of one HTTP server on loopback at 100/s for six seconds in
// two rounds, with errors of several kinds and gates of every verdict.
func Server() reports.Input {
	in := servers("http://127.0.0.1:8080/orders?token=secret")
	in.Scenario.Gates = []scenarios.Gate{
		Gate("p95", check.Less, Milliseconds(20), "", scenarios.LevelError),
		Gate("errors", check.Less, Share(0.01), "", scenarios.LevelWarn),
		Gate("mean", check.Less, Milliseconds(6), "all", scenarios.LevelWarn),
	}
	return in
}

// Servers is a run of two HTTP servers elsewhere, the second twice as fast and
// without errors.
func Servers() reports.Input {
	return servers("https://old.example.com/orders", "https://new.example.com/orders")
}

// servers is a run of HTTP servers; each is twice as fast as the one before.
func servers(urls ...string) reports.Input {
	s := Scenario()
	s.Name, s.Description, s.Source = "orders", "Read an order.", []byte("name: orders\n")
	s.Targets, s.Repeat, s.Pricing = nil, 2, scenarios.Pricing{Book: "test"}
	s.Objective = check.Objective{Kind: check.Fastest, Text: "fastest"}
	s.Load.Stages = []scenarios.Stage{{Kind: scenarios.StageConstant, From: 100, To: 100, For: 6 * time.Second}}
	for i, url := range urls {
		s.Targets = append(s.Targets, scenarios.Target{
			Name: [...]string{"orders", "new"}[i], Kind: scenarios.KindHTTP, HTTP: &scenarios.HTTP{URL: url, Method: "GET", Timeout: 5 * time.Second},
		})
	}
	in := CPUBound().Input()
	in.Scenario, in.Plan, in.Samples, in.Blocks = s, s.Plan(), nil, nil
	in.RunID, in.Command, in.Directory = "20261122T150405Z-orders-1a2b", "sweetspot run orders.yaml", "runs/20261122T150405Z-orders-1a2b"
	in.Host.Limits = ""
	rng := rand.New(rand.NewPCG(3, 4))
	var samples measure.List
	for _, b := range in.Plan.Blocks {
		began := Began.Add(time.Duration(b.Index) * 4 * time.Second)
		in.Blocks = append(in.Blocks, measure.Block{
			Index: b.Index, Round: b.Round, Variant: b.Variant, State: measure.BlockDone,
			Started: began, Finished: began.Add(3 * time.Second), Intended: 300, Length: 3 * time.Second,
		})
		for n := range 300 {
			samples = append(samples, request(b, began.Add(time.Duration(n)*10*time.Millisecond), n, rng))
		}
	}
	in.Samples = samples
	return in
}

// request is one exchange of a few milliseconds; of the first server some fail.
func request(b scenarios.Block, intended time.Time, n int, rng *rand.Rand) measure.Sample {
	took := time.Duration((4+8*rng.Float64()*rng.Float64())*1000) * time.Microsecond / time.Duration(b.Variant+1)
	s := measure.Sample{
		Variant: b.Variant, Block: b.Index, Round: b.Round, Seq: n, Phase: measure.PhaseLoad,
		Intended: intended, Sent: intended.Add(60 * time.Microsecond), WorkerFree: true,
		Outcome: measure.OutcomeOK, Status: 200, Cold: measure.ColdNone, BytesIn: 512,
	}
	s.End = s.Sent.Add(took)
	if b.Variant > 0 {
		return s
	}
	fail := func(o measure.Outcome, status int, reason string) { s.Outcome, s.Status, s.Reason = o, status, reason }
	switch {
	case n%60 == 7:
		fail(measure.OutcomeFunction, 503, "HTTP 503")
	case n == 100, n == 101:
		fail(measure.OutcomeTransport, 0, "connection reset")
	case n == 200:
		fail(measure.OutcomeThrottle, 429, "HTTP 429")
	}
	return s
}

// Build is the summary of a run.
func Build(t testing.TB, in reports.Input) *reports.Summary {
	t.Helper()
	s, err := reports.Build(in)
	if err != nil {
		t.Fatal(fmt.Errorf("build the summary: %w", err))
	}
	return s
}

// platformWords are those that a report of HTTP servers has no use for.
var platformWords = regexp.MustCompile(`(?i)\bMB\b|\$|USD|per million|\bbilled\b|\binit\b|vCPU|memory|cold|us-east-1|free tier|provider`)

// OnlyServers checks that a report of HTTP servers speaks of nothing that they
// do not have.
func OnlyServers(t testing.TB, report string) {
	t.Helper()
	for line := range strings.Lines(report) {
		if word := platformWords.FindString(line); word != "" {
			t.Errorf("the report speaks of %q: %.200s", word, line)
		}
	}
}

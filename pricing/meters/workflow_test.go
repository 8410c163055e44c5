package meters

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

// Two of AWS's own workshops.
const (
	nestingWorkshop = "https://github.com/aws-samples/the-aws-step-functions-workshop/blob/HEAD/content/module-13/step-5/index.en.md, read 2026"
	mapWorkshop     = "https://catalog.us-east-1.prod.workshops.aws/workshops/2a22e604-2f2e-4d7b-85a8-33b38c999234/en-US/advanced/optimization/workflow-type, read 2026"
)

func TestWorkflowWorkshops(t *testing.T) {
	book := mustBook(t)
	express := func(executions string, each time.Duration) Meter {
		return ExpressWorkflow{Executions: dec(executions), Duration: each, Memory: 64 * mb}
	}
	started := func(executions string) Meter { // a child workflow is a transition of its parent
		return StandardWorkflow{Executions: dec(executions), Transitions: one}
	}
	for _, e := range []example{
		{
			name: "standard: 3 steps, 1,000 times", source: nestingWorkshop,
			meters: []Meter{StandardWorkflow{Executions: dec("1000"), Transitions: dec("3")}}, total: "0.075",
		},
		{
			name: "express: 11.3 s in 64 MB, 1,000 times", source: nestingWorkshop,
			meters: []Meter{express("1000", 11300*time.Millisecond)}, total: "0.01",
		},
		{
			name: "standard: 6 steps, 1,000 times", source: mapWorkshop,
			meters: []Meter{StandardWorkflow{Executions: dec("1000"), Transitions: dec("6")}}, total: "0.15",
		},
		{
			name: "standard: 3 steps, 500,000 times, but for the free 4,000", source: mapWorkshop, month: true,
			meters: []Meter{StandardWorkflow{Executions: dec("500000"), Transitions: dec("3")}}, total: "37.4",
		},
		{
			name: "express: 100 s, 1,000 times, and its starts", source: mapWorkshop,
			meters:  []Meter{express("1000", 100*time.Second), started("1000")},
			amounts: map[string]string{"standard-transitions": "0.025"}, total: "0.130",
			page: "0.125", reason: "it rounds executions and duration down to 0.10",
		},
		{
			name: "express: 30 s, 1,000 times, and its starts", source: mapWorkshop,
			meters: []Meter{express("1000", 30*time.Second), started("1000")}, total: "0.057",
		},
		{
			name: "express: 1 s, 500,000 times, and its starts", source: mapWorkshop, month: true,
			meters: []Meter{express("500000", time.Second), started("500000")}, total: "13.42",
		},
		{
			// 1.9 s × 576 MB are the 29,687.5 GB-hours that the source bills.
			name: "express: all tiers", source: infracost + ", sfn_state_machine_test.golden", month: true,
			meters:  []Meter{ExpressWorkflow{Executions: dec("100000000"), Duration: 1900 * time.Millisecond, Memory: 576 * mb}},
			amounts: map[string]string{"express-requests": "100.00", "express-duration": "585.23"}, // 60.01 + 119.95 + 405.27
			total:   "685.23",
		},
	} {
		e.book = book
		t.Run(e.name, e.run)
	}
}

func TestWorkflowCounts(t *testing.T) {
	retried := StandardWorkflow{Executions: dec("300000"), Transitions: dec("9"), Retries: dec("0.5")}
	large := ExpressWorkflow{Executions: dec("1000"), Duration: 901 * time.Millisecond, Memory: 65 * mb}
	for _, c := range []counted{
		{"retries are transitions", retried, "standard-transitions", "2850000"},
		{"1 s × 128 MB", large, "express-duration", "125"},
		{"requests", large, "express-requests", "1000"},
		{"nothing is 64 MB", ExpressWorkflow{Executions: one, Duration: time.Second}, "express-duration", "0.0625"},
	} {
		t.Run(c.name, c.run)
	}
	for component, m := range map[string]Meter{"standard-transitions": retried, "express-duration": large} {
		want := map[string]string{
			"standard-transitions": "transitions an execution: 9 + 0.5 retries", "express-duration": "1s × 128 MB an execution",
		}[component]
		if got := noteOf(t, component, m); got != want {
			t.Errorf("note %q, want %q", got, want)
		}
	}
}

// Duration and memory are rounded up by less than a step each.
func TestExpressRoundsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		each := time.Duration(rapid.Int64Range(0, int64(5*time.Minute)).Draw(t, "duration"))
		memory := check.Bytes(rapid.Int64Range(0, 1<<30).Draw(t, "memory"))
		m, err := ExpressWorkflow{Executions: one, Duration: each, Memory: memory}.Meter("us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		billed := m.Usage[1].Quantity
		least := gb(number(memory)).Mul(seconds(each))
		most := gb(number(memory + expressChunk)).Mul(seconds(each + expressStep))
		if billed.LessThan(least) || billed.GreaterThan(most) {
			t.Errorf("%s × %s: %s GB-s, want from %s to %s", each, memory, billed, least, most)
		}
	})
}

func TestWorkflowRefuses(t *testing.T) {
	for want, m := range map[string]Meter{
		"executions must not be negative":  StandardWorkflow{Executions: dec("-1")},
		"transitions must not be negative": StandardWorkflow{Transitions: dec("-1")},
		"retries must not be negative":     StandardWorkflow{Retries: dec("-1")},
		"duration must not be negative":    ExpressWorkflow{Duration: -1},
		"memory must not be negative":      ExpressWorkflow{Memory: -1},
	} {
		refuses(t, m, want)
	}
}

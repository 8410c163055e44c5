package meters

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLambdaBilled(t *testing.T) {
	ms := func(f float64) time.Duration { return time.Duration(f * float64(time.Millisecond)) }
	tests := []struct {
		name, source   string
		day            string
		duration, init time.Duration
		managedZIP     bool
		want           time.Duration
	}{
		{
			"100 ms up", "https://aws.amazon.com/blogs/aws/new-for-aws-lambda-1ms-billing-granularity-adds-cost-savings/",
			"2020-11-30", ms(27.40), 0, true, ms(100),
		},
		{
			"1 ms up", "https://aws.amazon.com/blogs/aws/new-for-aws-lambda-1ms-billing-granularity-adds-cost-savings/",
			"2020-12-01", ms(27.55), 0, true, ms(28),
		},
		{
			"a container image's init", "https://bitesizedserverless.com/bite/when-is-the-lambda-init-phase-free-and-when-is-it-billed/",
			"2022-04-09", ms(1049.63), ms(1293.83), false, ms(2344),
		},
		{
			"another container image's init", "https://bitesizedserverless.com/bite/when-is-the-lambda-init-phase-free-and-when-is-it-billed/",
			"2022-04-09", ms(1058.15), ms(1307.68), false, ms(2366),
		},
		{
			"a managed runtime's init, the day before", "https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/",
			"2025-07-31", ms(70.2), ms(200.1), true, ms(71),
		},
		{
			"a managed runtime's init, from then on", "https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/",
			"2025-08-01", ms(70.2), ms(200.1), true, ms(271),
		},
		{"a whole ms stays", "by hand", "2026-06-18", ms(5), 0, true, ms(5)},
		{"nothing", "by hand", "2026-06-18", 0, 0, true, 0},
	}
	for _, tt := range tests {
		day, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := LambdaRulesAt(day).Billed(tt.duration, tt.init, tt.managedZIP); got != tt.want {
			t.Errorf("%s: billed %s, want %s (%s)", tt.name, got, tt.want, tt.source)
		}
	}
}

// Rounding never takes off and never adds a step; a later day never bills by
// coarser steps; a free init never costs.
func TestLambdaBilledProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := func(name string) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(15*time.Minute)).Draw(t, name))
		}
		duration, init, zip := span("duration"), span("init"), rapid.Bool().Draw(t, "managed ZIP")
		day := time.Date(2014, 11, 13, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 5000).Draw(t, "day"))
		rules := LambdaRulesAt(day)
		counted := duration + init
		if zip && rules.FreeInit {
			counted = duration
		}
		billed := rules.Billed(duration, init, zip)
		if billed < counted || billed >= counted+rules.Granularity || billed%rules.Granularity != 0 {
			t.Errorf("%s + %s billed %s in steps of %s", duration, init, billed, rules.Granularity)
		}
		if later := LambdaRulesAt(day.AddDate(1, 0, 0)); later.Granularity > rules.Granularity || later.FreeInit && !rules.FreeInit {
			t.Errorf("rules %+v became %+v", rules, later)
		}
	})
}

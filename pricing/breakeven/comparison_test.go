package breakeven

import (
	"slices"
	"testing"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
)

// alternatives are a function of 512 MB and 100 ms, and tasks of half a vCPU and
// 1 GB behind a balancer.
func alternatives() []Alternative {
	return []Alternative{
		{
			Name:    "function",
			Compute: Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("requests", "1"), uses("duration-x86_64", "0.05")}}},
		},
		{
			Name: "container",
			Compute: Workload{
				Uses: Uses{PerTask: []pricing.Usage{uses("fargate-vcpu-x86_64", "365"), uses("fargate-memory-x86_64", "730")}},
				Fleet: &Fleet{
					One: "Fargate task of 0.5 vCPU / 1 GB", Many: "Fargate tasks of 0.5 vCPU / 1 GB",
					Capacity: dec("25"),
				},
			},
			Around: Uses{
				PerRequest: []pricing.Usage{uses("alb-lcu", "0.0000003")},
				Fixed:      []pricing.Usage{uses("alb-hours", "730")},
			},
		},
	}
}

func TestCompare(t *testing.T) {
	c, err := Compare(book(t), pricing.Terms{}, alternatives()...)
	if err != nil {
		t.Fatal(err)
	}
	function, container := c.Alternatives[0], c.Alternatives[1]
	if function.Bare.Sentence != "" || function.Bare.Crossings != nil || function.Warnings != nil || c.Currency != "USD" {
		t.Errorf("the first alternative is compared with nothing: %+v", function.Bare)
	}
	// by hand: a function's request costs 0.05 × 0.0000166667 + 0.0000002 =
	// 0.000001033335, two tasks 2 × (365 × 0.04048 + 730 × 0.004445) = 36.0401
	if at := container.Bare.Crossings[0]; at.Requests != 34877460 || at.Tasks != 2 {
		t.Errorf("bare: %+v", at)
	}
	// and as deployed 36.0401 + 730 × 0.0225 = 52.4651, less 0.0000000024 a request
	if at := container.AsDeployed.Crossings[0]; at.Requests != 50890794 || at.Tasks != 2 {
		t.Errorf("as deployed: %+v", at)
	}
	if got, want := container.AsDeployed.Sentence, "Below 50.9M requests a month (19/s) the function is cheaper; above, two or more Fargate tasks of 0.5 vCPU / 1 GB are."; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	want := []string{
		"container: that one Fargate task of 0.5 vCPU / 1 GB sustains 25 requests a second was given by hand and not measured",
		"container: the traffic is taken as the same at every hour; a peak needs more tasks than the curve has",
	}
	if !slices.Equal(container.Warnings, want) {
		t.Errorf("warnings %q", container.Warnings)
	}
}

func TestCompareWarnsOfNothingThatIsKnown(t *testing.T) {
	list := alternatives()
	list[1].Compute.Fleet.Measured, list[1].Compute.Fleet.Peak = true, dec("2.5")
	c, err := Compare(book(t), pricing.Terms{}, list...)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Alternatives[1].Warnings; got != nil {
		t.Errorf("warnings %q", got)
	}
}

// The book has one tier of Lambda's price in Bahrain, and AWS has three.
func TestCompareWarnsOfTiersThatTheBookDoesNotKnow(t *testing.T) {
	b, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	list := alternatives()
	list[0].Compute.PerRequest = []pricing.Usage{
		{Service: "AWSLambda", Region: "me-south-1", Component: "duration-arm64", Unit: "GB-second", Quantity: dec("0.05")},
	}
	c, err := Compare(b, pricing.Terms{}, list...)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"function: the book knows only the first tier of AWSLambda duration-arm64; at much traffic the true cost is lower"}
	if got := c.Alternatives[0].Warnings; !slices.Equal(got, want) {
		t.Errorf("warnings %q", got)
	}
}

func TestCompareRefuses(t *testing.T) {
	list := alternatives()
	if _, err := Compare(book(t), pricing.Terms{}, list[0]); err == nil {
		t.Error("one alternative cannot be compared")
	}
	list[1].Compute.Fleet.Capacity = dec("-1")
	if _, err := Compare(book(t), pricing.Terms{}, list...); err == nil {
		t.Error("tasks without a capacity have no curve")
	}
}

func TestPeakOf(t *testing.T) {
	day := make([]string, 24)
	for i := range day {
		day[i] = "1"
	}
	day[12] = "25"
	var byHour meters.Traffic
	for _, rate := range day {
		byHour.ByHour = append(byHour.ByHour, dec(rate))
	}
	for name, tt := range map[string]struct {
		traffic meters.Traffic
		want    string
	}{
		"flat":    {meters.Traffic{Requests: dec("1000000")}, "1"},
		"nothing": {meters.Traffic{ByHour: byHour.ByHour[:0]}, "1"},
		"a curve": {byHour, "12.5"}, // 25 over a mean of 48 / 24
	} {
		if got := PeakOf(tt.traffic); !got.Equal(dec(tt.want)) {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

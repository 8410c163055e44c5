package deployment_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/breakeven"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// container is a container of half a vCPU and 1 GB, or on an instance where one is
// named.
func container(t fataler, instance string, p scenarios.Pricing) deployment.Deployment {
	target := scenarios.Target{
		Kind: scenarios.KindContainer, Region: "us-east-1", PriceAs: scenarios.PriceFargate,
		Container: &scenarios.Container{Instance: instance, Replicas: 1},
	}
	if instance != "" {
		target.PriceAs = scenarios.PriceEC2
	}
	size := scenarios.Variant{MemoryMB: 1024, Architecture: "x86_64", Params: []scenarios.ParamValue{{Name: "vcpu", Value: "0.5", Setting: true}}}
	return deployment.Of(book(t), target, size, p)
}

// bearing is a request of 2 KB with an answer of 600 KB, of which one container
// bears 100 a second.
var bearing = deployment.Measured{Request: dec("2048"), Response: dec("614400"), Capacity: dec("100")}

// A million requests take a container's time at the share of its capacity that is
// planned: by hand 1,000,000 / (0.6 × 100 × 3,600) = 4.629630 task-hours, of half a
// vCPU and 1 GB each.
func TestAMillionInContainers(t *testing.T) {
	for _, tt := range []struct {
		name     string
		instance string
		pricing  scenarios.Pricing
		lines    []string
		left     string
	}{
		{
			"as planned by default", "", scenarios.Pricing{},
			[]string{"fargate-vcpu-x86_64 2.314815 = 0.0937037112", "fargate-memory-x86_64 4.62963 = 0.02057870535"},
			"the load balancer and public addresses: added by pricing.traffic",
		},
		{
			"busy all the time", "", scenarios.Pricing{Utilisation: 1, Traffic: &scenarios.Traffic{RequestsPerMonth: 1e6}},
			[]string{"fargate-vcpu-x86_64 1.388889 = 0.05622222672", "fargate-memory-x86_64 2.777778 = 0.01234722321"},
			"the load balancer and public addresses: they are billed by the hour, and only in the month",
		},
		{
			"on an instance", "c7g.large", scenarios.Pricing{},
			[]string{"linux-c7g.large 4.62963 = 0.335648175"}, "the load balancer and public addresses: added by pricing.traffic",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := container(t, tt.instance, tt.pricing).Invocations(million, bearing)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(t, func() (pricing.Bill, error) { return book(t).List(m.Usage...) })
			if !slices.Equal(got, tt.lines) {
				t.Errorf("got  %q\nwant %q", got, tt.lines)
			}
			if last := m.NotPriced[len(m.NotPriced)-1]; last != tt.left {
				t.Errorf("last that is not priced: %q, want %q", last, tt.left)
			}
			if note := m.Usage[0].Note; !strings.Contains(note, "of the 100 that it bears") {
				t.Errorf("note %q", note)
			}
		})
	}
}

// A month takes whole tasks for the busiest hour, all day long: 500M requests are
// 190.3/s, which at 60 of 100/s take four.
func TestAMonthOfContainers(t *testing.T) {
	traffic := &scenarios.Traffic{RequestsPerMonth: 500e6}
	four := []string{
		"fargate-vcpu-x86_64 1460 = 59.1008", "fargate-memory-x86_64 2920 = 12.9794",
		"public-ipv4 2920 = 14.6", "alb-hours 730 = 16.425",
	}
	peak := make([]check.Rate, 24)
	peak[9] = 300 // five tasks, though the mean of the day is 12.5/s
	for _, tt := range []struct {
		name    string
		pricing scenarios.Pricing
		tasks   int64
		lines   []string
	}{
		{"so many as the traffic takes", scenarios.Pricing{Traffic: traffic}, 4, four},
		{"at least so many", scenarios.Pricing{Traffic: traffic, AtLeast: 8}, 8, nil},
		{"two of them always", scenarios.Pricing{Traffic: &scenarios.Traffic{RequestsPerMonth: 1}}, 2, nil},
		{"for the busiest hour", scenarios.Pricing{Traffic: &scenarios.Traffic{RequestsByHour: peak}}, 5, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := container(t, "", tt.pricing)
			if got := d.Tasks(bearing); got != tt.tasks {
				t.Errorf("%d tasks, want %d", got, tt.tasks)
			}
			m, err := d.Month(bearing)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(t, func() (pricing.Bill, error) { return book(t).Month(m.Usage, pricing.Terms{}) })
			if tt.lines != nil && !slices.Equal(got, tt.lines) {
				t.Errorf("got  %q\nwant %q", got, tt.lines)
			}
		})
	}
}

// The curve of break-even, as deployed, goes through the bill of the month,
// whatever the traffic and the capacity.
func TestAContainersCurveIsItsBill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		requests := rapid.Int64Range(1, 20_000_000_000).Draw(t, "requests")
		p := scenarios.Pricing{
			AtLeast: rapid.IntRange(0, 3).Draw(t, "at least"), Utilisation: float64(rapid.IntRange(0, 10).Draw(t, "utilisation")) / 10,
			Traffic: &scenarios.Traffic{RequestsPerMonth: requests, Egress: new(0.5), TraceShare: new(0.1)},
		}
		d, m := container(t, "", p), bearing
		m.Capacity = decimal.NewFromInt(rapid.Int64Range(300, 100_000).Draw(t, "capacity"))
		a, err := d.Alternative("container", m)
		if err != nil {
			t.Fatal(err)
		}
		function := of(t, scenarios.PriceLambda, p.Traffic)
		other, err := function.Function("function", measured)
		if err != nil {
			t.Fatal(err)
		}
		c, err := breakeven.Compare(book(t), pricing.Terms{}, other, a)
		if err != nil {
			t.Fatal(err)
		}
		usage, err := d.Month(m)
		if err != nil {
			t.Fatal(err)
		}
		bill, err := book(t).Month(usage.Usage, pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		curve := c.Alternatives[1].AsDeployed.Curve
		if requests > curve.End() {
			return
		}
		if at := curve.At(requests); at.Sub(bill.Total).Abs().GreaterThan(dec("0.0001")) {
			t.Fatalf("%d requests are %s on the curve and %s on the bill", requests, at, bill.Total)
		}
	})
}

func TestWhatCanBear(t *testing.T) {
	d := container(t, "", scenarios.Pricing{})
	for capacity, want := range map[string]bool{"0": false, "0.0000001": false, "0.001": true, "1000": true} {
		if got := d.CanBear(dec(capacity)); got != want {
			t.Errorf("%s a second: %t, want %t", capacity, got, want)
		}
	}
	if !d.InTasks() || of(t, scenarios.PriceLambda, nil).InTasks() {
		t.Error("containers are billed in tasks, and functions are not")
	}
}

// Of each service at_least runs, and all of them bear what is measured together.
// By hand, 730 hours of tasks of 0.5 vCPU and 1 GB: three services twice are 6,
// 6 × 730 × (0.5 × 0.04048 + 0.004445) = 108.1203; one of each is 54.06015. At
// 100/s each and 60 % planned, 600/s take 10 of them, whatever at_least says.
func TestAMonthOfServices(t *testing.T) {
	for _, tt := range []struct {
		pricing scenarios.Pricing
		tasks   int64
		compute string
	}{
		{scenarios.Pricing{Traffic: &scenarios.Traffic{RequestsPerMonth: 1e6}}, 6, "108.1203"},
		{scenarios.Pricing{AtLeast: 1, Traffic: &scenarios.Traffic{RequestsPerMonth: 1e6}}, 3, "54.06015"},
		{scenarios.Pricing{AtLeast: 1, Traffic: &scenarios.Traffic{RequestsPerMonth: 600 * 730 * 3600}}, 10, "180.2005"},
	} {
		target := scenarios.Target{
			Kind: scenarios.KindContainer, Region: "us-east-1", PriceAs: scenarios.PriceFargate,
			Container: &scenarios.Container{Replicas: 1, Services: make([]scenarios.Service, 3)},
		}
		size := scenarios.Variant{MemoryMB: 1024, Architecture: "x86_64", Params: []scenarios.ParamValue{{Name: "vcpu", Value: "0.5", Setting: true}}}
		d := deployment.Of(book(t), target, size, tt.pricing)
		m, err := d.Month(bearing)
		if err != nil {
			t.Fatal(err)
		}
		bill, err := book(t).Month(m.Usage, pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		compute := decimal.Zero
		for _, l := range bill.Lines {
			if strings.HasPrefix(l.Component, "fargate-") {
				compute = compute.Add(l.Amount)
			}
		}
		if n := d.Tasks(bearing); n != tt.tasks || !compute.Equal(dec(tt.compute)) {
			t.Errorf("%d tasks for %s, want %d for %s", n, compute, tt.tasks, tt.compute)
		}
	}
}

package breakeven

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sweetspot-bench/sweetspot/pricing"
)

// alone is one instance, at full use, that costs so much an hour.
func alone(t *testing.T, hourly decimal.Decimal, seconds string) Curve {
	vm := uses("plain", "0") // priced 0.25
	vm.Quantity = hourly.Mul(dec("730")).Mul(dec("4"))
	return curve(t, "instance", Workload{
		Uses: Uses{PerTask: []pricing.Usage{vm}},
		Fleet: &Fleet{
			One: "instance", Many: "instances", Min: 1, Peak: dec("1"), Utilisation: dec("1"),
			Capacity: decimal.New(1, 0).Div(dec(seconds)),
		},
	}, pricing.Terms{})
}

// SeBS, table 6: requests an hour from which one t2.micro at 0.0116 USD an hour
// is cheaper than Lambda at 0.0000166667 USD per GB-second, the request fee left
// out. GB-seconds a request at the cheapest and the fastest memory size, seconds
// a request on the instance with its storage in S3, and the figures as the
// artifact has them.
// https://github.com/spcl/serverless-benchmarks-artifact/tree/master/analysis/cost/q3_iaas_breakpoint
// (final_table.txt; paper: https://arxiv.org/abs/2012.14132)
func TestBreakEvenOfSeBS(t *testing.T) {
	tests := []struct {
		function, gbSeconds, seconds string
		perHour                      string
	}{
		{"120 eco", "0.2125", "0.31658949999999997", "3275.287567071924"},
		{"210 eco", "0.1375", "0.13089499999999998", "5061.808058202065"},
		{"210 Node.js eco", "0.225", "0.19129641100000003", "3093.3271466790397"},
		{"311 eco", "1.925", "2.8034025000000002", "361.5577184430046"},
		{"411 eco", "0.950", "0.2351085", "732.6301136871409"},
		{"503 eco", "0.125", "0.030729", "5567.988864022272"},
		{"120 fast", "0.4", "0.31658949999999997", "1739.9965200069598"},
		{"210 fast", "0.2", "0.13089499999999998", "3479.9930400139197"},
		{"210 Node.js fast", "0.6", "0.19129641100000003", "1159.99768000464"},
		{"311 fast", "3.0", "2.8034025000000002", "231.99953600092798"},
		{"411 fast", "1.175", "0.2351085", "592.3392408534331"},
		{"503 fast", "0.15", "0.030729", "4639.99072001856"},
	}
	for _, tt := range tests {
		function := curve(t, "function", Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("duration-x86_64", tt.gbSeconds)}}}, pricing.Terms{})
		got, err := Crossings(function, alone(t, dec("0.0116"), tt.seconds))
		if err != nil || len(got) == 0 {
			t.Fatal(tt.function, got, err)
		}
		// the first whole request of a month beyond the published figure
		want := dec(tt.perHour).Mul(dec("730"))
		if n := decimal.NewFromInt(got[0].Requests); got[0].Cheaper != "instance" || n.LessThan(want) || n.Sub(want).GreaterThan(decimal.New(1, 0)) {
			t.Errorf("%s: crossing at %d a month, want %s", tt.function, got[0].Requests, want)
		}
	}
}

// "Getting to the Bottom of Serverless Billing", section 1: a second of one arm64
// vCPU with 2 GB of memory and 1 GB of disk costs 9.4753e-6 USD as a c6g.medium,
// 41.1 % of a Lambda function of 1769 MB at 2.3034e-5 USD, and on Fargate
// 1.1003e-5 USD, 47.8 %. Requests of a busy second cross at that share of the
// month. https://arxiv.org/abs/2506.01283 (read 2026-11-22)
func TestBusyShareOfTheStudyOfServerlessBilling(t *testing.T) {
	function := curve(t, "function", Workload{Uses: Uses{PerRequest: []pricing.Usage{uses("duration-arm64", "1.7275390625")}}}, pricing.Terms{})
	fargate := Workload{
		Uses: Uses{PerTask: []pricing.Usage{
			uses("fargate-vcpu-arm64", "730"), uses("fargate-memory-arm64", "1460"), uses("fargate-storage", "730"),
		}},
		Fleet: &Fleet{One: "task", Many: "tasks", Min: 1, Peak: dec("1"), Utilisation: dec("1"), Capacity: dec("1")},
	}
	tests := []struct {
		name  string
		curve Curve
		share string
	}{
		// 0.034 an hour and 0.08 a GB-month of 30 days
		{"c6g.medium", alone(t, dec("0.034").Add(dec("0.08").Div(dec("720"))), "1"), "0.411"},
		{"Fargate", curve(t, "container", fargate, pricing.Terms{}), "0.478"},
	}
	for _, tt := range tests {
		got, err := Crossings(function, tt.curve)
		if err != nil || len(got) == 0 {
			t.Fatal(got, err)
		}
		if share := decimal.NewFromInt(got[0].Requests).Div(secondsPerMonth).Round(3); !share.Equal(dec(tt.share)) {
			t.Errorf("%s is cheaper from %s busy on, want %s", tt.name, share, tt.share)
		}
	}
}

func TestProvisioned(t *testing.T) {
	p, err := NewProvisioned(book(t), "us-east-1", "x86_64")
	if err != nil {
		t.Fatal(err)
	}
	// by hand: 0.0000041667 ÷ (0.0000166667 − 0.0000097222), list prices of
	// us-east-1 on 2024-12-01, https://aws.amazon.com/lambda/pricing/
	u, ok := p.Utilisation()
	if !ok || !u.Equal(dec("0.6")) {
		t.Errorf("it pays from %s on (%t), want 0.600000", u, ok)
	}
	exact := p.Concurrency.Div(p.saving())
	for _, tt := range []struct {
		at   decimal.Decimal
		want bool
	}{{exact.Sub(dec("0.0000001")), false}, {exact.Add(dec("0.0000001")), true}, {dec("1"), true}, {dec("0"), false}} {
		if got := p.Pays(tt.at); got != tt.want {
			t.Errorf("at %s it pays: %t", tt.at, got)
		}
	}
	if got, want := p.Sentence(), "Provisioned concurrency is cheaper than on demand where it is busy for more than 60 % of the time that it is provisioned."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestProvisionedThatNeverPays(t *testing.T) {
	p := Provisioned{Concurrency: dec("5"), Duration: dec("8"), OnDemand: dec("10")}
	if u, ok := p.Utilisation(); ok {
		t.Errorf("it pays from %s on", u)
	}
	if got := p.Sentence(); got != "Provisioned concurrency costs more than on demand however busy it is." {
		t.Error(got)
	}
	if _, err := NewProvisioned(book(t), "us-east-1", "arm64"); err == nil {
		t.Error("a price that the book does not have must be an error")
	}
}

func TestOtherArchitecture(t *testing.T) {
	got, err := OtherArchitecture(book(t), []pricing.Usage{uses("requests", "1000000"), uses("duration-arm64", "100000")})
	if err != nil {
		t.Fatal(err)
	}
	measured, assumed := got[0], got[1]
	if measured.Architecture != "arm64" || measured.Assumed || !measured.Bill.Total.Equal(dec("1.53334")) || measured.Note() != "" {
		t.Errorf("measured: %+v", measured)
	}
	if assumed.Architecture != "x86_64" || !assumed.Assumed || !assumed.Bill.Total.Equal(dec("1.86667")) ||
		assumed.Note() != "durations on x86_64 are assumed equal and were not measured: no ground for a recommendation" {
		t.Errorf("assumed: %+v", assumed)
	}
	for _, usage := range [][]pricing.Usage{
		{uses("requests", "1")},
		{uses("duration-arm64", "1"), uses("duration-x86_64", "1")},
		{uses("provisioned-duration-x86_64", "1")}, // no such price for arm64
	} {
		if _, err := OtherArchitecture(book(t), usage); err == nil {
			t.Errorf("%v has no other architecture", usage)
		}
	}
}

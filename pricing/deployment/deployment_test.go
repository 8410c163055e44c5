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
	"github.com/sweetspot-bench/sweetspot/pricing/meters"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

var million = decimal.New(1, 6)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

type fataler interface{ Fatal(...any) }

func book(t fataler) *pricing.Book {
	b, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// measured is an invocation of 100 ms that took 2 KB, gave 600 KB and logged
// 500 bytes.
var measured = deployment.Measured{
	BilledMS: dec("100"), Request: dec("2048"), Response: dec("614400"), Log: dec("500"), Units: dec("2"),
}

func of(t fataler, as scenarios.PriceAs, traffic *scenarios.Traffic) deployment.Deployment {
	target := scenarios.Target{
		Kind: scenarios.KindFunction, Region: "us-east-1", PriceAs: as,
		Function: &scenarios.Function{EphemeralStorage: 512 << 20},
	}
	return deployment.Of(book(t), target, scenarios.Variant{MemoryMB: 1024, Architecture: "x86_64"}, scenarios.Pricing{Traffic: traffic})
}

// shown is a bill as lines of component, quantity and amount.
func shown(t fataler, bill func() (pricing.Bill, error)) []string {
	b, err := bill()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range b.Lines {
		out = append(out, l.Component+" "+l.Quantity.String()+" = "+l.Amount.String())
	}
	return out
}

func TestInvocations(t *testing.T) {
	function := []string{"requests 1000000 = 0.2", "duration-x86_64 100000 = 1.66667"}
	all := 1.0
	tests := []struct {
		name    string
		as      scenarios.PriceAs
		traffic *scenarios.Traffic
		lines   []string
		left    []string // begins of what is not priced
	}{
		{"the function alone", scenarios.PriceLambda, nil, function, []string{"CloudWatch Logs (500 B", "data transfer out (600 KB"}},
		{"its URL", scenarios.PriceURL, nil, append(slices.Clone(function), "url-requests 1000000 = 0"), []string{"CloudWatch", "data"}},
		{"a REST API", scenarios.PriceREST, nil, append(slices.Clone(function), "rest-requests 1000000 = 3.5"), []string{"CloudWatch", "data"}},
		{"an HTTP API, two units a call", scenarios.PriceHTTP, nil, append(slices.Clone(function), "http-requests 2000000 = 2"), []string{"CloudWatch", "data"}},
		{"a load balancer", scenarios.PriceALB, nil, function, []string{"CloudWatch", "data", "the load balancer: added by pricing.traffic"}},
		{
			"a load balancer with traffic", scenarios.PriceALB, &scenarios.Traffic{RequestsPerMonth: 1e6}, function,
			[]string{"CloudWatch", "data", "the load balancer: it is billed by the hour"},
		},
		{
			"a cache answers no invocation", scenarios.PriceREST, &scenarios.Traffic{RequestsPerMonth: 1e6, CacheHits: new(0.5), CacheSize: "0.5"},
			append(slices.Clone(function), "rest-requests 1000000 = 3.5"), []string{"CloudWatch", "data", "the cache: it is billed by the hour"},
		},
		{
			"all that traffic brings along", scenarios.PriceLambda,
			&scenarios.Traffic{RequestsPerMonth: 1e6, LogShare: new(0.1), Egress: &all, TraceShare: new(0.05)},
			append(slices.Clone(function), "logs-lambda-ingest 0.046566 = 0.023283", "internet-out 572.20459 = 51.4984131", "traces-recorded 50000 = 0.25"),
			[]string{"the storage of logs: added by pricing.traffic.log_retention_days"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := of(t, tt.as, tt.traffic).Invocations(million, measured)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(t, func() (pricing.Bill, error) { return book(t).List(m.Usage...) })
			if !slices.Equal(got, tt.lines) {
				t.Errorf("got  %q\nwant %q", got, tt.lines)
			}
			if !slices.EqualFunc(m.NotPriced, tt.left, strings.HasPrefix) {
				t.Errorf("not priced %q, want %q", m.NotPriced, tt.left)
			}
		})
	}
}

func TestMonth(t *testing.T) {
	curve := make([]check.Rate, 24)
	for i := range curve {
		curve[i] = 1
	}
	curve[12] = 25 // 48 request-seconds a day: 5,256,000 requests in 730 hours
	tests := []struct {
		name    string
		as      scenarios.PriceAs
		traffic scenarios.Traffic
		lines   []string
	}{
		{
			"a fifth from the cache", scenarios.PriceREST, scenarios.Traffic{RequestsPerMonth: 1e6, CacheHits: new(0.2), CacheSize: "1.6"},
			[]string{"requests 800000 = 0.16", "duration-x86_64 80000 = 1.333336", "rest-requests 1000000 = 3.5", "rest-cache-1.6gb 730 = 27.74"},
		},
		{
			"a curve", scenarios.PriceLambda, scenarios.Traffic{RequestsByHour: curve},
			[]string{"requests 5256000 = 1.0512", "duration-x86_64 525600 = 8.76001752"},
		},
		{
			// By hand: 0.1 × 1/s opens 0.1 connections a second that stay a minute: 6
			// active; 2 + 600 KB × 1/s × 3,600 are 2.2192128 GB an hour, over 0.4 are
			// 5.548032 units, the most; at the peak of 25/s 138.7008. Mean over the day
			// (23 × 5.548032 + 138.7008) / 24 = 11.096064, × 730.
			"a load balancer by the hours of the curve", scenarios.PriceALB, scenarios.Traffic{RequestsByHour: curve, Reconnects: new(0.1)},
			[]string{"requests 5256000 = 1.0512", "duration-x86_64 525600 = 8.76001752", "alb-hours 730 = 16.425", "alb-lcu 8100.12672 = 64.80101376"},
		},
		{
			"a load balancer whose connections are not known", scenarios.PriceALB, scenarios.Traffic{RequestsPerMonth: 1e6},
			[]string{"requests 1000000 = 0.2", "duration-x86_64 100000 = 1.66667", "alb-hours 730 = 16.425"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := of(t, tt.as, &tt.traffic).Month(measured)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(t, func() (pricing.Bill, error) { return book(t).Month(m.Usage, pricing.Terms{}) })
			if !slices.Equal(got, tt.lines) {
				t.Errorf("got  %q\nwant %q", got, tt.lines)
			}
		})
	}
}

func TestNoTrafficHasNoMonth(t *testing.T) {
	m, err := of(t, scenarios.PriceALB, nil).Month(measured)
	if err != nil || len(m.Usage) > 0 {
		t.Errorf("%v, %v; want nothing", m, err)
	}
}

// The curve that break-even is told from goes through the month's bill at the
// scenario's own traffic.
func TestTheCurveMeetsTheBill(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		traffic := &scenarios.Traffic{
			RequestsPerMonth: rapid.Int64Range(1, 1e9).Draw(t, "requests"),
			LogShare:         new(rapid.SampledFrom([]float64{0, 0.25, 1}).Draw(t, "logs")),
			Egress:           new(rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "egress")),
			Reconnects:       new(rapid.SampledFrom([]float64{0, 0.1, 1}).Draw(t, "reconnects")),
		}
		as := rapid.SampledFrom([]scenarios.PriceAs{scenarios.PriceLambda, scenarios.PriceREST, scenarios.PriceHTTP, scenarios.PriceALB}).Draw(t, "as")
		d := of(t, as, traffic)
		alternative, err := d.Function("function", measured)
		if err != nil {
			t.Fatal(err)
		}
		whole := alternative.Compute
		whole.PerRequest = append(whole.PerRequest, alternative.Around.PerRequest...)
		whole.Fixed = alternative.Around.Fixed
		curve, err := breakeven.NewCurve("function", whole, b, pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := d.Month(measured)
		if err != nil {
			t.Fatal(err)
		}
		bill, err := b.Month(m.Usage, pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		// What a request uses is rounded to 16 decimals where it is divided.
		off := curve.At(traffic.RequestsPerMonth).Sub(bill.Total).Abs()
		if off.GreaterThan(decimal.New(1, -4)) {
			t.Errorf("the curve says %s, the bill %s", curve.At(traffic.RequestsPerMonth), bill.Total)
		}
	})
}

func TestFleet(t *testing.T) {
	traffic := &scenarios.Traffic{RequestsPerMonth: 1e6}
	tests := []struct {
		name string
		a    scenarios.Alternative
		bare string // a month of two, nobody coming
		one  string
	}{
		{"Fargate, https://aws.amazon.com/fargate/pricing/ by hand: 2 × 730 × (0.5 × 0.04048 + 1 × 0.004445)", scenarios.Alternative{VCPU: "0.5", MemoryMB: 1024, Architecture: "x86_64", Capacity: 20, AtLeast: 2, Utilisation: 0.6}, "36.0401", "Fargate task of 0.5 vCPU / 1 GB"},
		{"EC2, by hand: 2 × 730 × 0.0725", scenarios.Alternative{Instance: "c7g.large", Capacity: 60, AtLeast: 2, Utilisation: 0.6}, "105.85", "c7g.large instance"},
	}
	for _, tt := range tests {
		alternative, err := of(t, scenarios.PriceLambda, traffic).Fleet(tt.a, measured)
		if err != nil {
			t.Fatal(err)
		}
		curve, err := breakeven.NewCurve(tt.name, alternative.Compute, book(t), pricing.Terms{})
		if err != nil {
			t.Fatal(err)
		}
		if got := curve.At(0); !got.Equal(dec(tt.bare)) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.bare)
		}
		if got := alternative.Compute.Fleet.One; got != tt.one {
			t.Errorf("called %q, want %q", got, tt.one)
		}
		if !slices.ContainsFunc(alternative.NotPriced, func(s string) bool { return strings.Contains(s, "capacity units") }) {
			t.Errorf("%s: not priced %q, want the balancer's capacity units among it", tt.name, alternative.NotPriced)
		}
	}
}

func TestFleetRefusesWhatThereIsNot(t *testing.T) {
	_, err := of(t, scenarios.PriceLambda, nil).Fleet(scenarios.Alternative{VCPU: "0.25", MemoryMB: 8192, Capacity: 1, AtLeast: 1, Utilisation: 1}, measured)
	if err == nil || !strings.Contains(err.Error(), "0.25") {
		t.Errorf("error %v, want one about 0.25 vCPU", err)
	}
}

func TestTerms(t *testing.T) {
	terms, err := deployment.Terms(book(t), "eu-west-1", scenarios.Pricing{
		FreeTier: true, AccountUsage: []scenarios.Consumption{{Service: meters.LambdaService, Component: "duration-arm64", Quantity: 5e9}},
	})
	if err != nil || !terms.FreeTier || len(terms.Account) != 1 || terms.Account[0].Unit != "GB-second" {
		t.Errorf("terms %+v, %v", terms, err)
	}
	_, err = deployment.Terms(book(t), "eu-west-1", scenarios.Pricing{AccountUsage: []scenarios.Consumption{{Service: "AWSLambda", Component: "invocations", Quantity: 1}}})
	if err == nil || !strings.Contains(err.Error(), "pricing.account_usage") {
		t.Errorf("error %v, want one that names pricing.account_usage", err)
	}
}

// Calls through a gateway are those of its cache too: what it answered, or what
// the traffic says it will, comes to no function, and the cache costs by the hour.
func TestTheCacheOfAGatewayIsAVariantsOwn(t *testing.T) {
	target := scenarios.Target{
		Kind: scenarios.KindGateway, Region: "us-east-1", PriceAs: scenarios.PriceREST,
		Function: &scenarios.Function{EphemeralStorage: 512 << 20}, Gateway: &scenarios.Gateway{API: scenarios.PriceREST},
	}
	seen := measured
	seen.Hits = dec("0.8")
	for name, tt := range map[string]struct {
		cache   string
		traffic scenarios.Traffic
		list    []string
		month   string // of the function's requests
		hours   bool
	}{
		"off":             {scenarios.CacheOff, scenarios.Traffic{CacheSize: "1.6", CacheHits: new(0.5)}, []string{"requests 1000000 = 0.2", "duration-x86_64 100000 = 1.66667", "rest-requests 1000000 = 3.5"}, "1000000", false},
		"as measured":     {"0.5 GB", scenarios.Traffic{}, []string{"requests 200000 = 0.04", "duration-x86_64 20000 = 0.333334", "rest-requests 1000000 = 3.5"}, "200000", true},
		"as traffic says": {"0.5 GB", scenarios.Traffic{CacheSize: "1.6", CacheHits: new(0.5)}, []string{"requests 500000 = 0.1", "duration-x86_64 50000 = 0.833335", "rest-requests 1000000 = 3.5"}, "500000", true},
	} {
		t.Run(name, func(t *testing.T) {
			tt.traffic.RequestsPerMonth = 1e6
			v := scenarios.Variant{MemoryMB: 1024, Architecture: "x86_64", Params: []scenarios.ParamValue{{Name: scenarios.SettingCache, Value: tt.cache, Setting: true}}}
			d := deployment.Of(book(t), target, v, scenarios.Pricing{Traffic: &tt.traffic})
			m, err := d.Invocations(million, seen)
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(t, func() (pricing.Bill, error) { return book(t).List(m.Usage...) }); !slices.Equal(got, tt.list) {
				t.Errorf("got  %q\nwant %q", got, tt.list)
			}
			monthly, err := d.Month(seen)
			if err != nil {
				t.Fatal(err)
			}
			requests, hours := "", false
			for _, u := range monthly.Usage {
				if u.Component == "requests" {
					requests = u.Quantity.String()
				}
				hours = hours || u.Component == "rest-cache-0.5gb"
			}
			if requests != tt.month || hours != tt.hours {
				t.Errorf("%s requests a month, a cache by the hour: %v", requests, hours)
			}
		})
	}
}

package meters

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// elbPage is where the examples stand; their months have 30 days.
const (
	elbPage = "https://aws.amazon.com/elasticloadbalancing/pricing/, read 2026-09-20"
	elbFAQ  = "https://aws.amazon.com/elasticloadbalancing/faqs/, and by hand"
)

func hour(opened, active, gb, requests string) LoadBalancerHour {
	return LoadBalancerHour{dec(opened), dec(active), dec(gb), dec(requests)}
}

// One connection a second for 2 minutes, 5 requests a second, 300 KB a second.
var exampleHour = []LoadBalancerHour{hour("1", "120", "1.08", "5")}

// The worked examples of the page of load balancers, and others by its rules.
func TestLoadBalancerPricingPage(t *testing.T) {
	book := mustBook(t)
	month := dec("720")
	for _, e := range []example{
		{
			name: "ALB 1: bytes need most", source: elbPage, book: book,
			meters:  []Meter{ALB{Hours: month, Traffic: exampleHour, Rules: 60}},
			amounts: map[string]string{"alb-hours": "16.20", "alb-lcu": "6.22"}, total: "22.42",
		},
		{
			name: "ALB 1, an hour", source: elbPage, book: book,
			meters: []Meter{ALB{Hours: dec("1"), Traffic: exampleHour, Rules: 60}},
			total:  "0.03114",
		},
		{
			// 100 connections a second for 3 minutes, 4 requests and 1,000 bytes a second each.
			name: "ALB 2: active connections need most", source: elbPage, book: book,
			meters:  []Meter{ALB{Hours: month, Traffic: []LoadBalancerHour{hour("100", "18000", "0.36", "400")}, Rules: 20}},
			amounts: map[string]string{"alb-hours": "16.20", "alb-lcu": "34.56"}, total: "50.76",
		},
		{
			// 1.08 GB / 0.4 GB = 2.7 units; 2.7 × 0.008 × 720 = 15.552
			name: "ALB 1 with Lambda targets", source: elbFAQ, book: book,
			meters:  []Meter{ALB{Hours: month, Traffic: exampleHour, Rules: 60, LambdaTargets: true}},
			amounts: map[string]string{"alb-lcu": "15.552"}, total: "31.75",
		},
		{
			// 0.125 by new and 0.18 by active connections, 0.36 by bytes
			name: "NLB, TCP", source: elbPage, book: book,
			meters:  []Meter{NLB{Hours: month, TCP: []LoadBalancerHour{hour("100", "18000", "0.36", "0")}}},
			amounts: map[string]string{"nlb-hours": "16.20", "nlb-lcu": "1.56"}, total: "17.76",
			page: "1.55 for the capacity units", reason: "the page cuts 1.5552 off",
		},
		{
			// 100 / 50 = 2 and 18,000 / 3,000 = 6; 6 × 0.006 × 720 = 25.92
			name: "NLB, the same over TLS", source: elbPage + ", by hand", book: book,
			meters:  []Meter{NLB{Hours: month, TLS: []LoadBalancerHour{hour("100", "18000", "0.36", "0")}}},
			amounts: map[string]string{"nlb-lcu": "25.92"}, total: "42.12",
		},
		{
			// TCP 0.36 by bytes, UDP 100 / 400 = 0.25 and 12,000 / 50,000 = 0.24 and 0.36
			// by bytes, TLS 6: 6.72 × 0.006 × 720 = 29.0304
			name: "NLB, each protocol on its own", source: elbPage + ", by hand", book: book,
			meters: []Meter{NLB{
				Hours: month,
				TCP:   []LoadBalancerHour{hour("100", "18000", "0.36", "0")},
				UDP:   []LoadBalancerHour{hour("100", "12000", "0.36", "0")},
				TLS:   []LoadBalancerHour{hour("100", "18000", "0.36", "0")},
			}},
			amounts: map[string]string{"nlb-lcu": "29.0304"}, total: "45.23",
		},
		{
			name: "CLB: 100 GB in 30 days", source: elbPage + ", by hand: 0.025 × 720 + 0.008 × 100", book: book,
			meters:  []Meter{CLB{Hours: month, GB: dec("100")}},
			amounts: map[string]string{"clb-hours": "18.00", "clb-data": "0.80"}, total: "18.80",
		},
		{
			name: "ten CLBs for a month of 730 hours", source: elbPage + ", by hand: 10 × 730 × 0.025 + 0.008 × 1000", book: book,
			meters: []Meter{CLB{Balancers: 10, GB: dec("1000")}},
			total:  "190.50",
		},
	} {
		t.Run(e.name, e.run)
	}
}

// "Each partial Application Load Balancer hour used is billed as a full hour"
// (https://aws.amazon.com/elasticloadbalancing/pricing/); capacity units are
// not rounded.
func TestPartHours(t *testing.T) {
	flat := []LoadBalancerHour{hour("50", "0", "0", "0")}
	tests := []struct {
		meter       Meter
		hours, unit string // components
		wantHours   string
		wantUnits   string
	}{
		{ALB{Balancers: 2, Hours: dec("1.5"), Traffic: flat}, "alb-hours", "alb-lcu", "4", "3"},
		{NLB{Balancers: 2, Hours: dec("1.5"), TLS: flat}, "nlb-hours", "nlb-lcu", "4", "1.5"},
		{CLB{Balancers: 2, Hours: dec("1.5")}, "clb-hours", "clb-data", "4", "0"},
	}
	for _, tt := range tests {
		if got := quantityOf(t, tt.hours, tt.meter); !got.Equal(dec(tt.wantHours)) {
			t.Errorf("%s: %s, want %s", tt.hours, got, tt.wantHours)
		}
		if got, want := noteOf(t, tt.hours, tt.meter), "2 hours each, rounded up from 1.5"; got != want {
			t.Errorf("%s: note %q, want %q", tt.hours, got, want)
		}
		if got := quantityOf(t, tt.unit, tt.meter); !got.Equal(dec(tt.wantUnits)) {
			t.Errorf("%s: %s, want %s", tt.unit, got, tt.wantUnits)
		}
	}
}

// Each hour is billed by what it needs most of: 12 quiet hours by bytes, 0.5
// units, 12 busy ones by rule evaluations, (30 − 10) × 100 / 1000 = 2 units.
func TestHoursOfADay(t *testing.T) {
	day := slices.Concat(
		slices.Repeat([]LoadBalancerHour{hour("1", "60", "0.5", "10")}, 12),
		slices.Repeat([]LoadBalancerHour{hour("10", "600", "1.5", "100")}, 12),
	)
	a := ALB{Traffic: day, Rules: 30}
	if got := quantityOf(t, "alb-lcu", a); !got.Equal(dec("912.5")) { // (12 × 0.5 + 12 × 2) / 24 × 730
		t.Errorf("%s LCU-hours, want 912.5", got)
	}
	if got, want := noteOf(t, "alb-lcu", a), "0.5 to 2 units an hour by bytes, rule evaluations"; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
	idle := ALB{Traffic: []LoadBalancerHour{{}}}
	if got, want := noteOf(t, "alb-lcu", idle), "0 units an hour"; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
	n := NLB{TCP: exampleHour, TLS: exampleHour}
	if got, want := noteOf(t, "nlb-lcu", n), "TCP: 1.08 units an hour by bytes"; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
}

// The traffic of the first example, from requests and how clients connect.
func TestConnections(t *testing.T) {
	clients := Connections{NewPerRequest: dec("0.2"), Open: 2 * time.Minute, BytesPerRequest: 60_000}
	got := clients.Hours(Traffic{Requests: dec("13140000")}) // 5 a second
	if len(got) != 24 {
		t.Fatalf("%d hours", len(got))
	}
	for _, h := range got {
		want := exampleHour[0]
		if !h.NewConnections.Equal(want.NewConnections) || !h.ActiveConnections.Equal(want.ActiveConnections) ||
			!h.GB.Equal(want.GB) || !h.Requests.Equal(want.Requests) {
			t.Fatalf("%+v, want %+v", h, want)
		}
	}
	a := ALB{Traffic: got, Rules: 60}
	if units := quantityOf(t, "alb-lcu", a); !units.Equal(dec("788.4")) { // 1.08 × 730
		t.Errorf("%s LCU-hours, want 788.4", units)
	}
}

// What one capacity unit holds
// (https://aws.amazon.com/elasticloadbalancing/pricing/, read 2026-09-20).
func TestOneUnit(t *testing.T) {
	one := func(opened, active, gb, requests string) []LoadBalancerHour {
		return []LoadBalancerHour{hour(opened, active, gb, requests)}
	}
	for name, m := range map[string]Meter{
		"ALB new":         ALB{Traffic: one("25", "0", "0", "0")},
		"ALB active":      ALB{Traffic: one("0", "3000", "0", "0")},
		"ALB bytes":       ALB{Traffic: one("0", "0", "1", "0")},
		"ALB Lambda":      ALB{Traffic: one("0", "0", "0.4", "0"), LambdaTargets: true},
		"ALB evaluations": ALB{Traffic: one("0", "0", "0", "1000"), Rules: 11},
		"TCP new":         NLB{TCP: one("800", "0", "0", "0")},
		"TCP active":      NLB{TCP: one("0", "100000", "0", "0")},
		"TCP bytes":       NLB{TCP: one("0", "0", "1", "0")},
		"UDP new":         NLB{UDP: one("400", "0", "0", "0")},
		"UDP active":      NLB{UDP: one("0", "50000", "0", "0")},
		"TLS new":         NLB{TLS: one("50", "0", "0", "0")},
		"TLS active":      NLB{TLS: one("0", "3000", "0", "0")},
	} {
		units := quantityOf(t, "alb-lcu", m).Add(quantityOf(t, "nlb-lcu", m))
		if !units.Equal(dec("730")) {
			t.Errorf("%s: %s unit-hours in a month, want 730", name, units)
		}
	}
}

// What nothing drives is named, and costs no line.
func TestLoadBalancersWithoutTraffic(t *testing.T) {
	for _, m := range []Meter{ALB{}, NLB{}} {
		got, err := m.Meter("us-east-1")
		if err != nil || len(got.Usage) != 1 || !got.Usage[0].Quantity.Equal(dec("730")) ||
			len(got.NotPriced) != 1 || !strings.Contains(got.NotPriced[0], "capacity units") {
			t.Errorf("%T: %+v, %v", m, got, err)
		}
	}
}

func TestLoadBalancersRefuse(t *testing.T) {
	two := make([]LoadBalancerHour, 2)
	for want, m := range map[string]Meter{
		"number of load balancers":          ALB{Balancers: -1},
		"hours of a load balancer":          NLB{Hours: dec("-1")},
		"number of rules":                   ALB{Rules: -1},
		"the 24 hours of a day, not 2":      ALB{Traffic: two},
		"or the 24 hours of a day, not 2":   NLB{UDP: two},
		"new connections a second":          ALB{Traffic: []LoadBalancerHour{hour("-1", "0", "0", "0")}},
		"active connections must not":       NLB{TLS: []LoadBalancerHour{hour("0", "-1", "0", "0")}},
		"GB in an hour":                     ALB{Traffic: []LoadBalancerHour{hour("0", "0", "-1", "0")}},
		"requests a second":                 ALB{Traffic: []LoadBalancerHour{hour("0", "0", "0", "-1")}},
		"GB through the load balancers":     CLB{GB: dec("-1")},
		"number of load balancers must not": CLB{Balancers: -1},
	} {
		refuses(t, m, want)
	}
}

// Units are never fewer than any one dimension needs, more traffic never needs
// fewer, 24 equal hours are one hour, and it does not matter how many balancers
// share the traffic.
func TestCapacityUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string, most int64) decimal.Decimal {
			return decimal.NewFromInt(rapid.Int64Range(0, most).Draw(t, name))
		}
		h := LoadBalancerHour{number("new", 1000), number("active", 1e6), number("GB", 100), number("requests", 10000)}
		busier := LoadBalancerHour{
			h.NewConnections.Add(number("more new", 1000)), h.ActiveConnections.Add(number("more active", 1e6)),
			h.GB.Add(number("more GB", 100)), h.Requests.Add(number("more requests", 10000)),
		}
		rules := rapid.IntRange(0, 100).Draw(t, "rules")
		lambda := rapid.Bool().Draw(t, "Lambda")
		alb := func(hours ...LoadBalancerHour) ALB {
			return ALB{Hours: dec("100"), Traffic: hours, Rules: rules, LambdaTargets: lambda}
		}
		units := quantityOf(t, "alb-lcu", alb(h))
		for _, d := range alb().dimensions(h) {
			if units.LessThan(d.used.Div(d.perUnit).Mul(dec("100"))) {
				t.Errorf("%s units, but %s alone needs %s per %s", units, d.name, d.used, d.perUnit)
			}
		}
		noLess(t, "alb-lcu", alb(h), alb(busier))
		noLess(t, "nlb-lcu", NLB{TCP: []LoadBalancerHour{h}}, NLB{TCP: []LoadBalancerHour{busier}, UDP: []LoadBalancerHour{h}})
		if day := quantityOf(t, "alb-lcu", alb(slices.Repeat([]LoadBalancerHour{h}, 24)...)); !day.Round(6).Equal(units.Round(6)) {
			t.Errorf("24 equal hours use %s, one that stands for all %s", day, units)
		}
		several := alb(h)
		several.Balancers = 3
		if got := quantityOf(t, "alb-lcu", several); !got.Equal(units) {
			t.Errorf("three balancers use %s, one %s", got, units)
		}
	})
}

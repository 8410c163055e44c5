package meters

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func mustBook(t testing.TB) *pricing.Book {
	t.Helper()
	b, err := pricing.Embedded("aws")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// inRegion is a function with the region where it is priced.
type inRegion struct {
	Lambda
	region string
}

func usage(region, arch string, memoryMB int, requests, billedMS string) inRegion {
	return inRegion{Lambda{
		Architecture: arch, MemoryMB: memoryMB, EphemeralMB: freeEphemeralMB,
		Requests: dec(requests), BilledMS: dec(billedMS),
	}, region}
}

func withStorage(u inRegion, mb int) inRegion {
	u.EphemeralMB = mb
	return u
}

func (u inRegion) list(b *pricing.Book) (pricing.Bill, error) {
	m, err := u.Meter(u.region)
	if err != nil {
		return pricing.Bill{}, err
	}
	return b.List(m.Usage...)
}

// Worked examples, with the list prices of 2026-09-01 (storage: 2024-12-01).
func TestLambdaList(t *testing.T) {
	tests := []struct {
		name, source string
		usage        inRegion
		total        string
	}{
		{
			"128 MB for 1 ms, one request", "by hand: 0.125 × 0.001 × 0.0000166667 + 0.0000002",
			usage("us-east-1", "x86_64", 128, "1", "1"), "0.0000002020833375",
		},
		{
			"a vCPU-second on x86_64", "by hand: 1769/1024 × 1 × 0.0000166667 + 0.0000002, a million times",
			usage("us-east-1", "x86_64", 1769, "1000000", "1000"), "28.99237529296875",
		},
		{
			"a vCPU-second on arm64", "by hand: 1769/1024 × 1 × 0.0000133334 + 0.0000002, a million times",
			usage("us-east-1", "arm64", 1769, "1000000", "1000"), "23.2339693359375",
		},
		{
			"no free tier, no second tier", "by hand: 1024/1024 × 10 s × 1e9 × 0.0000166667 + 200",
			usage("eu-west-1", "x86_64", 1024, "1000000000", "10000"), "166867",
		},
		{
			"storage above 512 MB", "by hand: (10240-512)/1024 × 1e6 × 0.0000000309 on top of 1024 MB",
			withStorage(usage("us-east-1", "x86_64", 1024, "1000000", "1000"), 10240), "17.16025",
		},
		{
			"another price per region", "by hand: 0.0000221 + 0.00000027",
			usage("af-south-1", "x86_64", 1024, "1000000", "1000"), "22.37",
		},
		{
			"China, in CNY", "by hand: 0.000113477 + 0.00000136",
			usage("cn-north-1", "x86_64", 1024, "1000000", "1000"), "114.837",
		},
		{"nothing", "nothing costs nothing", usage("us-east-1", "x86_64", 128, "0", "0"), "0"},
	}
	b := mustBook(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bill, err := tt.usage.list(b)
			if err != nil {
				t.Fatal(err)
			}
			if !bill.Total.Equal(dec(tt.total)) {
				t.Errorf("total %s, want %s (%s)", bill.Total, tt.total, tt.source)
			}
			wantCurrency := map[bool]string{true: "CNY", false: "USD"}[tt.usage.region == "cn-north-1"]
			if bill.Currency != wantCurrency {
				t.Errorf("currency %s, want %s", bill.Currency, wantCurrency)
			}
		})
	}
}

// The duration alone, at the first-tier prices of 2026-09-01
// (https://aws.amazon.com/lambda/pricing/): 128 MB for 1 ms, and 1769 MB, which
// is one vCPU, for a second
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
func TestDurationLineAlone(t *testing.T) {
	tests := []struct {
		usage  inRegion
		amount string
		places int32
	}{
		{usage("us-east-1", "x86_64", 128, "1", "1"), "0.0000000020833", 13},
		{usage("us-east-1", "arm64", 1769, "1", "1000"), "0.00002303", 8},
		{usage("us-east-1", "x86_64", 1769, "1", "1000"), "0.00002879", 8},
	}
	b := mustBook(t)
	for _, tt := range tests {
		bill, err := tt.usage.list(b)
		if err != nil {
			t.Fatal(err)
		}
		l := bill.Lines[1]
		if l.Component != "duration-"+tt.usage.Architecture || !l.Amount.Round(tt.places).Equal(dec(tt.amount)) {
			t.Errorf("%d MB: %s costs %s, want %s", tt.usage.MemoryMB, l.Component, l.Amount, tt.amount)
		}
	}
}

func TestLambdaRefuses(t *testing.T) {
	tests := []struct {
		name  string
		usage inRegion
		want  string
	}{
		{"unknown region", usage("mars-1", "x86_64", 128, "1", "1"), `"mars-1"`},
		{"unknown architecture", usage("us-east-1", "riscv", 128, "1", "1"), "x86_64 or arm64"},
		{"no arm64 price", usage("cn-north-1", "arm64", 128, "1", "1"), "duration-arm64"},
		{"too little memory", usage("us-east-1", "x86_64", 127, "1", "1"), "127 MB of memory"},
		{"too much memory", usage("us-east-1", "x86_64", 10241, "1", "1"), "10241 MB of memory"},
		{"too much storage", withStorage(usage("us-east-1", "x86_64", 128, "1", "1"), 10241), "ephemeral"},
		{"negative storage", withStorage(usage("us-east-1", "x86_64", 128, "1", "1"), -1), "ephemeral"},
		{"storage without a price", withStorage(usage("me-south-1", "x86_64", 128, "1", "1"), 513), "ephemeral-storage"},
		{"negative requests", usage("us-east-1", "x86_64", 128, "-1", "1"), "requests"},
		{"negative time", usage("us-east-1", "x86_64", 128, "1", "-1"), "billed time"},
	}
	b := mustBook(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.usage.list(b); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one about %q", err, tt.want)
			}
		})
	}
}

// Storage up to 512 MB is free, so its price need not be known.
func TestFreeStorageNeedsNoPrice(t *testing.T) {
	for _, mb := range []int{0, 512} {
		bill, err := withStorage(usage("me-south-1", "x86_64", 128, "1", "1"), mb).list(mustBook(t))
		if err != nil || len(bill.Lines) != 2 {
			t.Errorf("%d MB: %d lines, error %v; want 2 lines", mb, len(bill.Lines), err)
		}
	}
}

// The rate that samples are priced by gives the figures of the bill.
func TestRateAgreesWithTheMeter(t *testing.T) {
	b := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		u := usage(rapid.SampledFrom([]string{"us-east-1", "eu-west-1", "ap-northeast-1"}).Draw(t, "region"),
			rapid.SampledFrom([]string{"x86_64", "arm64"}).Draw(t, "architecture"),
			rapid.IntRange(minMemoryMB, maxMemoryMB).Draw(t, "memory"), "0", "0")
		u.EphemeralMB = rapid.IntRange(0, maxEphemeralMB).Draw(t, "storage")
		u.AsyncEvent = check.Bytes(rapid.Int64Range(0, 1<<20).Draw(t, "event"))
		requests := rapid.Int64Range(0, 1e9).Draw(t, "count")
		each := rapid.Int64Range(0, 900_000).Draw(t, "each")
		u.Requests, u.BilledMS = decimal.NewFromInt(requests), decimal.NewFromInt(each)
		rate, err := u.Rate(b, u.region)
		if err != nil {
			t.Fatal(err)
		}
		bill, err := u.list(b)
		if err != nil {
			t.Fatal(err)
		}
		if got := rate.Cost(requests, requests*each); !got.Equal(bill.Total) {
			t.Errorf("rate says %s, list %s", got, bill.Total)
		}
	})
}

func BenchmarkRateCost(b *testing.B) {
	rate, err := withStorage(usage("us-east-1", "x86_64", 1769, "0", "0"), 1024).Rate(mustBook(b), "us-east-1")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		rate.Cost(1, 57)
	}
}

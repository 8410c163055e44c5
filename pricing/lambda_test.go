package pricing

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

var million = decimal.New(1, 6)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func usage(region, arch string, memoryMB int, requests, billedMS string) LambdaUsage {
	return LambdaUsage{
		Region: region, Architecture: arch, MemoryMB: memoryMB, EphemeralMB: FreeEphemeralMB,
		Requests: dec(requests), BilledMS: dec(billedMS),
	}
}

func withStorage(u LambdaUsage, mb int) LambdaUsage {
	u.EphemeralMB = mb
	return u
}

// Worked examples, with the list prices of 2026-09-01 (storage: 2024-12-01).
func TestLambdaList(t *testing.T) {
	tests := []struct {
		name, source string
		usage        LambdaUsage
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
			bill, err := b.LambdaList(tt.usage)
			if err != nil {
				t.Fatal(err)
			}
			if !bill.Total.Equal(dec(tt.total)) {
				t.Errorf("total %s, want %s (%s)", bill.Total, tt.total, tt.source)
			}
			wantCurrency := map[bool]string{true: "CNY", false: "USD"}[tt.usage.Region == "cn-north-1"]
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
		usage  LambdaUsage
		amount string
		places int32
	}{
		{usage("us-east-1", "x86_64", 128, "1", "1"), "0.0000000020833", 13},
		{usage("us-east-1", "arm64", 1769, "1", "1000"), "0.00002303", 8},
		{usage("us-east-1", "x86_64", 1769, "1", "1000"), "0.00002879", 8},
	}
	b := mustBook(t)
	for _, tt := range tests {
		bill, err := b.LambdaList(tt.usage)
		if err != nil {
			t.Fatal(err)
		}
		l := bill.Lines[1]
		if l.Component != Duration(tt.usage.Architecture) || !l.Amount.Round(tt.places).Equal(dec(tt.amount)) {
			t.Errorf("%d MB: %s costs %s, want %s", tt.usage.MemoryMB, l.Component, l.Amount, tt.amount)
		}
	}
}

func TestLambdaMonth(t *testing.T) {
	type line struct{ component, quantity, price, amount string }
	tests := []struct {
		name, source string
		usage        LambdaUsage
		free         bool
		lines        []line
		total        string
	}{
		{
			name:   "3 million requests of 1 s at 512 MB",
			source: "18.33 + 0.40: example 1 of https://aws.amazon.com/lambda/pricing/, which rounds the price to 0.00001667 and so prints 18.34 + 0.40",
			usage:  usage("us-east-1", "x86_64", 512, "3000000", "1000"), free: true,
			lines: []line{
				{"requests", "3000000", "0.0000002", "0.6"},
				{"requests (free tier)", "-1000000", "0.0000002", "-0.2"},
				{"duration-x86_64", "1500000", "0.0000166667", "25.00005"},
				{"duration-x86_64 (free tier)", "-400000", "0.0000166667", "-6.66668"},
			},
			total: "18.73337",
		},
		{
			name: "the same without free tier", source: "by hand",
			usage: usage("us-east-1", "x86_64", 512, "3000000", "1000"),
			lines: []line{
				{"requests", "3000000", "0.0000002", "0.6"},
				{"duration-x86_64", "1500000", "0.0000166667", "25.00005"},
			},
			total: "25.60005",
		},
		{
			name: "wholly free", source: "by hand",
			usage: usage("eu-central-1", "arm64", 128, "1000000", "100"), free: true,
			lines: []line{
				{"requests", "1000000", "0.0000002", "0.2"},
				{"requests (free tier)", "-1000000", "0.0000002", "-0.2"},
				{"duration-arm64", "12500", "0.0000133334", "0.1666675"},
				{"duration-arm64 (free tier)", "-12500", "0.0000133334", "-0.1666675"},
			},
			total: "0",
		},
		{
			name: "all three tiers", source: "by hand: 6 B × 0.0000166667 + 9 B × 0.000015 + 5 B × 0.0000133334",
			usage: usage("us-east-1", "x86_64", 1024, "20000000000", "1000"),
			lines: []line{
				{"requests", "20000000000", "0.0000002", "4000"},
				{"duration-x86_64", "6000000000", "0.0000166667", "100000.2"},
				{"duration-x86_64", "9000000000", "0.000015", "135000"},
				{"duration-x86_64", "5000000000", "0.0000133334", "66667"},
			},
			total: "305667.2",
		},
		{
			name: "the free tier across a bound", source: "by hand: what is left, 5,999,700,000 GB-s, is in the first tier",
			usage: usage("us-east-1", "x86_64", 1024, "6000100000", "1000"), free: true,
			lines: []line{
				{"requests", "6000100000", "0.0000002", "1200.02"},
				{"requests (free tier)", "-1000000", "0.0000002", "-0.2"},
				{"duration-x86_64", "6000000000", "0.0000166667", "100000.2"},
				{"duration-x86_64", "100000", "0.000015", "1.5"},
				{"duration-x86_64 (free tier)", "-300000", "0.0000166667", "-5.00001"},
				{"duration-x86_64 (free tier)", "-100000", "0.000015", "-1.5"},
			},
			total: "101195.01999",
		},
		{
			name: "no free tier in CNY", source: "the free tier of the book is in USD",
			usage: usage("cn-north-1", "x86_64", 1024, "1000", "1000"), free: true,
			lines: []line{
				{"requests", "1000", "0.00000136", "0.00136"},
				{"duration-x86_64", "1000", "0.000113477", "0.113477"},
			},
			total: "0.114837",
		},
		{
			name: "storage has no free tier", source: "by hand: 1 GB above 512 MB for 1,000 s",
			usage: withStorage(usage("ap-northeast-1", "arm64", 128, "1000", "1000"), 1536), free: true,
			lines: []line{
				{"requests", "1000", "0.0000002", "0.0002"},
				{"requests (free tier)", "-1000", "0.0000002", "-0.0002"},
				{"duration-arm64", "125", "0.0000133334", "0.001666675"},
				{"duration-arm64 (free tier)", "-125", "0.0000133334", "-0.001666675"},
				{"ephemeral-storage", "1000", "0.000000037", "0.000037"},
			},
			total: "0.000037",
		},
	}
	b := mustBook(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bill, err := b.LambdaMonth(tt.usage, tt.free)
			if err != nil {
				t.Fatal(err)
			}
			if len(bill.Lines) != len(tt.lines) {
				t.Fatalf("%d lines, want %d: %+v", len(bill.Lines), len(tt.lines), bill.Lines)
			}
			for i, want := range tt.lines {
				got := bill.Lines[i]
				if got.Component != want.component || !got.Quantity.Equal(dec(want.quantity)) ||
					!got.Price.Equal(dec(want.price)) || !got.Amount.Equal(dec(want.amount)) {
					t.Errorf("line %d is %s: %s × %s = %s, want %v", i, got.Component, got.Quantity, got.Price, got.Amount, want)
				}
			}
			if !bill.Total.Equal(dec(tt.total)) {
				t.Errorf("total %s, want %s (%s)", bill.Total, tt.total, tt.source)
			}
		})
	}
}

func TestLambdaRefuses(t *testing.T) {
	tests := []struct {
		name  string
		usage LambdaUsage
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
			_, listErr := b.LambdaList(tt.usage)
			_, monthErr := b.LambdaMonth(tt.usage, true)
			for _, err := range []error{listErr, monthErr} {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %v, want one about %q", err, tt.want)
				}
			}
		})
	}
}

// Storage up to 512 MB is free, so its price need not be known.
func TestFreeStorageNeedsNoPrice(t *testing.T) {
	for _, mb := range []int{0, 512} {
		bill, err := mustBook(t).LambdaList(withStorage(usage("me-south-1", "x86_64", 128, "1", "1"), mb))
		if err != nil || len(bill.Lines) != 2 {
			t.Errorf("%d MB: %d lines, error %v; want 2 lines", mb, len(bill.Lines), err)
		}
	}
}

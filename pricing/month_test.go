package pricing

import "testing"

func TestMonth(t *testing.T) {
	type line struct{ component, quantity, price, amount string }
	tests := []struct {
		name, source string
		usage        function
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
			bill, err := b.Month(tt.usage.usage(), Terms{FreeTier: tt.free})
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

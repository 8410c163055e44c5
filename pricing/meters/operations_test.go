package meters

import (
	"testing"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

const lambdaLogs = "https://aws.amazon.com/blogs/compute/aws-lambda-introduces-tiered-pricing-for-amazon-cloudwatch-logs-and-additional-logging-destinations/, of 2025-05-01"

func TestLogExamples(t *testing.T) {
	book := mustBook(t)
	month := dec("30.4166666666666667") // 730 hours
	huge := Logs{Requests: dec("60000"), Bytes: gB, Lambda: true}
	for _, e := range []example{
		{
			name: "5 GB, kept for a month", source: calculator, book: book,
			meters:  []Meter{Logs{Requests: dec("5120"), Bytes: mb, RetentionDays: month}},
			amounts: map[string]string{"logs-ingest": "2.50", "logs-storage": "0.0225"}, total: "2.5225",
		},
		{
			name: "1,000 GB in, 500 GB stored, 250 GB scanned", source: infracost + ", cloudwatch_log_group_test.golden", book: book,
			meters:  []Meter{Logs{Requests: dec("1000"), Bytes: gB, RetentionDays: month, Compression: dec("0.5"), Scanned: 250 * gB}},
			amounts: map[string]string{"logs-ingest": "500.00", "logs-storage": "15.00", "logs-insights-scan": "1.25"}, total: "516.25",
		},
		{
			name: "60 TB of a Lambda function", source: lambdaLogs, month: true, meters: []Meter{huge}, total: "12500",
			book: literal(t, priceRow{MonitoringService, "logs-lambda-ingest", "GB",
				`[{up_to: 10000, price: "0.5"}, {up_to: 30000, price: "0.25"}, {up_to: 50000, price: "0.1"}, {price: "0.05"}]`, ""}),
		},
		{
			name: "60 TB of a Lambda function in the book's tiers", source: lambdaLogs, book: book, month: true, meters: []Meter{huge}, total: "12727.75",
			page: "12500", reason: "its TB are 1,000 GB, as are its tiers, while the book's are 1,024; and 5 GB are free",
		},
	} {
		t.Run(e.name, e.run)
	}
}

func TestLogCounts(t *testing.T) {
	l := Logs{Requests: dec("10485760"), Bytes: 2 * kb, Share: decp("0.1"), RetentionDays: dec("14")}
	for _, c := range []counted{
		{"one request in ten", l, "logs-ingest", "2"},
		{"a fortnight of it", l, "logs-storage", "0.138"}, // 2 × 0.15 × 14 × 24 / 730
		{"no request", Logs{Requests: one, Bytes: gB, Share: decp("0")}, "logs-ingest", "0"},
	} {
		t.Run(c.name, c.run)
	}
	for component, want := range map[string]string{
		"logs-ingest": "2 KB a request, 10 % of requests", "logs-storage": "14 days, compressed to 15 %",
	} {
		if got := noteOf(t, component, l); got != want {
			t.Errorf("note %q, want %q", got, want)
		}
	}
}

func TestMonitoringExamples(t *testing.T) {
	for _, e := range []example{
		{
			name: "metrics in two tiers, alarms, dashboards and requests", source: "https://aws.amazon.com/cloudwatch/pricing/, by hand",
			meters: []Meter{Monitoring{
				Metrics: dec("11000"), Alarms: dec("13"), HighResolutionAlarms: dec("2"), Dashboards: dec("5"), APIRequests: dec("2000000"),
			}},
			amounts: map[string]string{
				"metrics": "3099.00", "alarms": "0.30", "alarms-high-resolution": "0.60", "dashboards": "6.00", "api-requests": "10.00",
			},
			total: "3115.90",
		},
		{
			name: "traces of 5 % of 40 million, 1.5 million read", source: "https://aws.amazon.com/xray/pricing/, by hand",
			meters:  []Meter{Traces{Requests: dec("40000000"), Share: decp("0.05"), Scanned: dec("1500000")}},
			amounts: map[string]string{"traces-recorded": "9.50", "traces-scanned": "0.25"}, total: "9.75",
		},
	} {
		e.book, e.month = mustBook(t), true
		t.Run(e.name, e.run)
	}
}

func TestNetworkExamples(t *testing.T) {
	book := mustBook(t)
	for _, e := range []example{
		{
			name: "a gateway for an hour and a GB", source: "https://aws.amazon.com/vpc/pricing/, its example of Ohio, read 2026", book: book,
			meters:  []Meter{NATGateway{Gateways: one, Hours: one, Requests: one, Bytes: gB, Private: true}},
			amounts: map[string]string{"nat-hours": "0.045", "nat-data": "0.045"}, total: "0.09",
		},
		{
			name: "a gateway for a month and 100 GB", source: infracost + ", nat_gateway_test.golden", book: book,
			meters:  []Meter{NATGateway{Gateways: one, Requests: dec("100"), Bytes: gB}},
			amounts: map[string]string{"nat-hours": "32.85", "nat-data": "4.50", "public-ipv4": "3.65"}, total: "41.00",
			page: "37.35", reason: "it has no address, which is paid for since 2024-02-01",
		},
		{
			name: "62 TB to the internet", source: bucketFAQ, book: book, month: true,
			meters: []Meter{Transfer{Requests: dec("63488"), Response: gB}}, total: "5256.36", // 921.60 + 3,481.60 + 853.16
			page: "5263.27", reason: "it has 1 GB free, and in the first tier; now 100 GB are, before the tiers begin",
		},
	} {
		t.Run(e.name, e.run)
	}
}

func TestNetworkCounts(t *testing.T) {
	half := Transfer{Requests: dec("1048576"), Response: mb, InternetShare: decp("0.5"), CrossZone: 512 * kb, CrossRegion: 256 * kb}
	for _, c := range []counted{
		{"a part of an hour is an hour", NATGateway{Gateways: dec("2"), Hours: dec("2.01")}, "nat-hours", "6"},
		{"half of the responses", half, "internet-out", "512"},
		{"both ends of what crosses zones", half, "az-transfer", "1024"},
		{"one end of what crosses regions", half, "region-out", "256"},
	} {
		t.Run(c.name, c.run)
	}
	if got, want := noteOf(t, "internet-out", half), "1 MB a response, 50 % of them"; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
}

// Logs that are kept for ever have a storage that no month's bill can tell.
func TestEndlessLogsAreNotPriced(t *testing.T) {
	for _, tt := range []struct {
		logs Logs
		want int
	}{{Logs{}, 1}, {Logs{RetentionDays: dec("7")}, 0}} {
		m, err := tt.logs.Meter("us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		if len(m.NotPriced) != tt.want {
			t.Errorf("%+v: not priced %q, want %d", tt.logs, m.NotPriced, tt.want)
		}
	}
}

func TestOperationsRefuse(t *testing.T) {
	for want, m := range map[string]Meter{
		"share of requests must be from 0 to 1: 1.5":  Logs{Share: decp("1.5")},
		"compression must be from 0 to 1: -1":         Logs{Compression: dec("-1")},
		"bytes of a request must not be negative":     Logs{Bytes: -1},
		"days of retention must not be negative":      Logs{RetentionDays: dec("-1")},
		"metrics must not be negative":                Monitoring{Metrics: dec("-1")},
		"traces: the share of requests must be from":  Traces{Share: decp("2")},
		"traces scanned must not be negative":         Traces{Scanned: dec("-1")},
		"gateways must not be negative":               NATGateway{Gateways: dec("-1")},
		"share of responses must be from 0 to 1: 1.1": Transfer{InternetShare: decp("1.1")},
		"bytes between zones must not be negative":    Transfer{CrossZone: check.Bytes(-1)},
	} {
		refuses(t, m, want)
	}
}

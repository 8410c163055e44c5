package meters

import (
	"testing"
	"time"
)

const streamPage = "https://aws.amazon.com/kinesis/data-streams/pricing/"

func TestStreamExamples(t *testing.T) {
	book := mustBook(t)
	const golden = infracost + ", kinesis_stream_test.golden"
	for _, e := range []example{
		{
			name: "10,000 records of half a KB a second on 10 shards", source: calculator,
			meters:  []Meter{ProvisionedStream{Shards: dec("10"), Records: dec("26280000000"), Size: 512}},
			amounts: map[string]string{"shard-hours": "109.50", "put-units": "367.92"}, total: "477.42",
		},
		{
			// The page's example, of which only the question could be read.
			name: "100 records of 35 KB a second on 4 shards for 31 days", source: streamPage + ", by hand: 4 × 744 × 0.015 + 2 × 267.84 × 0.014",
			meters:  []Meter{ProvisionedStream{Shards: dec("4"), Hours: dec("744"), Records: dec("267840000"), Size: 35 * kb}},
			amounts: map[string]string{"shard-hours": "44.64", "put-units": "7.50"}, total: "52.14",
		},
		{
			name: "6.5 million units on 4 shards", source: golden,
			meters:  []Meter{ProvisionedStream{Shards: dec("4"), Records: dec("6500000"), Size: 25 * kb}},
			amounts: map[string]string{"shard-hours": "43.80", "put-units": "0.09"}, total: "43.89",
		},
		{
			name: "on demand: 0.2 GB in and out, 2 GB by fan-out", source: golden,
			meters: []Meter{OnDemandStream{Records: dec("204.8"), Size: mb, Readers: one, Consumers: dec("10")}},
			amounts: map[string]string{
				"ondemand-hours": "29.20", "ondemand-in": "0.02", "ondemand-out": "0.01", "ondemand-fanout": "0.10",
			},
			total: "29.32",
		},
	} {
		e.book = book
		t.Run(e.name, e.run)
	}
}

func TestStreamCounts(t *testing.T) {
	week := 7 * 24 * time.Hour
	provisioned := ProvisionedStream{Shards: dec("2"), Records: dec("1048576"), Size: 45 * kb, Retention: week, Consumers: dec("3")}
	onDemand := OnDemandStream{Records: dec("1048576"), Size: 4*kb + 512, Readers: dec("2"), Consumers: one}
	for _, c := range []counted{
		{"shards", provisioned, "shard-hours", "1460"},
		{"two units of 25 KB", provisioned, "put-units", "2097152"}, // as the page counts 45 KB
		{"a week", provisioned, "extended-retention", "1460"},
		{"a day is free", ProvisionedStream{Shards: one, Retention: 24 * time.Hour}, "extended-retention", "0"},
		{"each consumer at each shard", provisioned, "fanout-consumer-hours", "4380"},
		{"each reads all", provisioned, "fanout-data", "135"},
		{"4.5 KB count as 5", onDemand, "ondemand-in", "5.0"}, // as the page counts them
		{"but leave as they are", onDemand, "ondemand-out", "9.0"},
		{"by fan-out too", onDemand, "ondemand-fanout", "4.5"},
		{"all month", onDemand, "ondemand-hours", "730"},
	} {
		t.Run(c.name, c.run)
	}
}

// What a stream keeps longer than its components count is said.
func TestLongRetentionIsNotPriced(t *testing.T) {
	week := 7 * 24 * time.Hour
	for _, tt := range []struct {
		meter Meter
		want  bool
	}{
		{ProvisionedStream{Retention: week}, false},
		{ProvisionedStream{Retention: week + time.Hour}, true},
		{OnDemandStream{Retention: 24 * time.Hour}, false},
		{OnDemandStream{Retention: week}, true},
	} {
		m, err := tt.meter.Meter("us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		if got := len(m.NotPriced) > 0; got != tt.want {
			t.Errorf("%+v: not priced %q, want some: %t", tt.meter, m.NotPriced, tt.want)
		}
	}
}

func TestStreamRefuses(t *testing.T) {
	for want, m := range map[string]Meter{
		"shards must not be negative":    ProvisionedStream{Shards: dec("-1")},
		"retention must not be negative": ProvisionedStream{Retention: -1},
		"consumers must not be negative": ProvisionedStream{Consumers: dec("-1")},
		"readers must not be negative":   OnDemandStream{Readers: dec("-1")},
		"hours must not be negative":     OnDemandStream{Hours: dec("-1")},
	} {
		refuses(t, m, want)
	}
}

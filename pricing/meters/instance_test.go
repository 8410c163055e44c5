package meters

import (
	"testing"
	"time"
)

func TestVolumePricingPage(t *testing.T) {
	page := literal(t,
		priceRow{InstanceService, "linux-m7g.large", "hour", flat("0.0816"), ""},
		priceRow{InstanceService, "gp3-storage", "GB-month", flat("0.08"), ""},
		priceRow{InstanceService, "gp3-iops", "IOPS-month", flat("0.005"), ""},
		priceRow{InstanceService, "gp3-throughput", "MBps-month", flat("0.06"), ""}, // 0.04 now
	)
	half := Instance{Type: "m7g.large", Instances: one, Hours: dec("12"), Volume: 2000 * gB, IOPS: 10000, Throughput: 500}
	for _, e := range []example{
		{
			name: "gp3 for 12 hours, and the instance: 0.98", source: "https://aws.amazon.com/ebs/pricing/, read 2026", book: page, meters: []Meter{half},
			amounts: map[string]string{"gp3-storage": "2.630", "gp3-iops": "0.575", "gp3-throughput": "0.370"}, total: "4.55",
			page: "4.60", reason: "its month has 720 hours: 2.667 + 0.583 + 0.375 = 3.625",
		},
		{
			name: "gp3 all month", source: calculator, book: mustBook(t),
			meters:  []Meter{Instance{Type: "m7g.large", Instances: one, Volume: 300 * gB, IOPS: 3000, Throughput: 125}},
			amounts: map[string]string{"gp3-storage": "24.00"}, total: "83.57",
		},
	} {
		t.Run(e.name, e.run)
	}
}

func TestInstanceCounts(t *testing.T) {
	shared := Instance{Type: "m7g.large", Instances: dec("2"), Share: decp("0.3"), PublicIPv4: true, Volume: 100 * gB, IOPS: 4000, Throughput: 225}
	for _, c := range []counted{
		{"three tenths of two", shared, "linux-m7g.large", "438"},
		{"of their addresses", shared, "public-ipv4", "438"},
		{"of their volumes", shared, "gp3-storage", "60"},
		{"of 1,000 IOPS each", shared, "gp3-iops", "600"},
		{"of 100 MB/s each", shared, "gp3-throughput", "60"},
		{"runs of ten seconds are a minute each", Instance{Type: "t4g.nano", Runs: dec("600"), RunTime: 10 * time.Second}, "linux-t4g.nano", "10"},
		{"nothing of it", Instance{Type: "t4g.nano", Instances: one, Share: decp("0")}, "linux-t4g.nano", "0"},
	} {
		t.Run(c.name, c.run)
	}
	if got, want := noteOf(t, "gp3-iops", shared), "1000 IOPS above 3000 × 0.3 of 2 × 730 h"; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
}

func TestInstanceRefuses(t *testing.T) {
	for want, i := range map[string]Instance{
		`"large" is not a type`:                       {Type: "large"},
		"from 0 to 1: 1.1":                            {Type: "m7g.large", Share: decp("1.1")},
		"set its size":                                {Type: "m7g.large", IOPS: 4000},
		"volume must not be negative":                 {Type: "m7g.large", Volume: -1},
		"throughput must not be negative":             {Type: "m7g.large", Volume: 1, Throughput: -1},
		"hours that each runs must not be negative":   {Type: "m7g.large", Hours: dec("-1")},
		"the time of a run must not be negative: -60": {Type: "m7g.large", Runs: one, RunTime: -time.Minute},
	} {
		refuses(t, i, want)
	}
}

// Only the families that earn credits are billed for them.
func TestCreditsAreNotPriced(t *testing.T) {
	for name, want := range map[string]bool{"t4g.micro": true, "t3.nano": true, "trn1.2xlarge": false, "m7g.large": false} {
		m, err := Instance{Type: name, Instances: one}.Meter("us-east-1")
		if err != nil {
			t.Fatal(err)
		}
		if got := len(m.NotPriced) > 0; got != want {
			t.Errorf("%s: not priced %q, want credits %t", name, m.NotPriced, want)
		}
	}
}

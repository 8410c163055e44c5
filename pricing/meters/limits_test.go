package meters

import (
	"strings"
	"testing"
	"time"
)

// What a service does not offer is refused, and its limit named; the limit
// itself is not.
func TestLimits(t *testing.T) {
	tests := []struct {
		name        string
		most, above Meter
		want        string
	}{
		{
			"https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
			Lambda{Architecture: "arm64", MemoryMB: 128, BilledMS: dec("910000")},
			Lambda{Architecture: "arm64", MemoryMB: 128, BilledMS: dec("910001")}, "lambda bills no invocation for 910001 ms",
		},
		{
			"served by provisioned concurrency",
			Provisioned{Architecture: "arm64", MemoryMB: 128, Environments: 1, Enabled: time.Hour, BilledMS: dec("910000")},
			Provisioned{Architecture: "arm64", MemoryMB: 128, Environments: 1, Enabled: time.Hour, BilledMS: dec("910001")}, "lambda bills no invocation for 910001 ms",
		},
		{
			"a month of periods",
			Provisioned{Architecture: "arm64", MemoryMB: 128, Environments: 1, Enabled: 24 * time.Hour, Periods: 31},
			Provisioned{Architecture: "arm64", MemoryMB: 128, Environments: 1, Enabled: 24 * time.Hour, Periods: 32}, "provisioned concurrency is enabled for 768 hours; a month has at most 744",
		},
		{
			"https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html",
			ExpressWorkflow{Duration: 5 * time.Minute}, ExpressWorkflow{Duration: 6 * time.Minute}, "an express workflow ends after 5m",
		},
		{
			"https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html",
			OnDemandTable{WriteSize: MaxItem}, OnDemandTable{WriteSize: MaxItem + 1}, "table: an item has at most 400 KB",
		},
		{"a query", OnDemandTable{ReadSize: MaxQuery}, OnDemandTable{ReadSize: MaxQuery + 1}, "a query reads at most 1 MB"},
		{"balancers", ALB{Hours: dec("744")}, ALB{Hours: dec("745")}, "a load balancer is there for 745 hours"},
		{"instances", Instance{Type: "m5.large", Hours: dec("744")}, Instance{Type: "m5.large", Hours: dec("745")}, "each runs for 745 hours"},
		{"gateways", NATGateway{Hours: dec("744")}, NATGateway{Hours: dec("745")}, "a NAT gateway is there for 745 hours"},
		{"streams", ProvisionedStream{Hours: dec("744")}, ProvisionedStream{Hours: dec("745")}, "a stream is there for 745 hours"},
		{"streams on demand", OnDemandStream{Hours: dec("744")}, OnDemandStream{Hours: dec("745")}, "a stream is there for 745 hours"},
		{"tables", ProvisionedTable{Hours: dec("744")}, ProvisionedTable{Hours: dec("745")}, "a table is there for 745 hours"},
		{"a cache", RESTAPI{CacheGB: dec("0.5"), CacheHours: dec("744")}, RESTAPI{CacheGB: dec("0.5"), CacheHours: dec("745")}, "the cache is on for 745 hours"},
		{
			"always ready", AzureFlex{InstanceMB: 512, ReadyInstances: 1, ReadyHours: dec("744")},
			AzureFlex{InstanceMB: 512, ReadyInstances: 1, ReadyHours: dec("745")}, "always-ready instances are kept for 745 hours",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.most.Meter("us-east-1"); err != nil {
				t.Errorf("the most that there is: %v", err)
			}
			if _, err := tt.above.Meter("us-east-1"); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

package deployment_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sweetspot-bench/sweetspot/pricing"
	"github.com/sweetspot-bench/sweetspot/pricing/deployment"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// 1,000,000 requests of 100 ms at 1,024 MB in us-east-1 with two environments
// provisioned all month: 2 GB x 730 h x 3,600 s at $0.0000041667, 100,000 GB-s at
// $0.0000097222, and the requests (https://aws.amazon.com/lambda/pricing/).
func TestAMonthOfWhatIsKeptReady(t *testing.T) {
	traffic := &scenarios.Traffic{RequestsPerMonth: 1_000_000, ColdShare: new(0.01)}
	for _, tc := range []struct {
		setting, value, runtime string
		want, left              []string
	}{
		{
			scenarios.SettingProvisionedConcurrency, "2", "",
			[]string{"provisioned-concurrency-x86_64 5256000", "provisioned-requests 1000000", "provisioned-duration-x86_64 100000"},
			[]string{"provisioned concurrency of 2"},
		},
		{
			scenarios.SettingSnapStart, scenarios.SettingPublished, "python3.13",
			[]string{"requests 1000000", "duration-x86_64 100000", "snapstart-cache 2628000", "snapstart-restore 10000"},
			[]string{"SnapStart's snapshot", "SnapStart's restores"},
		},
		{scenarios.SettingSnapStart, scenarios.SettingPublished, "java21", []string{"requests 1000000", "duration-x86_64 100000"}, nil},
		{scenarios.SettingProvisionedConcurrency, scenarios.SettingNone, "", []string{"requests 1000000", "duration-x86_64 100000"}, nil},
	} {
		target := scenarios.Target{Kind: scenarios.KindFunction, Region: "us-east-1", PriceAs: scenarios.PriceLambda, Function: &scenarios.Function{Runtime: tc.runtime}}
		v := scenarios.Variant{MemoryMB: 1024, Architecture: "x86_64", Params: []scenarios.ParamValue{{Name: tc.setting, Value: tc.value, Setting: true}}}
		d := deployment.Of(book(t), target, v, scenarios.Pricing{Traffic: traffic})
		month, err := d.Month(measured)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range month.Usage {
			got = append(got, u.Component+" "+u.Quantity.String())
			if u.Driver == pricing.Measured {
				t.Errorf("%s is measured, in a month", u.Component)
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s %s: %v, want %v", tc.setting, tc.value, got, tc.want)
		}
		each, err := d.Invocations(million, measured)
		if err != nil {
			t.Fatal(err)
		}
		for _, left := range tc.left {
			if !slices.ContainsFunc(each.NotPriced, func(s string) bool { return strings.HasPrefix(s, left) }) {
				t.Errorf("%s is not among what is not priced: %v", left, each.NotPriced)
			}
		}
	}
}

package onaws

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

func TestSettingsAreLaidOverTheFunction(t *testing.T) {
	own := &original{FunctionConfiguration: types.FunctionConfiguration{
		Timeout: aws.Int32(9), EphemeralStorage: &types.EphemeralStorage{Size: aws.Int32(2048)},
		SnapStart: &types.SnapStartResponse{ApplyOn: types.SnapStartApplyOnPublishedVersions},
		VpcConfig: &types.VpcConfigResponse{SubnetIds: []string{"subnet-own"}, SecurityGroupIds: []string{"sg-own"}},
	}}
	target := scenarios.Target{Function: &scenarios.Function{Name: "f"}}
	with := func(name, value string) wanted {
		return own.want(target, scenarios.Variant{MemoryMB: 512, Architecture: "x86_64", Params: []scenarios.ParamValue{{Name: name, Value: value, Setting: true}}})
	}
	if w := with("", ""); w.timeout != 9 || w.ephemeral != 2048 || !w.snapStart || w.memory != 512 || w.reserved != nil || w.unreserved || w.network.SubnetIds[0] != "subnet-own" {
		t.Errorf("what the function has: %+v", w)
	}
	if w := with(scenarios.SettingTimeout, "30s"); w.timeout != 30 {
		t.Errorf("%+v", w)
	}
	if w := with(scenarios.SettingSnapStart, scenarios.SettingNone); w.snapStart {
		t.Errorf("%+v", w)
	}
	if w := with(scenarios.SettingReservedConcurrency, scenarios.SettingNone); w.reserved != nil || !w.unreserved {
		t.Errorf("%+v", w)
	}
	for text, want := range map[string][]string{
		scenarios.SettingNone: {}, scenarios.SettingOwn: {"subnet-own"}, "subnet-a+subnet-b/sg-a": {"subnet-a", "subnet-b"},
	} {
		if w := with(scenarios.SettingVPC, text); !reflect.DeepEqual(w.network.SubnetIds, want) {
			t.Errorf("%s: %+v", text, w.network)
		}
	}
}

func TestWhatCannotBeMeasuredIsRefused(t *testing.T) {
	for want, c := range map[string]types.FunctionConfiguration{
		"capacity provider": {CapacityProviderConfig: &types.CapacityProviderConfig{}},
		"tenants":           {TenancyConfig: &types.TenancyConfig{}},
		"durable":           {DurableConfig: &types.DurableConfig{}},
		"kms:Decrypt":       {Environment: &types.EnvironmentResponse{Error: &types.EnvironmentError{ErrorCode: aws.String("AccessDeniedException"), Message: aws.String("no")}}},
	} {
		c.FunctionName = aws.String("f")
		if err := (&original{FunctionConfiguration: c}).readable(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

func TestTwinNamesFit(t *testing.T) {
	r := &Runner{run: "20261127T080000Z-thumbnail-of-a-very-long-name-ab12", target: scenarios.Target{Name: strings.Repeat("thumbnail-", 6)}}
	name := r.twinName()
	if len(name) > maxName || !strings.HasPrefix(name, "sweetspot-20261127T080000Z-ab12-thumbnail-") || strings.HasSuffix(name, "-") {
		t.Errorf("%s has %d characters", name, len(name))
	}
}

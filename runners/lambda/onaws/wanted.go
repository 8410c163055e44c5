package onaws

import (
	"fmt"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/lambdarules"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// wanted is what a variant of the function is to be.
type wanted struct {
	memory, timeout, ephemeral int32 // MB, s, MB
	architecture, code         string
	environment                map[string]string
	snapStart                  bool
	network                    *types.VpcConfig
	reserved                   *int // nil: none asked for
	unreserved                 bool // it is asked for that there be none
	provisioned                int
}

// want lays a variant over what the function is.
func (o *original) want(t scenarios.Target, v scenarios.Variant) wanted {
	f := t.FunctionOf(v)
	w := wanted{
		memory: int32(v.MemoryMB), timeout: aws.ToInt32(o.Timeout), ephemeral: lambdarules.MinEphemeralMB,
		architecture: v.Architecture, code: f.Code[v.Architecture], environment: o.variables(),
		network: o.network(),
	}
	if o.EphemeralStorage != nil {
		w.ephemeral = aws.ToInt32(o.EphemeralStorage.Size)
	}
	if f.Timeout > 0 {
		w.timeout = int32((f.Timeout + time.Second - 1) / time.Second)
	}
	if f.EphemeralStorage > 0 {
		w.ephemeral = int32(f.EphemeralStorage.MB())
	}
	w.snapStart = o.SnapStart != nil && o.SnapStart.ApplyOn == types.SnapStartApplyOnPublishedVersions
	maps.Copy(w.environment, f.Env)
	for _, p := range v.Variables() {
		w.environment[p.Name] = p.Value
	}
	w.settings(v)
	return w
}

// settings lays those that AWS alone has over what is wanted.
func (w *wanted) settings(v scenarios.Variant) {
	if text := v.Setting(scenarios.SettingSnapStart); text != "" {
		w.snapStart = text == scenarios.SettingPublished
	}
	number := func(name string) (int, bool) {
		var n int
		_, err := fmt.Sscan(v.Setting(name), &n)
		return n, err == nil
	}
	if n, ok := number(scenarios.SettingReservedConcurrency); ok {
		w.reserved = &n
	}
	w.unreserved = v.Setting(scenarios.SettingReservedConcurrency) == scenarios.SettingNone
	w.provisioned, _ = number(scenarios.SettingProvisionedConcurrency)
	switch text := v.Setting(scenarios.SettingVPC); text {
	case "":
	case scenarios.SettingOwn:
		if w.network == nil {
			w.network = noNetwork()
		}
	case scenarios.SettingNone:
		w.network = noNetwork()
	default:
		subnets, groups, _ := scenarios.VPCOf(text)
		w.network = &types.VpcConfig{SubnetIds: subnets, SecurityGroupIds: groups}
	}
}

// noNetwork takes a function out of its network.
func noNetwork() *types.VpcConfig {
	return &types.VpcConfig{SubnetIds: []string{}, SecurityGroupIds: []string{}}
}

// variables is a copy of the function's environment.
func (o *original) variables() map[string]string {
	env := map[string]string{}
	if o.Environment != nil {
		maps.Copy(env, o.Environment.Variables)
	}
	return env
}

// network is the function's, as it is asked for; nil without one.
func (o *original) network() *types.VpcConfig {
	if o.VpcConfig == nil || len(o.VpcConfig.SubnetIds) == 0 {
		return nil
	}
	return &types.VpcConfig{
		SubnetIds: o.VpcConfig.SubnetIds, SecurityGroupIds: o.VpcConfig.SecurityGroupIds,
		Ipv6AllowedForDualStack: o.VpcConfig.Ipv6AllowedForDualStack,
	}
}

package onaws

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/sweetspot-bench/sweetspot/internal/lambdarules"
)

// restoring is the update that makes a function what it was, in all that a run
// changes.
func restoring(name string, was *lambda.GetFunctionConfigurationOutput) *lambda.UpdateFunctionConfigurationInput {
	in := &lambda.UpdateFunctionConfigurationInput{
		FunctionName: &name, MemorySize: was.MemorySize, Timeout: was.Timeout, EphemeralStorage: was.EphemeralStorage,
		Environment: &types.Environment{Variables: map[string]string{}}, SnapStart: snapStart(false),
	}
	if was.Environment != nil && was.Environment.Variables != nil {
		in.Environment.Variables = was.Environment.Variables
	}
	if was.SnapStart != nil && was.SnapStart.ApplyOn != "" {
		in.SnapStart.ApplyOn = was.SnapStart.ApplyOn
	}
	if was.VpcConfig != nil {
		in.VpcConfig = &types.VpcConfig{
			SubnetIds: append([]string{}, was.VpcConfig.SubnetIds...), SecurityGroupIds: append([]string{}, was.VpcConfig.SecurityGroupIds...),
			Ipv6AllowedForDualStack: was.VpcConfig.Ipv6AllowedForDualStack,
		}
	}
	return in
}

// shape is all of a configuration that a run changes, by its name for people.
// That of a variable is "variable NAME"; its value may be a secret.
type shape map[string]string

const ofVariable = "variable "

// shapeOf is what an update asks for.
func shapeOf(in *lambda.UpdateFunctionConfigurationInput) shape {
	s := shape{"memory": fmt.Sprint(aws.ToInt32(in.MemorySize), " MB"), "time-out": fmt.Sprint(aws.ToInt32(in.Timeout), " s"), "network": network(in.VpcConfig)}
	ephemeral := int32(lambdarules.MinEphemeralMB)
	if in.EphemeralStorage != nil {
		ephemeral = aws.ToInt32(in.EphemeralStorage.Size)
	}
	s["/tmp"] = fmt.Sprint(ephemeral, " MB")
	if in.SnapStart != nil && in.SnapStart.ApplyOn != types.SnapStartApplyOnNone {
		s["SnapStart"] = string(in.SnapStart.ApplyOn)
	}
	if in.Environment != nil {
		for name, value := range in.Environment.Variables {
			s[ofVariable+name] = value
		}
	}
	return s
}

// shapeNow is what a function has.
func shapeNow(now *lambda.GetFunctionConfigurationOutput) shape { return shapeOf(restoring("", now)) }

// asked is the shape of an update, with what it leaves as it is.
func asked(in *lambda.UpdateFunctionConfigurationInput, now *lambda.GetFunctionConfigurationOutput) shape {
	s := shapeOf(in)
	if in.VpcConfig == nil {
		s["network"] = shapeNow(now)["network"]
	}
	return s
}

// network are the subnets and groups, in whatever order they came.
func network(c *types.VpcConfig) string {
	if c == nil || len(c.SubnetIds) == 0 {
		return "none"
	}
	return strings.Join(append(slices.Sorted(slices.Values(c.SubnetIds)), slices.Sorted(slices.Values(c.SecurityGroupIds))...), " ")
}

// hidden is a shape without the values of variables, which may be kept.
func (s shape) hidden() shape {
	kept := maps.Clone(s)
	for name := range kept {
		if strings.HasPrefix(name, ofVariable) {
			kept[name] = ""
		}
	}
	return kept
}

// unlike names what two shapes differ in, in order.
func (s shape) unlike(other shape) (names []string) {
	all := maps.Clone(s)
	maps.Copy(all, other)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		one, has := s[name]
		if two, too := other[name]; has != too || one != two {
			names = append(names, name)
		}
	}
	return names
}

// content is all of a configuration, but for what is no part of it: how it is
// doing, when it was changed, and the revision, which AWS changes with more than
// the configuration.
func content(now *lambda.GetFunctionConfigurationOutput) string {
	c := *now
	c.RevisionId, c.LastModified, c.RuntimeVersionConfig, c.Version, c.FunctionArn = nil, nil, nil, nil, nil
	c.State, c.StateReason, c.StateReasonCode = "", nil, ""
	c.LastUpdateStatus, c.LastUpdateStatusReason, c.LastUpdateStatusReasonCode = "", nil, ""
	if c.SnapStart != nil {
		c.SnapStart = &types.SnapStartResponse{ApplyOn: c.SnapStart.ApplyOn}
	}
	c.ResultMetadata = lambda.GetFunctionConfigurationOutput{}.ResultMetadata
	text, err := json.Marshal(c)
	if err != nil { // the SDK's own shapes
		panic(err)
	}
	return string(text)
}

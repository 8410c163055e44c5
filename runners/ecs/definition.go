package ecs

import (
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// sized is the template's task definition with a variant's CPU, memory and
// architecture, under a name of our own: all else is carried over. What a
// container reserves for itself goes where it no longer fits into the task.
func (r *Runner) sized(t *types.TaskDefinition, v scenarios.Variant) *ecs.RegisterTaskDefinitionInput {
	units := cpuUnits(v)
	in := &ecs.RegisterTaskDefinitionInput{
		Family: aws.String(r.named(v)), Tags: r.tags(),
		Cpu: aws.String(strconv.Itoa(units)), Memory: aws.String(strconv.Itoa(v.MemoryMB)),
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		NetworkMode:             types.NetworkModeAwsvpc,
		RuntimePlatform:         platformOf(t, v),
		ContainerDefinitions:    r.withEnv(fitting(t.ContainerDefinitions, units, v.MemoryMB), v),
		EnableFaultInjection:    t.EnableFaultInjection,
		EphemeralStorage:        t.EphemeralStorage, ExecutionRoleArn: t.ExecutionRoleArn, TaskRoleArn: t.TaskRoleArn,
		PidMode: t.PidMode, ProxyConfiguration: t.ProxyConfiguration, Volumes: t.Volumes,
	}
	return in
}

// platformOf is the operating system of the template on a variant's
// architecture. Linux unless the template says otherwise.
func platformOf(t *types.TaskDefinition, v scenarios.Variant) *types.RuntimePlatform {
	p := types.RuntimePlatform{OperatingSystemFamily: types.OSFamilyLinux}
	if t.RuntimePlatform != nil && t.RuntimePlatform.OperatingSystemFamily != "" {
		p = *t.RuntimePlatform
	}
	p.CpuArchitecture = types.CPUArchitectureX8664
	if v.Architecture == "arm64" {
		p.CpuArchitecture = types.CPUArchitectureArm64
	}
	return &p
}

// fitting are the containers without reservations that the task is too small
// for: RegisterTaskDefinition refuses them. The task's own size bounds them then.
func fitting(containers []types.ContainerDefinition, units, memoryMB int) []types.ContainerDefinition {
	fit := make([]types.ContainerDefinition, len(containers))
	copy(fit, containers)
	cpu, reserved := 0, 0
	for _, c := range containers {
		cpu += int(c.Cpu)
		reserved += int(max(aws.ToInt32(c.Memory), aws.ToInt32(c.MemoryReservation)))
	}
	for i := range fit {
		if cpu > units {
			fit[i].Cpu = 0
		}
		if reserved > memoryMB {
			fit[i].Memory, fit[i].MemoryReservation = nil, nil
		}
	}
	return fit
}

// withEnv gives the container that serves the scenario's environment, and the
// variables of the variant.
func (r *Runner) withEnv(containers []types.ContainerDefinition, v scenarios.Variant) []types.ContainerDefinition {
	env := r.target.ContainerOf(v).Env
	for i := range containers {
		c := &containers[i]
		if len(env) == 0 || aws.ToString(c.Name) != r.container {
			continue
		}
		c.Environment = slices.DeleteFunc(slices.Clone(c.Environment), func(p types.KeyValuePair) bool {
			_, replaced := env[aws.ToString(p.Name)]
			return replaced
		})
		for _, name := range slices.Sorted(maps.Keys(env)) {
			c.Environment = append(c.Environment, types.KeyValuePair{Name: aws.String(name), Value: aws.String(env[name])})
		}
	}
	return containers
}

// unfit says what of the template's containers a variant is too small for, "" if
// nothing.
func unfit(t *types.TaskDefinition, v scenarios.Variant) string {
	fit := fitting(t.ContainerDefinitions, cpuUnits(v), v.MemoryMB)
	for i, c := range t.ContainerDefinitions {
		if c.Cpu != fit[i].Cpu || c.Memory != nil && fit[i].Memory == nil || c.MemoryReservation != nil && fit[i].MemoryReservation == nil {
			return "the CPU or memory that container " + aws.ToString(c.Name) + " reserves within the task"
		}
	}
	return ""
}

// cpuUnits is a variant's CPU as ECS counts it: 1,024 units a vCPU.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
func cpuUnits(v scenarios.Variant) int {
	return int(v.VCPU() * 1024)
}

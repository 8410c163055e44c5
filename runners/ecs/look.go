package ecs

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
)

// service describes a service of ours; nil where ECS does not know it, or does
// no longer. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html:
// "The Amazon ECS API follows an eventual consistency model": a service that was
// made a moment ago may be missing still.
func (r *Runner) service(ctx context.Context, cluster, name string) (*types.Service, error) {
	out, err := call(ctx, r.clock, "ecs:DescribeServices", r.aws.ecs.DescribeServices, &ecs.DescribeServicesInput{Cluster: &cluster, Services: []string{name}})
	if cloud.CodeOf(err) == "ServiceNotFoundException" {
		return nil, nil
	}
	if err != nil || len(out.Services) == 0 {
		return nil, err
	}
	return &out.Services[0], nil
}

// mostDescribed is how many tasks one DescribeTasks takes.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html: "A list of up to 100 task IDs"
const mostDescribed = 100

// tasksOf are the tasks of a service that are wanted to run, or to be stopped.
// One that is listed and not found, or not yet, is left out.
func (r *Runner) tasksOf(ctx context.Context, cluster, service string, wanted types.DesiredStatus) (tasks []types.Task, err error) {
	list := &ecs.ListTasksInput{Cluster: &cluster, ServiceName: &service, DesiredStatus: wanted, MaxResults: aws.Int32(mostDescribed)}
	for {
		page, err := call(ctx, r.clock, "ecs:ListTasks", r.aws.ecs.ListTasks, list)
		if err != nil || len(page.TaskArns) == 0 {
			return tasks, err
		}
		out, err := call(ctx, r.clock, "ecs:DescribeTasks", r.aws.ecs.DescribeTasks, &ecs.DescribeTasksInput{Cluster: &cluster, Tasks: page.TaskArns})
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, out.Tasks...)
		if list.NextToken = page.NextToken; list.NextToken == nil {
			return tasks, nil
		}
	}
}

// targets are the states of what is in the target group, by address.
func (r *Runner) targets(ctx context.Context) (map[string]elbtypes.TargetHealth, error) {
	out, err := call(ctx, r.clock, "elasticloadbalancing:DescribeTargetHealth", r.aws.elb.DescribeTargetHealth, &elb.DescribeTargetHealthInput{TargetGroupArn: &r.want.TargetGroup})
	if err != nil {
		return nil, err
	}
	states := map[string]elbtypes.TargetHealth{}
	for _, t := range out.TargetHealthDescriptions {
		if t.Target != nil && t.TargetHealth != nil {
			states[aws.ToString(t.Target.Id)] = *t.TargetHealth
		}
	}
	return states, nil
}

// definition reads a task definition.
func (r *Runner) definition(ctx context.Context, name string) (*types.TaskDefinition, error) {
	out, err := call(ctx, r.clock, "ecs:DescribeTaskDefinition", r.aws.ecs.DescribeTaskDefinition, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &name})
	if err != nil {
		return nil, err
	}
	return out.TaskDefinition, nil
}

package ecs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// PutBack removes what a change made, and verifies that it is gone. What is gone
// already, or never came to be, is no error.
func (r *Runner) PutBack(ctx context.Context, c runners.Change) error {
	if err := r.connect(ctx); err != nil {
		return err
	}
	name := short(c.Resource)
	if !strings.HasPrefix(name, prefix) {
		return fmt.Errorf("%s is not a name that a run gives; it stays as it is", c.Resource)
	}
	switch c.Action {
	case actionCreate:
		cluster, _, _ := serviceIn(c.Resource)
		return r.removeService(ctx, cluster, name)
	case actionRegister:
		return r.removeDefinitions(ctx, name)
	}
	return fmt.Errorf("%s is no change of a container on ECS", c.Action)
}

// removeService takes a service's tasks away, then the service, in the order
// that ECS asks for, and stops what is left of its tasks.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html:
// "You can delete a service if you have no running tasks in it and the desired
// task count is zero."
func (r *Runner) removeService(ctx context.Context, cluster, name string) error {
	found, err := r.present(ctx, cluster, name)
	if err != nil || found == nil {
		return err
	}
	if aws.ToString(found.Status) == statusActive {
		if _, err := call(ctx, r.clock, actionUpdate, r.aws.ecs.UpdateService, &ecs.UpdateServiceInput{Cluster: &cluster, Service: &name, DesiredCount: aws.Int32(0)}); err != nil {
			return err
		}
		if err := r.until(ctx, name+" has no tasks", func() (bool, error) { return r.empty(ctx, cluster, name) }); err != nil {
			return err
		}
		if _, err := call(ctx, r.clock, actionDelete, r.aws.ecs.DeleteService, &ecs.DeleteServiceInput{Cluster: &cluster, Service: &name}); err != nil && cloud.CodeOf(err) != "ServiceNotFoundException" {
			return err
		}
	}
	if err := r.stopLeft(ctx, cluster, name); err != nil {
		return err
	}
	return r.until(ctx, name+" is gone", func() (bool, error) {
		left, err := r.service(ctx, cluster, name)
		return left == nil || aws.ToString(left.Status) == statusInactive, err
	})
}

// present looks for a service that may have been made a moment ago, and may not
// be known yet. nil: it never was, or is gone.
func (r *Runner) present(ctx context.Context, cluster, name string) (*types.Service, error) {
	for look := 1; ; look++ {
		found, err := r.service(ctx, cluster, name)
		switch {
		case err != nil && cloud.CodeOf(err) != "ClusterNotFoundException":
			return nil, err
		case err != nil, found != nil && aws.ToString(found.Status) == statusInactive:
			return nil, nil
		case found != nil:
			return found, nil
		case look == settleLooks:
			return nil, nil
		}
		if err := r.clock.wait(ctx, pollEvery); err != nil {
			return nil, err
		}
	}
}

// empty reports whether a service has no tasks that run or come up.
func (r *Runner) empty(ctx context.Context, cluster, name string) (bool, error) {
	s, err := r.service(ctx, cluster, name)
	if err != nil || s == nil {
		return s == nil, err
	}
	return s.DesiredCount == 0 && s.RunningCount == 0 && s.PendingCount == 0, nil
}

// stopLeft stops tasks that a service left behind, as it may where it was deleted
// while it still started some.
func (r *Runner) stopLeft(ctx context.Context, cluster, name string) error {
	left, err := r.tasksOf(ctx, cluster, name, types.DesiredStatusRunning)
	if cloud.CodeOf(err) == "ServiceNotFoundException" || cloud.CodeOf(err) == "ServiceNotActiveException" {
		return nil
	}
	for _, t := range left {
		if group := aws.ToString(t.Group); group != "" && group != "service:"+name {
			continue // another's, on a platform that does not look at the service's name
		}
		if _, stopErr := call(ctx, r.clock, actionStop, r.aws.ecs.StopTask, &ecs.StopTaskInput{Cluster: &cluster, Task: t.TaskArn, Reason: aws.String("the run of sweetspot is over")}); stopErr != nil {
			return stopErr
		}
	}
	return err
}

// removeDefinitions deregisters and deletes the task definitions of a family of
// ours. Where a service used one, it stays in DELETE_IN_PROGRESS until the last
// task is gone, and then goes by itself.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html:
// "You must deregister a task definition revision before you delete it", "A task
// definition revision will stay in DELETE_IN_PROGRESS status until all the
// associated tasks and services have been terminated."
func (r *Runner) removeDefinitions(ctx context.Context, family string) error {
	for look := 1; ; look++ {
		active, err := r.revisions(ctx, family, types.TaskDefinitionStatusActive)
		if err != nil {
			return err
		}
		for _, arn := range active {
			if _, err := call(ctx, r.clock, actionDeregister, r.aws.ecs.DeregisterTaskDefinition, &ecs.DeregisterTaskDefinitionInput{TaskDefinition: &arn}); err != nil {
				return err
			}
		}
		inactive, err := r.revisions(ctx, family, types.TaskDefinitionStatusInactive)
		if err != nil {
			return err
		}
		if len(active)+len(inactive) > 0 {
			return r.deleteDefinitions(ctx, family, append(active, inactive...))
		}
		if look == settleLooks {
			return nil
		}
		if err := r.clock.wait(ctx, pollEvery); err != nil {
			return err
		}
	}
}

// mostDeleted is how many task definitions one call deletes.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html: "You can specify up to 10 task definitions as a comma separated list."
const mostDeleted = 10

// deleteDefinitions deletes deregistered task definitions, and verifies that
// none of the family is left that could be used.
func (r *Runner) deleteDefinitions(ctx context.Context, family string, arns []string) error {
	slices.Sort(arns)
	for batch := range slices.Chunk(slices.Compact(arns), mostDeleted) {
		out, err := call(ctx, r.clock, actionForget, r.aws.ecs.DeleteTaskDefinitions, &ecs.DeleteTaskDefinitionsInput{TaskDefinitions: batch})
		if err != nil {
			return err
		}
		for _, f := range out.Failures {
			return fmt.Errorf("%s %s: %s %s", actionForget, aws.ToString(f.Arn), aws.ToString(f.Reason), aws.ToString(f.Detail))
		}
	}
	return r.until(ctx, "the task definitions of "+family+" are gone", func() (bool, error) {
		left, err := r.usable(ctx, family)
		return len(left) == 0, err
	})
}

// usable are the task definitions of a family that are not being deleted.
func (r *Runner) usable(ctx context.Context, family string) ([]string, error) {
	active, err := r.revisions(ctx, family, types.TaskDefinitionStatusActive)
	if err != nil {
		return nil, err
	}
	inactive, err := r.revisions(ctx, family, types.TaskDefinitionStatusInactive)
	return append(active, inactive...), err
}

// revisions are the task definitions of a family in a state. The prefix that ECS
// takes may be that of longer names too.
func (r *Runner) revisions(ctx context.Context, family string, status types.TaskDefinitionStatus) (arns []string, err error) {
	in := &ecs.ListTaskDefinitionsInput{FamilyPrefix: &family, Status: status}
	for {
		page, err := call(ctx, r.clock, "ecs:ListTaskDefinitions", r.aws.ecs.ListTaskDefinitions, in)
		if err != nil {
			return nil, err
		}
		for _, arn := range page.TaskDefinitionArns {
			if familyOf(arn) == family {
				arns = append(arns, arn)
			}
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return arns, nil
		}
	}
}

// until waits until something holds.
func (r *Runner) until(ctx context.Context, what string, holds func() (bool, error)) error {
	since := r.clock.now()
	for {
		done, err := holds()
		if done || err != nil {
			return err
		}
		if r.clock.now().Sub(since) > putBackTime {
			return fmt.Errorf("not so after %s: %s", putBackTime, what)
		}
		if err := r.clock.wait(ctx, pollEvery); err != nil {
			return err
		}
	}
}

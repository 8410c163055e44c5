package ecs

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/internal/measure"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// service is the service of one variant.
type service struct {
	variant  scenarios.Variant
	name     string
	count    int // tasks wanted
	tasks    []*task
	started  int             // tasks ever seen
	blamed   map[string]bool // failed tasks that a wait has told of, or that were before it
	scaled   bool            // the scaling step was measured
	stopping string          // a task that was told to stop, which does not count any more
}

// task is one of the service's tasks by its id, a new one where it is not known.
func (s *service) task(id string) *task {
	for _, k := range s.tasks {
		if k.id == id {
			return k
		}
	}
	k := &task{id: id, launch: measure.Launch{Variant: s.variant.Index, Environment: id}}
	s.tasks = append(s.tasks, k)
	s.started++
	return k
}

// keep forgets tasks that are no longer there, and returns how they had come up.
func (s *service) keep(present map[string]bool) (gone []measure.Launch) {
	kept := s.tasks[:0:0]
	for _, k := range s.tasks {
		if present[k.id] {
			kept = append(kept, k)
		} else {
			gone = append(gone, k.launch)
		}
	}
	s.tasks = kept
	return gone
}

// change makes a call that makes something new, once the journal has it.
func change[I, O, options any](ctx context.Context, r *Runner, action, resource string, do func(context.Context, I, ...func(*options)) (O, error), in I) (O, error) {
	if _, err := r.journal.Before(runners.Change{Target: r.target.Name, Action: action, Resource: resource}); err != nil {
		var none O
		return none, err
	}
	return call(ctx, r.clock, action, do, in)
}

// create registers a variant's task definition and makes its service.
func (r *Runner) create(ctx context.Context, v scenarios.Variant) (*service, error) {
	name := r.named(v)
	definition, err := change(ctx, r, actionRegister, definitionResource+name, r.aws.ecs.RegisterTaskDefinition, r.sized(r.template, v))
	if err != nil {
		return nil, err
	}
	in := r.newService(name, aws.ToString(definition.TaskDefinition.TaskDefinitionArn))
	if _, err := change(ctx, r, actionCreate, serviceOf(r.want.Cluster, name), r.aws.ecs.CreateService, in); err != nil {
		return nil, err
	}
	s := &service{variant: v, name: name, count: r.tasks, blamed: map[string]bool{}}
	r.services[v.Index] = s
	return s, nil
}

// newService is the service that runs a task definition. The circuit breaker
// ends a roll-out that cannot succeed, and rolls nothing back: there is nothing
// to go back to.
func (r *Runner) newService(name, definition string) *ecs.CreateServiceInput {
	public := types.AssignPublicIpDisabled
	if r.want.AssignPublicIP {
		public = types.AssignPublicIpEnabled
	}
	in := &ecs.CreateServiceInput{
		ServiceName: &name, Cluster: &r.want.Cluster, TaskDefinition: &definition,
		LaunchType: types.LaunchTypeFargate, DesiredCount: aws.Int32(int32(r.tasks)),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true},
		},
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets: r.want.Subnets, SecurityGroups: r.want.SecurityGroups, AssignPublicIp: public,
		}},
		EnableECSManagedTags: true, PropagateTags: types.PropagateTagsService, Tags: r.tags(),
	}
	if r.want.TargetGroup != "" {
		in.LoadBalancers = []types.LoadBalancer{{
			TargetGroupArn: &r.want.TargetGroup, ContainerName: &r.container, ContainerPort: aws.Int32(int32(r.port)),
		}}
	}
	return in
}

// scale asks for a number of tasks of a service of ours.
func (r *Runner) scale(ctx context.Context, s *service, count int) error {
	s.count = count
	_, err := call(ctx, r.clock, actionUpdate, r.aws.ecs.UpdateService, &ecs.UpdateServiceInput{
		Cluster: &r.want.Cluster, Service: &s.name, DesiredCount: aws.Int32(int32(count)),
	})
	return err
}

// resize scales a service and waits until it is so.
func (r *Runner) resize(ctx context.Context, s *service, count int) error {
	if err := r.scale(ctx, s, count); err != nil {
		return err
	}
	return r.rolledOut(ctx, s)
}

// step measures how long more tasks take to come up, once for each service, and
// goes back.
func (r *Runner) step(ctx context.Context, s *service) error {
	if s.scaled || r.want.ScaleTo <= s.count {
		return nil
	}
	s.scaled = true
	from, asked, before := s.count, r.clock.now(), slices.Clone(s.tasks)
	if err := r.resize(ctx, s, r.want.ScaleTo); err != nil {
		return fmt.Errorf("from %d to %d tasks: %w", from, r.want.ScaleTo, err)
	}
	m := measure.Scaling{Variant: s.variant.Index, From: from, To: r.want.ScaleTo}
	for _, k := range s.tasks {
		if !slices.Contains(before, k) {
			m.Running = max(m.Running, k.launch.Started.Sub(asked))
			m.Healthy = max(m.Healthy, k.launch.Healthy.Sub(asked))
		}
	}
	r.scalings = append(r.scalings, m)
	return r.resize(ctx, s, from)
}

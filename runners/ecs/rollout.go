package ecs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// mostFailed tasks in a row are taken as a service that will not come up, as the
// deployment circuit breaker takes them at least, which does not watch a service
// that is only scaled.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentCircuitBreaker.html:
// "The deployment circuit breaker has a minimum threshold of 3"
const mostFailed = 3

// rolledOut waits until a service has as many healthy tasks as it wants, and
// nothing of an older deployment, and takes note of its tasks on the way.
func (r *Runner) rolledOut(ctx context.Context, s *service) error {
	since := r.clock.now()
	for {
		state, err := r.look(ctx, s)
		switch {
		case err != nil:
			return err
		case state.steady(s):
			return nil
		case state.service == nil && r.clock.now().Sub(since) > unknownTime:
			return fmt.Errorf("ECS does not know the service %s %s after it was made", s.name, unknownTime)
		case r.clock.now().Sub(since) > r.target.Container.StartTimeout:
			return fmt.Errorf("service %s is not up after %s: %s", s.name, r.target.Container.StartTimeout, r.account(s, state))
		}
		if err := r.clock.wait(ctx, pollEvery); err != nil {
			return err
		}
	}
}

// state is what one look at a service found.
type state struct {
	service *types.Service // nil where ECS does not know it yet
	primary types.Deployment
	healthy int
	failed  []types.Task // that stopped since the wait began
	targets map[string]elbtypes.TargetHealth
}

// look asks for a service and its tasks. The error is a roll-out that has failed
// for good.
func (r *Runner) look(ctx context.Context, s *service) (state, error) {
	var x state
	var err error
	if x.service, err = r.service(ctx, r.want.Cluster, s.name); err != nil || x.service == nil {
		return x, err
	}
	if status := aws.ToString(x.service.Status); status != statusActive {
		return x, fmt.Errorf("service %s is %s: somebody else removes it", s.name, status)
	}
	if i := slices.IndexFunc(x.service.Deployments, func(d types.Deployment) bool { return aws.ToString(d.Status) == "PRIMARY" }); i >= 0 {
		x.primary = x.service.Deployments[i]
	}
	if r.want.TargetGroup != "" {
		if x.targets, err = r.targets(ctx); err != nil {
			return x, err
		}
	}
	if err := r.observe(ctx, s, &x); err != nil {
		return x, err
	}
	if x.failed, err = r.newlyFailed(ctx, s); err != nil {
		return x, err
	}
	if x.primary.RolloutState == types.DeploymentRolloutStateFailed || len(x.failed) >= mostFailed {
		return x, fmt.Errorf("service %s does not come up: %s", s.name, r.account(s, x))
	}
	return x, nil
}

// observe takes note of the service's tasks, and of which are healthy.
func (r *Runner) observe(ctx context.Context, s *service, x *state) error {
	found, err := r.tasksOf(ctx, r.want.Cluster, s.name, types.DesiredStatusRunning)
	if err != nil {
		return err
	}
	present := map[string]bool{}
	for _, t := range found {
		if short(aws.ToString(t.TaskArn)) == s.stopping {
			continue
		}
		k := s.task(short(aws.ToString(t.TaskArn)))
		present[k.id] = true
		k.see(t, r.checksItself)
		k.becomes(r.isHealthy(ctx, k, x), r.clock.now())
		if k.healthy {
			x.healthy++
		}
	}
	r.launches = append(r.launches, s.keep(present)...)
	return nil
}

// isHealthy reports whether a task answers, by all there is to tell: the
// container's own health check, the load balancer's, or a request of ours.
func (r *Runner) isHealthy(ctx context.Context, k *task, x *state) bool {
	switch {
	case !k.running || !k.checked:
		return false
	case r.want.TargetGroup != "":
		return x.targets[k.address].State == elbtypes.TargetHealthStateEnumHealthy
	case r.want.URL != "" || k.healthy:
		return true
	}
	return r.answers(ctx, k)
}

// newlyFailed are the tasks of a service that came to a bad end and were not
// told of before.
func (r *Runner) newlyFailed(ctx context.Context, s *service) ([]types.Task, error) {
	ended, err := r.tasksOf(ctx, r.want.Cluster, s.name, types.DesiredStatusStopped)
	return slices.DeleteFunc(ended, func(t types.Task) bool {
		return !failed(t) || s.blamed[short(aws.ToString(t.TaskArn))]
	}), err
}

// steady reports whether a service is as it is wanted. A deployment that is
// watched ends in COMPLETED; one of a service that is only scaled stays there,
// and platforms that tell of no state leave it empty.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html:
// "When the service reaches a steady state, the deployment transitions to a COMPLETED state."
func (x state) steady(s *service) bool {
	if x.service == nil {
		return false
	}
	state := x.primary.RolloutState
	return x.healthy == s.count && len(s.tasks) == s.count && int(x.service.DesiredCount) == s.count &&
		int(x.service.RunningCount) == s.count && x.service.PendingCount == 0 && len(x.service.Deployments) == 1 &&
		(state == types.DeploymentRolloutStateCompleted || state == "")
}

// account is what is known of a service that is not as it should be.
func (r *Runner) account(s *service, x state) string {
	parts := []string{fmt.Sprintf("%d of %d tasks are healthy, %d run, %d are pending", x.healthy, s.count, x.service.RunningCount, x.service.PendingCount)}
	if reason := aws.ToString(x.primary.RolloutStateReason); reason != "" {
		parts = append(parts, reason)
	}
	if len(x.failed) > 0 {
		parts = append(parts, "a task stopped: "+stopped(x.failed[0]))
	}
	for _, k := range s.tasks {
		if t, known := x.targets[k.address]; known && t.State != elbtypes.TargetHealthStateEnumHealthy {
			parts = append(parts, fmt.Sprintf("the load balancer finds a task %s: %s %s", t.State, t.Reason, aws.ToString(t.Description)))
			break
		}
	}
	if k := r.silent(s); k != nil {
		parts = append(parts, fmt.Sprintf("no answer at %s%s: is the address reached from here, and does a security group let it through?", r.base(k), r.target.Container.Health))
	}
	for _, e := range x.service.Events[:min(2, len(x.service.Events))] { // the newest come first
		parts = append(parts, aws.ToString(e.Message))
	}
	return strings.Join(parts, "; ")
}

// silent is a task that runs and does not answer requests of ours, if that is
// what its health is told by.
func (r *Runner) silent(s *service) *task {
	for _, k := range s.tasks {
		if !r.shared() && k.running && k.checked && !k.healthy {
			return k
		}
	}
	return nil
}

package ecs

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// shared reports whether all variants are reached by one way, so that only one
// of them may have tasks at a time.
func (r *Runner) shared() bool { return r.want.TargetGroup != "" || r.want.URL != "" }

// examineWay checks how requests reach the tasks.
func (r *Runner) examineWay(ctx context.Context) []runners.Finding {
	switch {
	case r.want.TargetGroup != "":
		return r.examineTargetGroup(ctx)
	case r.want.URL != "":
		return []runners.Finding{odd("address", "requests go to "+r.want.ShownURL()+"; that it leads to the tasks of the run, and to no others, is not checked", "")}
	}
	return []runners.Finding{fine("address", "requests go to the private addresses of the tasks: run where they are reached, such as in their VPC")}
}

// examineTargetGroup checks that the target group takes addresses, is behind a
// load balancer, and holds nobody else's targets.
func (r *Runner) examineTargetGroup(ctx context.Context) []runners.Finding {
	const what = "target group"
	out, err := call(ctx, r.clock, "elasticloadbalancing:DescribeTargetGroups", r.aws.elb.DescribeTargetGroups, &elb.DescribeTargetGroupsInput{TargetGroupArns: []string{r.want.TargetGroup}})
	if err != nil || len(out.TargetGroups) == 0 {
		return []runners.Finding{wrong(what, fmt.Sprintf("cannot read %s: %v", r.want.TargetGroup, err), "name the ARN of one in "+r.target.Region)}
	}
	group := out.TargetGroups[0]
	name := aws.ToString(group.TargetGroupName)
	states, err := r.targets(ctx)
	switch {
	case group.TargetType != elbtypes.TargetTypeEnumIp:
		return []runners.Finding{wrong(what, fmt.Sprintf("%s takes targets of type %s, and tasks of Fargate are of type ip", name, group.TargetType), "make one of target type ip")}
	case len(group.LoadBalancerArns) == 0:
		return []runners.Finding{wrong(what, name+" is behind no load balancer", "add it to a listener, or send to the tasks' addresses")}
	case err != nil:
		return []runners.Finding{wrong(what, err.Error(), "")}
	case r.foreign(states) > 0:
		return []runners.Finding{wrong(what, fmt.Sprintf("%s has %s already: the load would reach them, and their traffic the tasks of the run", name, plural(r.foreign(states), "target")), "give the run a target group of its own")}
	}
	return []runners.Finding{fine(what, fmt.Sprintf("%s is empty; a task is healthy after %d checks, %d s apart", name, aws.ToInt32(group.HealthyThresholdCount), aws.ToInt32(group.HealthCheckIntervalSeconds)))}
}

// foreign is how many targets of the group are not of the run. Those that are
// leaving get no new requests.
func (r *Runner) foreign(states map[string]elbtypes.TargetHealth) (n int) {
	own := map[string]bool{}
	for _, s := range r.services {
		for _, k := range s.tasks {
			own[k.address] = true
		}
	}
	for address, state := range states {
		if !own[address] && state.State != elbtypes.TargetHealthStateEnumDraining {
			n++
		}
	}
	return n
}

// vcpuQuota is the code of "Fargate On-Demand vCPU resource count" of the
// service fargate. https://docs.aws.amazon.com/general/latest/gr/ecs-service.html
const vcpuQuota = "L-3032A538"

// examineQuota compares the vCPU that run at a time with what the account may
// have. What others use of it is not known.
func (r *Runner) examineQuota(ctx context.Context, variants []scenarios.Variant) runners.Finding {
	const what = "quota"
	need := r.vcpusAtOnce(variants)
	out, err := call(ctx, r.clock, "servicequotas:GetServiceQuota", r.aws.quotas.GetServiceQuota, &servicequotas.GetServiceQuotaInput{
		ServiceCode: aws.String("fargate"), QuotaCode: aws.String(vcpuQuota),
	})
	switch {
	case err != nil:
		return fine(what, fmt.Sprintf("the run needs up to %.4g vCPU of Fargate at a time; how many the account may have is unknown (%v)", need, cloud.Plain(err)))
	case out.Quota == nil || out.Quota.Value == nil:
		return fine(what, fmt.Sprintf("the run needs up to %.4g vCPU of Fargate at a time; how many the account may have is unknown", need))
	case need > *out.Quota.Value:
		return wrong(what, fmt.Sprintf("the run needs up to %.4g vCPU of Fargate at a time, and the account may have %.4g", need, *out.Quota.Value),
			"ask for a higher quota "+vcpuQuota+", or measure fewer sizes, or fewer replicas")
	}
	return fine(what, fmt.Sprintf("the run needs up to %.4g of the account's %.4g vCPU of Fargate; what else uses them is not known", need, *out.Quota.Value))
}

// vcpusAtOnce is how many vCPU the run's tasks have together at most: of all
// sizes, or of the largest where only one has tasks at a time. While a size is
// scaled or a task replaced, there are more.
func (r *Runner) vcpusAtOnce(variants []scenarios.Variant) float64 {
	var sum, most float64
	extra := max(r.tasks, r.want.ScaleTo)
	if r.scenario.ColdStarts != nil {
		extra = max(extra, r.tasks+1)
	}
	for _, v := range variants {
		sum += v.VCPU() * float64(r.tasks)
		most = max(most, v.VCPU())
	}
	if r.shared() {
		return most * float64(extra)
	}
	return sum + most*float64(extra-r.tasks)
}

package ecs

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Permissions are what the run needs. Actions that take no resource, or not the
// kind that is used here, have *.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
func (r *Runner) Permissions([]scenarios.Variant) []runners.Permission {
	cluster := short(r.want.Cluster)
	services, definitions := r.arn("ecs", serviceOf(cluster, prefix+"*")), r.arn("ecs", definitionResource+prefix+"*:*")
	needs := []runners.Permission{
		{Action: "ecs:DescribeClusters", Resources: []string{r.arn("ecs", "cluster/"+cluster)}},
		{Action: "ecs:DescribeTaskDefinition", Resources: []string{"*"}},
		{Action: "ecs:ListTaskDefinitions", Resources: []string{"*"}},
		{Action: "ecs:ListTasks", Resources: []string{"*"}},
		{Action: "ecs:DescribeTasks", Resources: []string{r.arn("ecs", "task/"+cluster+"/*")}},
		{Action: actionRegister, Resources: []string{definitions}},
		{Action: actionDeregister, Resources: []string{"*"}},
		{Action: actionForget, Resources: []string{definitions}},
		{Action: "ecs:TagResource", Resources: []string{definitions, services}},
		{Action: actionStop, Resources: []string{r.arn("ecs", "task/"+cluster+"/*")}},
		{Action: "iam:PassRole", Resources: r.roles()},
		{Action: "servicequotas:GetServiceQuota", Resources: []string{r.arn("servicequotas", "fargate/"+vcpuQuota)}},
	}
	for _, action := range []string{"ecs:DescribeServices", actionCreate, actionUpdate, actionDelete} {
		needs = append(needs, runners.Permission{Action: action, Resources: []string{services}})
	}
	if r.want.TargetGroup != "" {
		for _, action := range []string{"elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"} {
			needs = append(needs, runners.Permission{Action: action, Resources: []string{"*"}})
		}
	}
	return needs
}

// roles are those that the copies of the task definition carry: who registers
// them must be allowed to pass them. All, as long as the template was not read.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func (r *Runner) roles() (arns []string) {
	if r.template == nil {
		return []string{"*"}
	}
	for _, role := range []*string{r.template.ExecutionRoleArn, r.template.TaskRoleArn} {
		if role != nil {
			arns = append(arns, *role)
		}
	}
	return arns
}

// arn names a resource of the account in the target's region.
func (r *Runner) arn(service, resource string) string {
	partition := "aws"
	switch {
	case strings.HasPrefix(r.target.Region, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(r.target.Region, "us-gov-"):
		partition = "aws-us-gov"
	}
	return "arn:" + partition + ":" + service + ":" + r.target.Region + ":*:" + resource
}

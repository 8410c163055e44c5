package onaws

import (
	"strings"

	"github.com/sweetspot-bench/sweetspot/runners"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// Permissions are the actions that a run over these variants needs. Names of
// twins are made up during the run; the account is known once the function was
// read, or from its ARN.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
func (r *Runner) Permissions(variants []scenarios.Variant) []runners.Permission {
	function := r.arn("lambda", "function:"+r.name.Short)
	versions := []string{function, function + ":*"}
	var all []runners.Permission
	need := func(resources []string, actions ...string) {
		for _, a := range actions {
			all = append(all, runners.Permission{Action: a, Resources: resources})
		}
	}
	need(versions, "lambda:GetFunction", "lambda:GetFunctionConfiguration")
	need([]string{"*"}, "lambda:GetAccountSettings")
	need(versions, "lambda:GetPolicy")
	need([]string{"*"}, "lambda:ListEventSourceMappings")
	if r.target.Mode != scenarios.ModeVersions {
		host := r.arn("lambda", "function:sweetspot-*")
		versions = []string{host}
		need([]string{host}, "lambda:CreateFunction", "lambda:TagResource", "lambda:GetFunction", "lambda:GetFunctionConfiguration")
		need([]string{r.role()}, "iam:PassRole")
		group := r.arn("logs", "log-group:/aws/lambda/sweetspot-*")
		need([]string{group, group + ":*"}, "logs:CreateLogGroup", "logs:TagResource", "logs:DeleteLogGroup", "logs:FilterLogEvents")
		need([]string{"*"}, "logs:DescribeLogGroups")
		r.needToCopy(need)
	} else {
		group := r.arn("logs", "log-group:"+logGroup(r.name.Short))
		need([]string{group, group + ":*"}, "logs:FilterLogEvents")
	}
	need(versions, "lambda:UpdateFunctionConfiguration", "lambda:PublishVersion", "lambda:ListVersionsByFunction", "lambda:InvokeFunction", "lambda:DeleteFunction")
	need([]string{"*"}, "cloudwatch:GetMetricData")
	r.needForSettings(need, variants, versions)
	return all
}

// needToCopy are the actions that depend on what the function has.
func (r *Runner) needToCopy(need func([]string, ...string)) {
	o := r.own
	if o == nil {
		return
	}
	if len(o.Layers) > 0 {
		var layers []string
		for _, l := range o.Layers {
			layers = append(layers, *l.Arn)
		}
		need(layers, "lambda:GetLayerVersion")
	}
	if o.KMSKeyArn != nil {
		need([]string{*o.KMSKeyArn}, "kms:Decrypt", "kms:Encrypt", "kms:CreateGrant")
	}
	if o.image() {
		need([]string{"*"}, "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
	}
}

// needForSettings are the actions that the variants' settings need.
func (r *Runner) needForSettings(need func([]string, ...string), variants []scenarios.Variant, versions []string) {
	has := func(name string) bool {
		for _, v := range variants {
			if text := v.Setting(name); text != "" && text != scenarios.SettingNone {
				return true
			}
		}
		return false
	}
	if has(scenarios.SettingReservedConcurrency) {
		need(versions, "lambda:GetFunctionConcurrency", "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency")
	}
	if has(scenarios.SettingProvisionedConcurrency) {
		need(versions, "lambda:GetProvisionedConcurrencyConfig", "lambda:PutProvisionedConcurrencyConfig", "lambda:DeleteProvisionedConcurrencyConfig")
	}
	if has(scenarios.SettingVPC) || r.own != nil && r.own.network() != nil {
		// "To attach a Lambda function to a VPC, your user needs …"
		// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
		need([]string{"*"}, "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc")
	}
	if len(r.target.Function.Code) > 0 {
		need(versions, "lambda:UpdateFunctionCode")
	}
}

// role is the ARN of the function's role, * before it is known.
func (r *Runner) role() string {
	if r.own == nil || r.own.Role == nil {
		return "*"
	}
	return *r.own.Role
}

// arn is the ARN of a resource of the function's account and region.
func (r *Runner) arn(service, resource string) string {
	partition, account := "aws", r.name.Account
	if r.own != nil && r.own.FunctionArn != nil {
		if parts := strings.Split(*r.own.FunctionArn, ":"); len(parts) > 5 {
			partition, account = parts[1], parts[4]
		}
	}
	if account == "" {
		account = "*"
	}
	return strings.Join([]string{"arn", partition, service, r.target.Region, account, resource}, ":")
}

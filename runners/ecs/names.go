package ecs

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/scenarios"
)

// prefix is what the names of all that a run makes begin with.
const prefix = "sweetspot-"

// targetTag is the second tag of all that a run makes, beside cloud.RunTag.
const targetTag = "sweetspot:target"

// unnamedRun stands for the run's id where there is no run yet.
const unnamedRun = "RUN"

// named is the name of a variant's service, and of the family of its task
// definition: letters, digits and hyphens, below the 255 that ECS takes.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
func (r *Runner) named(v scenarios.Variant) string {
	return fmt.Sprintf("%s%s-%s-%d", prefix, cmp.Or(r.run, unnamedRun), r.target.Name, v.Index+1)
}

func (r *Runner) tags() []types.Tag {
	return []types.Tag{
		{Key: aws.String(cloud.RunTag), Value: aws.String(r.run)},
		{Key: aws.String(targetTag), Value: aws.String(r.target.Name)},
	}
}

// The resources of the journal's changes, as the end of their ARN has them.
const (
	definitionResource = "task-definition/"
	serviceResource    = "service/"
)

// serviceOf is the resource of a service in a cluster.
func serviceOf(cluster, name string) string { return serviceResource + short(cluster) + "/" + name }

// short is a name by itself or the last part of an ARN.
func short(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// familyOf is the family of a task definition's ARN or of "family:revision".
func familyOf(definition string) string {
	family, _, _ := strings.Cut(short(definition), ":")
	return family
}

package ecs

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sweetspot-bench/sweetspot/internal/cloud"
	"github.com/sweetspot-bench/sweetspot/runners"
)

// sweeper removes services and task definitions of runs whose journals are lost.
type sweeper struct {
	runner *Runner
	find   func(ctx context.Context) ([]cloud.Tagged, error)
}

// NewSweeper finds what runs left on ECS, by its tag.
func NewSweeper(c aws.Config) runners.Sweeper {
	return &sweeper{
		runner: &Runner{clock: wallClock, aws: open(c)},
		find: func(ctx context.Context) ([]cloud.Tagged, error) {
			return cloud.FindTagged(ctx, c, "ecs:service", "ecs:task-definition")
		},
	}
}

// Leftovers are services first, and then the task definitions that they use.
// Tasks carry the tag too, and go with their service.
func (s *sweeper) Leftovers(ctx context.Context) ([]runners.Leftover, error) {
	found, err := s.find(ctx)
	var left []runners.Leftover
	for _, part := range []string{":" + serviceResource, ":" + definitionResource} {
		for _, t := range found {
			if !strings.Contains(t.ARN, part) || !strings.HasPrefix(short(t.ARN), prefix) {
				continue
			}
			there, lookErr := s.there(ctx, t.ARN)
			if lookErr != nil {
				return left, lookErr
			}
			if there {
				left = append(left, runners.Leftover{Resource: t.ARN, Run: t.Run})
			}
		}
	}
	return left, err
}

// there reports whether a resource that once had the tag still is.
func (s *sweeper) there(ctx context.Context, arn string) (bool, error) {
	if cluster, name, is := serviceIn(arn); is {
		found, err := s.runner.service(ctx, cluster, name)
		return found != nil && aws.ToString(found.Status) != statusInactive, err
	}
	all, err := s.runner.usable(ctx, familyOf(arn))
	return slices.Contains(all, arn), err
}

// Remove removes a service or a task definition, and waits until it is gone.
func (s *sweeper) Remove(ctx context.Context, l runners.Leftover) error {
	if cluster, name, is := serviceIn(l.Resource); is {
		return s.runner.removeService(ctx, cluster, name)
	}
	return s.runner.removeDefinitions(ctx, familyOf(l.Resource))
}

// serviceIn is the cluster and the name in a service's ARN, or in a resource of
// the journal.
func serviceIn(resource string) (cluster, name string, is bool) {
	_, rest, is := strings.Cut(resource, serviceResource)
	cluster, name, found := strings.Cut(rest, "/")
	return cluster, name, is && found
}
